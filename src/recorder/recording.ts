/** What a recording of an update holds: what went over its links in the order of time, what people did, and the states it went through. */
import type { PlainLink } from '../contracts/link.ts';
import type { ProductCheck, RedRule } from '../contracts/product-check.ts';
import type { JudgedSignature, SignatureNeed } from '../contracts/signature.ts';
import type { FileSurvey } from '../bundle/predict-merge.ts';
import type { UpdateOptions } from '../update/deps.ts';
import type { UpdateResult } from '../update/events.ts';

export const RECORDING_FORMAT = 'slipway-recording';
export const RECORDING_VERSION = 1;

/** In the place of what is secret. */
export const COVER = '••••';

/** More does a recording not hold; a file that is longer is none. */
export const LONGEST_RECORDING = 8 * 1024 * 1024;

/** A link as it was opened: what an update depends on. */
export interface RecordedLink extends PlainLink {
  /** Its frames carry addresses: so many letters has each of the two. */
  readonly address: { readonly src: number; readonly dst: number } | null;
}

/** What a person did, or the clock that stands for one. `index`: which of the waits for the next check. */
export type RecordedAct =
  | { readonly act: 'pause' | 'go-on' | 'cancel' | 'keep' | 'go-back' | 'install' }
  | { readonly act: 'check'; readonly index: number };

/** `at`: milliseconds since the update began. `link`: counts the links from 1. */
export type TapeItem = { readonly at: number } & (
  | { readonly is: 'connect'; readonly link: number }
  | { readonly is: 'opened'; readonly link: number; readonly as: RecordedLink }
  | {
      readonly is: 'refused';
      readonly link: number;
      readonly code: string;
      readonly facts: Readonly<Record<string, unknown>>;
    }
  /** `byHand`: a person asked it beside the update. */
  | {
      readonly is: 'sent';
      readonly id: number | string | null;
      readonly method: string;
      readonly params: unknown;
      readonly byHand?: true;
    }
  /** OTA.Write: its bytes are not kept. `crc`: CRC-32 of its base64. */
  | {
      readonly is: 'block';
      readonly id: number | string | null;
      readonly offset: number;
      readonly bytes: number;
      readonly crc: number;
    }
  /** The block with this id was acknowledged. */
  | { readonly is: 'took'; readonly id: number | string | null }
  | {
      readonly is: 'answered';
      readonly id: number | string | null;
      readonly result?: unknown;
      readonly error?: { readonly code: number; readonly message: string };
      readonly byHand?: true;
    }
  /** Bytes that are no frame; `console`: the device's log. */
  | { readonly is: 'noise'; readonly why: string; readonly text: string }
  /** `by`: who ended it. */
  | {
      readonly is: 'ended';
      readonly link: number;
      readonly why: 'closed' | 'lost';
      readonly detail: string;
      readonly by: 'host' | 'far';
    }
  /** `heard`: so many events had been told by then. */
  | ({ readonly is: 'act'; readonly heard: number } & RecordedAct)
  /** A wait of the update was over: which of all of them. */
  | { readonly is: 'woke'; readonly sleep: number }
  /** The device's time runs so many times as fast from here on. */
  | { readonly is: 'time'; readonly factor: number }
  /** What was found in the bytes of the firmware, which are not kept. */
  | { readonly is: 'files'; readonly found: FileSurvey | null }
  | { readonly is: 'signed'; readonly need: SignatureNeed | null }
  /** Blocks that were acknowledged one after the other, and for which there was no room; `others`: frames that were no such blocks. */
  | {
      readonly is: 'gap';
      readonly until: number;
      readonly blocks: number;
      readonly others: number;
    }
);

/** A state as the screen tells it; `bytes`: acknowledged then. */
export interface RecordedState {
  readonly at: number;
  readonly state: string;
  readonly bytes: number;
}

export interface RecordedFirmware {
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** The text of its manifest.json. */
  readonly manifest: string;
  readonly parts: readonly {
    readonly name: string;
    readonly file: string;
    readonly sizeBytes: number;
    readonly dataOffset: number;
  }[];
  readonly entryNames: readonly string[];
}

/** What decides about the new firmware; a person's decision itself is on the tape. */
export type RecordedCommit =
  | { readonly kind: 'auto' | 'never' }
  | {
      readonly kind: 'ask';
      readonly checks: readonly ProductCheck[];
      readonly areUnread: boolean;
      readonly guard: RedRule | null;
      /** The host says when to check. */
      readonly asksChecks: boolean;
    };

/** What an update was asked to be. */
export interface RecordedOrder {
  readonly delivery: string;
  /** An interrupted update was carried on. */
  readonly isCarriedOn: boolean;
  readonly firmware: RecordedFirmware;
  readonly signature: JudgedSignature | null;
  readonly expected: { readonly mac: string; readonly id: string } | null;
  /** Somebody said who calls; how long the name is. */
  readonly signsInAs: number | null;
  /** The device's time could be hurried: how fast it ran at the beginning. */
  readonly timeFactor: number | null;
  readonly commit: RecordedCommit;
  readonly options: Omit<UpdateOptions, 'commit'>;
}

export interface RecordingMaker {
  readonly program: 'app' | 'push';
  readonly version: string;
  readonly commit: string | null;
  readonly build: string | null;
}

export interface Recording {
  readonly format: { readonly name: typeof RECORDING_FORMAT; readonly version: 1 };
  readonly madeBy: RecordingMaker;
  /** Milliseconds since 1970. */
  readonly startedAtMs: number;
  readonly order: RecordedOrder;
  readonly tape: readonly TapeItem[];
  readonly states: readonly RecordedState[];
  /** States for which there was no room. */
  readonly statesLeftOut: number;
  readonly result: UpdateResult['result'] | null;
  /** What was taken out: values that are secret, and lines of the device's log that name one. */
  readonly takenOut: { readonly values: number; readonly lines: number };
}
