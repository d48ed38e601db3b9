/** Archives that failed once, each with its right result (tests/fixtures/cases); the others there are about devices: foreseen.test.ts. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openOrRepair } from '../../../../src/bundle/repair/open-or-repair.ts';
import { OtaError } from '../../../../src/contracts/failure.ts';
import { startDevice } from '../../../support/ota-core/device/test-device.ts';
import { nodeDigests } from '../../../support/ota-core/update/update-bench.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../../fixtures/cases');
const { signal } = new AbortController();
const open = (name: string) =>
  openOrRepair(new Blob([readFileSync(path.join(FOLDER, `${name}.zip`))]), {
    ...{ fileName: `${name}.zip`, signal, digests: nodeDigests },
  });

describe('an archive that was refused for its packing', () => {
  it.each([
    ['a1-bsdtar-store', 'streamed'],
    ['a2-bsdtar-default', 'compressed, streamed'],
    ['b1-artifact-with-one-firmware', 'inner-archive'],
    ['c1-two-folder-levels-stored', 'folders'],
    ['c3-folder-entry-first', 'folders, order'],
    ['d1-7z-stored-sorted-by-name', 'order'],
    ['e1-archive-comment', 'comment'],
    ['f1-zip64-marks-infozip', 'zip64'],
    ['g1-newline-after-the-end', 'trailing-bytes'],
    ['n1-local-extra-of-2049', 'extra-fields'],
  ])('%s is mended (%s), and a device takes it', async (name, kinds) => {
    const { bundle, mended } = await open(name);
    expect(mended.join(', ')).toBe(kinds);
    const { call, push } = startDevice({ profile: 'esp32' });
    expect(push(bundle.bytes).kind).toBe('result');
    expect(call('OTA.End').kind).toBe('result');
  });

  it.each([
    ['k1-manifest-with-bom', 'bundle/manifest-encoding', { encoding: 'byte-order-mark' }],
    ['l1-other-makers-package', 'bundle/other-package', {}],
  ])('%s is refused by its true cause: %s', async (name, code, facts) => {
    const reason: unknown = await open(name).catch((error: unknown) => error);
    expect(OtaError.from(reason)).toMatchObject({ code, facts });
  });
});
