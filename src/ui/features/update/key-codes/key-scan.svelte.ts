import { errorName, OtaError, toFailure } from '../../../../contracts/failure.ts';
import type { Failure, Outcome } from '../../../../contracts/failure.ts';
import type { Pixels, UpdaterApi } from '../../../../workers/api.ts';
import type { Camera } from '../../../state/camera.ts';

/** Why the camera does not look. */
export type CameraStop =
  'refused' | 'no-camera' | 'in-use' | 'no-feature' | 'disconnected' | 'hidden';

/** Why a picture gave no key. */
export type PictureFault = 'no-code' | 'not-a-picture' | 'not-a-key';

export type ScanStep =
  | { readonly kind: 'idle' | 'asking' }
  /** `isOther`: what was read last is a code of something else. */
  | { readonly kind: 'looking'; readonly video: HTMLVideoElement; readonly isOther: boolean }
  | { readonly kind: 'reading'; readonly fileName: string }
  | { readonly kind: 'stopped'; readonly why: CameraStop }
  | { readonly kind: 'unread'; readonly why: PictureFault; readonly fileName: string }
  | { readonly kind: 'failed'; readonly failure: Failure };

type Search = Parameters<UpdaterApi['readCode']>[1];

export interface KeyScanDeps {
  readonly openCamera: () => Promise<Camera | null>;
  /** Rejects where the browser cannot read it as a picture. */
  readonly openPicture: (file: File) => Promise<Pixels>;
  /** The text of the code in a picture; null = none. */
  readonly readCode: (picture: Pixels, search: Search) => Promise<Outcome<string | null>>;
  /** The text is a public key. */
  readonly isKey: (text: string) => Promise<Outcome<boolean>>;
  /** It was found; nothing looks any more. */
  readonly onfound: (text: string) => void;
  /** Nobody sees the page. */
  readonly isHidden: () => boolean;
  readonly sleep: (ms: number) => Promise<void>;
}

/** Between two pictures of the camera: quick enough for a hand that holds a phone, and most of a core stays free. */
const PAUSE_MS = 120;

const IDLE: ScanStep = { kind: 'idle' };

/** Looks for the QR code of a public key, with the camera or in a picture. The camera is on while `step` is `looking`, and at no other time. */
export class KeyScan {
  readonly #deps: KeyScanDeps;
  #step = $state.raw<ScanStep>(IDLE);
  #camera: Camera | null = null;
  /** Grows when what is under way is of no use any more. */
  #turn = 0;

  constructor(deps: KeyScanDeps) {
    this.#deps = deps;
  }

  get step(): ScanStep {
    return this.#step;
  }

  /** It can be cancelled. */
  get busy(): boolean {
    return ['asking', 'looking', 'reading'].includes(this.#step.kind);
  }

  /** Settles when the camera is off again. */
  async withCamera(): Promise<void> {
    const turn = this.#begin({ kind: 'asking' });
    try {
      const camera = await this.#deps.openCamera();
      if (turn !== this.#turn) camera?.close();
      else if (camera === null) this.#end({ kind: 'stopped', why: 'no-feature' });
      else await this.#look(camera, turn);
    } catch (reason) {
      if (turn === this.#turn) this.#end(stepOf(reason));
    }
  }

  async inPicture(file: File): Promise<void> {
    const fileName = file.name;
    const turn = this.#begin({ kind: 'reading', fileName });
    const step = await this.#readPicture(file);
    if (turn !== this.#turn) return;
    if (typeof step === 'string') this.#found(step);
    else this.#end(step);
  }

  /** Ends what is under way, and takes away what is said of the last try. */
  stop(): void {
    this.#end(IDLE);
  }

  /** Nobody sees the page any more. */
  hide(): void {
    if (this.#step.kind === 'looking') this.#end({ kind: 'stopped', why: 'hidden' });
  }

  #begin(step: ScanStep): number {
    this.#end(step);
    return this.#turn;
  }

  #end(step: ScanStep): void {
    this.#turn += 1;
    this.#camera?.close();
    this.#camera = null;
    this.#step = step;
  }

  #found(text: string): void {
    this.#end(IDLE);
    this.#deps.onfound(text);
  }

  async #look(camera: Camera, turn: number): Promise<void> {
    this.#camera = camera;
    const { video } = camera;
    this.#step = { kind: 'looking', video, isOther: false };
    if (this.#deps.isHidden()) this.hide();
    void camera.ended.then(() => {
      if (turn === this.#turn) this.#end({ kind: 'stopped', why: 'disconnected' });
    });
    while (turn === this.#turn) {
      const picture = camera.grab();
      const read = picture === null ? null : await this.#judge(picture, 'quick');
      if (turn !== this.#turn) return;
      if (read?.kind === 'failed') this.#end(read);
      else if (read?.kind === 'key') this.#found(read.text);
      else {
        if (read?.kind === 'other') this.#step = { kind: 'looking', video, isOther: true };
        await this.#deps.sleep(PAUSE_MS);
      }
    }
  }

  /** The text of a key, else what is to be said. */
  async #readPicture(file: File): Promise<ScanStep | string> {
    const fileName = file.name;
    let picture: Pixels;
    try {
      picture = await this.#deps.openPicture(file);
    } catch {
      return { kind: 'unread', why: 'not-a-picture', fileName }; // browsers say no more than that
    }
    const read = await this.#judge(picture, 'thorough');
    if (read?.kind === 'key') return read.text;
    if (read?.kind === 'failed') return read;
    return { kind: 'unread', why: read === null ? 'no-code' : 'not-a-key', fileName };
  }

  /** null = no code in it. */
  async #judge(picture: Pixels, search: Search): Promise<JudgedPicture | null> {
    const code = await this.#deps.readCode(picture, search);
    if (!code.ok) return { kind: 'failed', failure: code.failure };
    const text = code.value;
    if (text === null) return null;
    const key = await this.#deps.isKey(text);
    if (!key.ok) return { kind: 'failed', failure: key.failure };
    return key.value ? { kind: 'key', text } : { kind: 'other' };
  }
}

type JudgedPicture =
  | { readonly kind: 'key'; readonly text: string }
  | { readonly kind: 'other' }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** By the names of the exceptions of getUserMedia (Media Capture and Streams, section 10.2). */
const STOPS: Readonly<Record<string, CameraStop>> = {
  NotAllowedError: 'refused',
  SecurityError: 'refused',
  NotFoundError: 'no-camera',
  OverconstrainedError: 'no-camera',
  NotReadableError: 'in-use',
  AbortError: 'in-use',
};

function stepOf(reason: unknown): ScanStep {
  const why = STOPS[errorName(reason)];
  return why === undefined
    ? { kind: 'failed', failure: toFailure(OtaError.from(reason)) }
    : { kind: 'stopped', why };
}
