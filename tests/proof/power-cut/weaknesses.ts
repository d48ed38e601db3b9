/**
 * What the vendors' own forms are known to break, each with its QUIRK in the source and its line in
 * docs/BOOT-CONFIG.md. A violation of such a profile that none of these explains is a new kind and fails the run.
 */
import type { Invariant, Violation } from './checks.ts';
import { parseReplayId } from './replay-id.ts';

export interface Weakness {
  readonly id: string;
  readonly profiles: readonly string[];
  /** Numbers of the invariants that it breaks; `plain` and so on for those without. */
  readonly breaks: readonly string[];
  /** Partitions in which the cut fell; empty: any, or none. */
  readonly at: readonly string[];
  /** Only in these scenarios; empty: in all. */
  readonly scenarios: readonly string[];
}

const MGOS = ['stm32-stock', 'rs14100-stock'];
const ESP32 = ['esp32-stock'];
const RBOOT = ['esp8266'];
const CC3200 = ['cc3200-stock'];
const HANG = ['hang', 'hang-and-again'];

const weakness = (
  id: string,
  profiles: readonly string[],
  breaks: string,
  more: Partial<Weakness> = {},
): Weakness => ({ id, profiles, breaks: breaks.split(' '), at: [], scenarios: [], ...more });

/** In the order in which they are asked; docs/BOOT-CONFIG.md has a line for each id. */
export const WEAKNESSES: readonly Weakness[] = [
  weakness('esp32-hang-before-init', ESP32, 'plain I1 I5 I16 stable works', { scenarios: HANG }),
  weakness('esp32-two-step-flip', ESP32, 'I4 I5 I7 works', { at: ['nvs', 'otadata'] }),
  weakness('rboot-one-sector', RBOOT, 'I9'),
  weakness('rboot-one-sector', RBOOT, 'plain I1 I4 I5 I7 works', { at: ['boot_cfg'] }),
  // Every boot after a return leaves another chip, so the three further ones of the examination show in I14 too.
  weakness('rboot-first-boot-stays', RBOOT, 'stable I14'),
  weakness('rboot-wear', RBOOT, 'I11'),
  weakness('cc3200-hang-before-init', CC3200, 'plain I1 I5 I16 stable works', { scenarios: HANG }),
  weakness('cc3200-last-number', CC3200, 'plain I5 works', { scenarios: ['last-numbers'] }),
  weakness('cc3200-no-checksum', CC3200, 'I1 I4 I5', { at: ['mg-boot.cfg.0', 'mg-boot.cfg.1'] }),
  weakness('cc3200-number-returns', CC3200, 'I10'),
  weakness('cc3200-wear', CC3200, 'I11'),
  weakness('mgos-last-number', MGOS, 'plain I1 I5 I9 I10 I11 I12 stable works', {
    scenarios: ['last-numbers'],
  }),
  weakness('mgos-second-area', MGOS, 'plain I5 I7 works'),
];

/** The id of the weakness that a violation is; null for what must not be. */
export function explain(violation: Violation): string | null {
  const id = parseReplayId(violation.replay);
  if (id === null) return null;
  const found = WEAKNESSES.find(
    ({ profiles, breaks, at, scenarios }) =>
      profiles.includes(id.profile) &&
      breaks.includes(shortName(violation.invariant)) &&
      (at.length === 0 || violation.partitions.some((name) => at.includes(name))) &&
      (scenarios.length === 0 || scenarios.includes(id.scenario)),
  );
  return found?.id ?? null;
}

/** `I5`, `stable` … */
export const shortName = (invariant: Invariant): string => /^[\w]+/.exec(invariant)?.[0] ?? '';
