import { readArchive } from '../../../src/bundle/read-archive.ts';
import { storeZip } from '../../../src/bundle/store-zip.ts';
import type { ProductCheck } from '../../../src/contracts/product-check.ts';
import { checksFile } from '../../../src/update/checks/parse-checks.ts';

/** The same firmware with checks of its product beside the manifest. */
export function withChecks(bundle: Uint8Array, checks: readonly ProductCheck[]): Uint8Array {
  const entries = readArchive(bundle, 'fw.zip').map(({ fullName: name, data: bytes }) => ({
    ...{ name, bytes },
  }));
  const [manifest] = entries;
  const folder = manifest?.name.replace(/[^/]*$/, '') ?? '';
  const text = checksFile({ app: null, checks });
  return storeZip([
    ...entries,
    { name: `${folder}checks.json`, bytes: new TextEncoder().encode(text) },
  ]);
}

/** Of the practice device: one that it passes, one that it fails, one that it does not know. */
export const ROOM: ProductCheck = {
  ...{ name: 'Log 12 kB', method: 'Sys.GetInfo', args: null, path: '/fs_free' },
  ...{ operator: '>=', value: 10_000 },
};
export const MUCH_ROOM: ProductCheck = { ...ROOM, value: 8_000_000 };
export const PUMP: ProductCheck = {
  ...{ name: 'Pump 1', method: 'Pump.Status', args: null, path: '/connected' },
  ...{ operator: '=', value: true },
};
