import type { OtaError } from '../contracts/failure.ts';
import type { Bundle } from './bundle.ts';
import type { foreseeRefusal } from './foresee-refusal.ts';

/** OTA.GetBootState, as far as it tells of a layout. */
export interface ToldLayout {
  readonly scheme?: string | null | undefined;
  readonly active_slot: number;
}

type Foresight = typeof foreseeRefusal;

let fetched: Promise<Foresight> | null = null;

/** Fetches once what knows the layouts; again if that failed. */
export function fetchForesight(): Promise<Foresight> {
  fetched ??= import('./foresee-refusal.ts').then(
    (module) => module.foreseeRefusal,
    (reason: unknown) => {
      fetched = null;
      throw reason;
    },
  );
  return fetched;
}

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
