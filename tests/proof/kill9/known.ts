/** Weaknesses of vendors' own forms that a killed process can show; the campaign of power cuts names them all. */
import type { DeviceEvent } from '../../support/conformance/device-process.ts';
import { WEAKNESSES } from '../power-cut/weaknesses.ts';
import { isEndCalled } from './moments.ts';

/** Each loses or garbles the boot record while it is rewritten. */
const OF_THE_RECORD = ['rboot-one-sector', 'esp32-two-step-flip', 'cc3200-no-checksum'];

/** The id of the weakness that explains what is wrong after this kill; null for what must not be. */
export function explain(profile: string, told: readonly DeviceEvent[]): string | null {
  const isRewritten = told.some(isEndCalled) && !told.some(({ event }) => event === 'committed');
  if (!isRewritten) return null;
  const found = WEAKNESSES.find(
    ({ id, profiles }) => OF_THE_RECORD.includes(id) && profiles.includes(profile),
  );
  return found?.id ?? null;
}
