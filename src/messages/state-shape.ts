/** What the words of a state consist of. */
import type { BootSafety } from '../contracts/boot-safety.ts';

export type Tone = 'go' | 'hold' | 'stop' | 'live' | 'wait';

export type MarkShape = 'go' | 'hold' | 'stop' | 'live' | 'back' | 'wait';

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
