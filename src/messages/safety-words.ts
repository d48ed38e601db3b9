/**
 * Whether the device is safe around its restart. Nothing is promised that the boot loader of this device
 * does not keep: what is hardened against every power cut has one sentence per state, any other says
 * what it does not survive.
 */
import type { BootSafety } from '../contracts/flash-picture.ts';
import english from './en/state.ts';
import { texts } from './locale.ts';
import type { Move, SafetyWords } from './state-shape.ts';

const said = texts('safety', english.safety);

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

export const keepPower = (): string => said.keepPower;

/** A power cut at the restart may cost the device its boot state or an image that is being moved. */
export const needsPower = ({ isHardened, movesImages, recordSurvivesCut }: BootSafety): boolean =>
  !isHardened && (movesImages || !recordSurvivesCut);

export const safe = (text: string): SafetyWords => ({ tone: 'safe', strong: said.safe, text });
const care = (strong: string, text: string): SafetyWords => ({ tone: 'care', strong, text });

/** The safety line of a state in which the boot loader counts. */
export function safetyWords(step: RestartStep, move: Move): SafetyWords {
  const { safety } = move;
  if (step === 'ready') return readyWords(move);
  if (step === 'unknown') return unknownWords(move);
  const text = step === 'restarting' ? said.restarting(move) : said.steps[step](move);
  return needsPower(safety) ? care(said.keepPower, text) : safe(text);
}

function readyWords(move: Move): SafetyWords {
  const power = needsPower(move.safety);
  if (move.safety.goesBackFromHang && !power) return safe(said.readyWithSlots(move));
  return { tone: 'safe', strong: said.untilRestart, text: said.ready(move, power) };
}

function unknownWords(move: Move): SafetyWords {
  const text = said.unknown(move);
  if (!move.safety.goesBackFromHang) return care(said.mayNeedCable, text);
  return needsPower(move.safety) ? care(said.keepPower, text) : safe(text);
}

/** How the sentence about a trial that runs out ends. */
export const ofReturn = (safety: BootSafety): string =>
  needsPower(safety) ? said.keepPower : said.thatIsSafe;

/** The same of a device that was not seen since its restart. */
export function ofLateReturn({ safety, to }: Pick<Move, 'safety' | 'to'>): string {
  if (safety.isHardened) return said.nothingHarms;
  const hang = safety.goesBackFromHang ? [] : [said.notFromHang(to)];
  return [...hang, ...(needsPower(safety) ? [said.keepPower] : [])].join(' ');
}
