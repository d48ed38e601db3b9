import type { OtaError } from '../contracts/failure.ts';
import type { Bundle } from './bundle.ts';
import { fetchOnce } from './fetch-once.ts';

/** OTA.GetBootState, as far as it tells of a layout. */
export interface ToldLayout {
  readonly scheme?: string | null | undefined;
  readonly active_slot: number;
}

/** What knows the layouts. */
export const fetchForesight = fetchOnce(
  async () => (await import('./foresee-refusal.ts')).foreseeRefusal,
);

/** As in foresee-refusal.ts, whose layouts are fetched for a device that names its own. */
export async function foresee(
  bundle: Bundle,
  boot: ToldLayout | null,
): Promise<readonly OtaError[] | null> {
  const scheme = boot?.scheme ?? null;
  if (boot === null || scheme === null) return null;
  const judge = await fetchForesight();
  return judge(bundle, { scheme, activeSlot: boot.active_slot });
}
