/** What texts consist of that are more than a sentence: of a failure, a state, a possible cause, an option. */
import type { BootSafety } from '../contracts/flash-picture.ts';
import type { FailureCode, FailureFacts } from '../contracts/failure.ts';

/** What is said of a failure: three parts, in this order. */
export interface FailureWords {
  /** What happened. */
  readonly headline: string;
  /** Whether the device is safe; null where no device is involved. */
  readonly safety: string | null;
  /** What to do now; null where there is nothing to do. */
  readonly next: string | null;
}

/** One for each code: the words for its facts. */
export type FailureWriters = {
  readonly [C in FailureCode]: (facts: FailureFacts[C]) => FailureWords;
};

export type Tone = 'go' | 'hold' | 'stop' | 'live' | 'wait';

export type MarkShape = 'go' | 'hold' | 'stop' | 'live' | 'back' | 'wait';

/** How one stage of an update stands. */
export type StageState = 'done' | 'here' | 'todo' | 'held' | 'late' | 'fail';

export interface SafetyWords {
  /** safe: a shield · guard: a clock runs and the device decides · care: the only state that asks for care. */
  readonly tone: 'safe' | 'guard' | 'care';
  readonly strong: string;
  readonly text: string;
  /** A time that decides something, and how the sentence goes on after it. */
  readonly moment?: { readonly at: string; readonly after: string };
}

export interface StateWords {
  /** Of the browser tab. */
  readonly title: string;
  readonly tag: { readonly tone: Tone; readonly mark: MarkShape; readonly text: string } | null;
  readonly headline: string;
  readonly lead: string | null;
  readonly safety: SafetyWords;
  /** Spoken once when the state begins; `urgent` interrupts. */
  readonly heard: { readonly text: string; readonly urgent: boolean } | null;
}

/** Versions, and where they lie. */
export interface Move {
  readonly device: string;
  /** What its boot loader survives. */
  readonly safety: BootSafety;
  /** What runs before the update. */
  readonly from: string;
  /** What the file holds. */
  readonly to: string;
  /** Slot that runs before the update; null = not reported. */
  readonly fromSlot: number | null;
  readonly toSlot: number | null;
}

/** Words of a state as the catalogue of a language has them. */
export interface SaidOfState {
  readonly title: string;
  /** Of its tag. */
  readonly tag: string;
  readonly headline: string;
  readonly lead?: string | null;
  readonly heard?: string;
}

type Look = Pick<NonNullable<StateWords['tag']>, 'tone' | 'mark'>;

export const GO: Look = { tone: 'go', mark: 'go' };

export const HOLD: Look = { tone: 'hold', mark: 'hold' };

export const STOP: Look = { tone: 'stop', mark: 'stop' };

export const LIVE: Look = { tone: 'live', mark: 'live' };

export const WAIT: Look = { tone: 'wait', mark: 'wait' };

export const BACK: Look = { tone: 'hold', mark: 'back' };

/** What is heard, where anything is, waits for what is being said. */
export const heardPolitely = (said: SaidOfState, look: Look, safety: SafetyWords): StateWords =>
  stateOf(said, { look, safety, urgent: false });

/** What is heard interrupts. */
export const heardUrgently = (said: SaidOfState, look: Look, safety: SafetyWords): StateWords =>
  stateOf(said, { look, safety, urgent: true });

function stateOf(
  { title, tag, headline, lead = null, heard }: SaidOfState,
  {
    look,
    safety,
    urgent,
  }: { readonly look: Look; readonly safety: SafetyWords; readonly urgent: boolean },
): StateWords {
  return {
    title,
    tag: { ...look, text: tag },
    headline,
    lead,
    safety,
    heard: heard === undefined ? null : { text: heard, urgent },
  };
}

export interface CauseWords {
  readonly title: string;
  readonly hint: string;
  /** In their order. */
  readonly steps: readonly CauseStep[];
}

export interface CauseStep {
  readonly text: string;
  /** For a terminal. */
  readonly command?: string;
  /** Opens in a tab of its own. */
  readonly link?: { readonly text: string; readonly address: string };
}

/** One step; `command` is for a terminal. */
export const step = (text: string, command?: string): CauseStep =>
  command === undefined ? { text } : { text, command };

/** A step with an address to go to. */
export const stepWithLink = (text: string, link: CauseStep['link'] & object): CauseStep => ({
  text,
  link,
});

/** A picture of the browser's own list. */
export interface ChooserWords {
  readonly label: string;
  readonly asks: string;
  readonly line: string;
  readonly other: string;
  readonly first: string;
  readonly cancel: string;
  readonly second: string;
}

export interface OptionWords {
  /** Left out for an option that takes none. */
  readonly value?: string;
  /** A further line for each element; the default in parentheses. */
  readonly does: readonly string[];
}

/** By the name of each option, without its dashes, in the order of the help. */
export type OptionsHelp = Readonly<Record<string, OptionWords>>;

/** `key0` to `key7` of a device, one option for each key it may have. */
export const keyOptions = (does: (slot: number) => string): OptionsHelp =>
  Object.fromEntries(
    Array.from({ length: 8 }, (_, slot) => [`key${slot}`, { value: 'KEY', does: [does(slot)] }]),
  );
