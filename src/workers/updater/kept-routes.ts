/** What is left of routes: in the browser's database which firmwares, and beside its journals their files. */
import { openOrRepair } from '../../bundle/repair/open-or-repair.ts';
import { OtaError } from '../../contracts/failure.ts';
import type { KeptRoute, KeptRouteFile } from '../../contracts/firmware-route.ts';
import { MOST_FIRMWARE_BYTES } from '../../store/journal-store.ts';
import { dropRoute, putRoute, routesIn } from '../../store/routes.ts';
import { valueOf } from '../comlink/calls.ts';
import type { JournalAnswers } from './journal-answers.ts';
import type { KnownDevices } from './known-devices.ts';

type RouteFiles = JournalAnswers['files'];

export interface KeptRoutesDeps {
  readonly known: Pick<KnownDevices, 'inStore'>;
  readonly files: () => Promise<RouteFiles>;
}

export class KeptRoutes {
  readonly #deps: KeptRoutesDeps;

  constructor(deps: KeptRoutesDeps) {
    this.#deps = deps;
  }

  /** Its record first: its files make no room then. Throws storage/failed, file/replaced, and what opening a bundle throws. */
  async keep(route: KeptRoute, signal: AbortSignal): Promise<null> {
    const bytes = route.left.reduce((sum, { file }) => sum + file.size, 0);
    if (bytes > MOST_FIRMWARE_BYTES) throw new OtaError('storage/failed', { detail: 'too large' });
    const left = route.left.map(({ id, fileName, version, buildId }) => ({
      ...{ id, fileName, version, buildId },
    }));
    valueOf(await this.#deps.known.inStore((store) => putRoute(store, { ...route, left })));
    const files = await this.#deps.files();
    for (const file of route.left) await keepFile(files, file, signal);
    return null;
  }

  /** The last one first, without those whose files are gone. */
  async all(): Promise<readonly KeptRoute[]> {
    const kept = valueOf(await this.#deps.known.inStore((store) => routesIn(store)));
    const files = kept.length === 0 ? null : await this.#deps.files();
    const whole: KeptRoute[] = [];
    for (const route of kept) {
      const left: KeptRouteFile[] = [];
      for (const named of route.left) {
        const file = (await files?.firmware(named.id)) ?? null;
        if (file !== null) left.push({ ...named, file });
      }
      if (left.length === route.left.length && left.length > 0) whole.push({ ...route, left });
    }
    return whole;
  }

  async forget(device: string): Promise<null> {
    valueOf(await this.#deps.known.inStore((store) => dropRoute(store, device)));
    return null;
  }
}

/** As its bundle has it, mended where it was. */
async function keepFile(
  files: RouteFiles,
  { id, fileName, file }: KeptRouteFile,
  signal: AbortSignal,
): Promise<void> {
  if ((await files.firmware(id)) !== null) return;
  const { bundle } = await openOrRepair(file, { fileName, signal, pick: null });
  if (bundle.sha256 !== id) throw new OtaError('file/replaced', { file: fileName });
  if (!(await files.keepFirmware(id, bundle.bytes)))
    throw new OtaError('storage/failed', { detail: 'none' });
}
