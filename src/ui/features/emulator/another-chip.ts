import { CHIP_WORDS, FRESH_QUESTION } from '../../../messages/emulator-words.ts';
import { outside } from '../../../messages/outside-text.ts';
import type { ChipSnapshot, FreshChip, PracticeProfile } from '../../../workers/api.ts';

/** What the person asked for, before the question is answered. */
export type Wish =
  | { readonly kind: 'first'; readonly profile: PracticeProfile }
  | {
      readonly kind: 'firmware' | 'filesystem' | 'saved';
      readonly profile: PracticeProfile;
      readonly file: File;
    };

/** The same with its words. */
export interface Replacement {
  readonly chip: FreshChip;
  /** A saved chip to take instead of a fresh one. */
  readonly saved: File | null;
  readonly thenRuns: string;
  readonly yes: string;
  readonly notice: string;
}

export function replacementOf(wish: Wish): Replacement {
  const chip: FreshChip = {
    profile: wish.profile,
    firmware: wish.kind === 'firmware' ? wish.file : null,
    filesystem: wish.kind === 'filesystem' ? wish.file : null,
  };
  const { yes, open, first, fromFile } = FRESH_QUESTION;
  const started = CHIP_WORDS.started;
  switch (wish.kind) {
    case 'first':
      return { chip, saved: null, thenRuns: first, yes, notice: started };
    case 'filesystem':
      return { chip, saved: null, thenRuns: first, yes, notice: started };
    case 'firmware':
      return {
        chip,
        saved: null,
        thenRuns: fromFile(outside(wish.file.name)),
        yes,
        notice: started,
      };
    case 'saved': {
      const name = outside(wish.file.name);
      const notice = CHIP_WORDS.opened(name);
      return { chip, saved: wish.file, thenRuns: fromFile(name), yes: open, notice };
    }
    default:
      return wish satisfies never;
  }
}

/** `slipway-chip-esp32-1.0.0.zip`: what it is, and what it runs. */
export function chipFileName(latest: ChipSnapshot): string {
  const version = latest.snapshot.running?.version ?? 'off';
  const safe = version.replace(/[^\w.+-]/g, '_');
  return `slipway-chip-${latest.profile}-${safe}.zip`;
}
