/**
 * Whether the device is safe around its restart. Nothing is promised that the boot loader of this device
 * does not keep: what is hardened against every power cut has one sentence per state, any other says
 * what it does not survive.
 */
import type { BootSafety } from '../contracts/boot-safety.ts';
import { slotName } from './numbers.ts';
import type { Move, SafetyWords } from './state-shape.ts';

/** From the last question before an update to its end, where the boot loader counts. */
export type RestartStep =
  | 'ready'
  | 'finishing'
  | 'restarting'
  | 'verifying'
  | 'keeping'
  | 'going-back'
  | 'going-back-by-hand'
  | 'unknown';

export const KEEP_POWER = 'Keep its power on.';

/** A power cut at the restart may cost the device its boot state or an image that is being moved. */
export const needsPower = ({ isHardened, movesImages, recordSurvivesCut }: BootSafety): boolean =>
  !isHardened && (movesImages || !recordSurvivesCut);

export const safe = (text: string): SafetyWords => ({
  tone: 'safe',
  strong: 'The device is safe.',
  text,
});
const care = (strong: string, text: string): SafetyWords => ({ tone: 'care', strong, text });

/** The safety line of a state in which the boot loader counts. */
export function safetyWords(step: RestartStep, move: Move): SafetyWords {
  const { safety } = move;
  if (step === 'ready') return readyWords(move);
  if (step === 'unknown') return unknownWords(move);
  const text = step === 'restarting' ? restartText(move) : TEXTS[step](move);
  return needsPower(safety) ? care(KEEP_POWER, text) : safe(text);
}

const TEXTS: Readonly<
  Record<Exclude<RestartStep, 'ready' | 'restarting' | 'unknown'>, (move: Move) => string>
> = {
  finishing: ({ from }) =>
    `It still runs ${from}. The new firmware starts only if every hash matches.`,
  verifying: ({ from, to }) => `If ${to} does not run as it should, ${from} comes back by itself.`,
  keeping: ({ from }) => `Until it is kept, ${from} comes back by itself.`,
  'going-back': ({ from }) => `It returns to ${from} by itself. You can update again after that.`,
  'going-back-by-hand': ({ from }) => `${from} is still there, whole, and starts again.`,
};

function readyWords({ safety, from, to, fromSlot, toSlot }: Move): SafetyWords {
  const power = needsPower(safety);
  if (safety.goesBackFromHang && !power)
    return safe(
      `${to} goes into ${toSlot === null ? 'the free slot' : slotName(toSlot)}. ${from} stays in ` +
        `${fromSlot === null ? 'its own' : slotName(fromSlot)}, and comes back by itself if ${to} is not kept.`,
    );
  const back = `${from} comes back by itself if ${to} is not kept`;
  const hang = safety.goesBackFromHang ? '.' : `, but not if ${to} freezes while it starts.`;
  return {
    tone: 'safe',
    strong: 'Safe until it restarts.',
    text: `${back}${hang}${power ? ' Keep its power on while it restarts.' : ''}`,
  };
}

function restartText({ safety, from, to }: Move): string {
  if (!safety.goesBackFromHang)
    return `If ${to} freezes while it starts, the device does not return to ${from} by itself.`;
  const back = `If ${to} does not start, the device returns to ${from} by itself.`;
  return safety.isHardened ? `${back} Nothing you do now can harm it.` : back;
}

function unknownWords({ safety, from, to }: Move): SafetyWords {
  const back = `What is not kept returns to ${from} by itself`;
  if (!safety.goesBackFromHang)
    return care(
      'It may need a cable.',
      `${back}, but not if ${to} froze while it started: then write it again by cable.`,
    );
  return needsPower(safety) ? care(KEEP_POWER, `${back}.`) : safe(`${back}.`);
}

/** How the sentence about a trial that runs out ends. */
export const ofReturn = (safety: BootSafety): string =>
  needsPower(safety) ? KEEP_POWER : 'That is safe.';

/** The same of a device that was not seen since its restart. */
export function ofLateReturn({ safety, to }: Pick<Move, 'safety' | 'to'>): string {
  if (safety.isHardened) return 'Nothing you do can harm it.';
  const hang = safety.goesBackFromHang ? [] : [`If ${to} froze while it started, it does not.`];
  return [...hang, ...(needsPower(safety) ? [KEEP_POWER] : [])].join(' ');
}
