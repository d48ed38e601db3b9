/** What may run after a kill, by what the device had told before it: its standard output is written in order with its chip. */
import type { DeviceEvent } from '../../support/conformance/device-process.ts';
import { isCommitCalled, isEndCalled, isFirstBoot } from './moments.ts';

/** `returned`: the new firmware had been started and the device took the way back. */
export type Start = 'old' | 'returned' | 'trial' | 'kept';

export const OLD_VERSION = '1.0.0';
export const NEW_VERSION = '1.1.0';

/** The four steps after which an update cannot be taken back a step, latest first. */
export function mayStart(told: readonly DeviceEvent[]): readonly Start[] {
  if (told.some(({ event }) => event === 'committed')) return ['kept'];
  if (told.some(isCommitCalled)) return ['returned', 'kept'];
  if (told.some(isFirstBoot)) return ['returned'];
  if (told.some(isEndCalled)) return ['old', 'returned', 'trial'];
  return ['old'];
}

/** How the device started; else what is wrong with that, in words. */
export function startOf(events: readonly DeviceEvent[]): Start | { readonly wrong: string } {
  const boot = events.find(({ event }) => event === 'boot' || event === 'bricked');
  if (boot?.event !== 'boot') return { wrong: `does not start: ${JSON.stringify(boot ?? null)}` };
  const returned = events.some(({ event }) => event === 'reverted');
  const { version, committed } = boot;
  if (version === OLD_VERSION && committed === true) return returned ? 'returned' : 'old';
  if (version === NEW_VERSION && !returned) return committed === true ? 'kept' : 'trial';
  return { wrong: `runs no whole firmware: ${JSON.stringify(boot)}` };
}
