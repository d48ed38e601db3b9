import type { BundleReport } from '../../contracts/bundle-report.ts';
import { StoredChoice } from './remembered.svelte.ts';

const stored = (): StoredChoice => new StoredChoice('kept-by-checks');
/** The one that was chosen first is forgotten. */
const MOST_APPS = 64;

/** As its manifest names the application. */
type FirmwareName = Pick<BundleReport, 'name'>;

/** Applications whose firmware is kept by itself once all of its checks have passed; of all others a person is asked. */
export class KeepRule {
  #apps = $state.raw(appsIn(stored().value));

  isByChecks({ name }: FirmwareName): boolean {
    return this.#apps.includes(name);
  }

  /** For the next updates in this browser; where it keeps nothing, for this visit. */
  choose({ name }: FirmwareName, isByChecks: boolean): void {
    const others = this.#apps.filter((other) => other !== name);
    this.#apps = isByChecks ? [...others, name].slice(-MOST_APPS) : others;
    stored().keep(JSON.stringify(this.#apps));
  }
}

/** null, or something else than we keep: people are asked. */
function appsIn(saved: string | null): readonly string[] {
  try {
    const apps: unknown = JSON.parse(saved ?? '[]');
    const isName = (name: unknown): name is string => typeof name === 'string';
    return Array.isArray(apps) ? apps.filter(isName).slice(-MOST_APPS) : [];
  } catch {
    return [];
  }
}
