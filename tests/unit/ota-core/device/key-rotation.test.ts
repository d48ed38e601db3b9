import { describe, expect, it } from 'vitest';
import { PowerCut } from '../../../../src/ota-core/flash/flash.ts';
import * as p256 from '../../../../src/ota-core/primitives/p256-verify.ts';
import { startDevice, tinyBundle } from '../../../support/ota-core/device/test-device.ts';
import {
  publicKeyText,
  signaturesBy,
  tinyWithExtra,
} from '../../../support/signatures/signed-bundle.ts';

const BY_OLD_KEY = tinyWithExtra(signaturesBy({ sig0: 'k0' }));
const BY_NEW_KEY = tinyWithExtra(signaturesBy({ sig1: 'k1' }));
const build = {
  settings: [
    { key: 'update.key0', text: publicKeyText('k0') },
    { key: 'update.sig_req_mask', text: '1' },
  ],
  files: new Map<string, string>(),
};
/** Two steps, so that no moment asks for a key that is not there. */
const STEPS = [{ key1: publicKeyText('k1') }, { sig_req_mask: 2 }];

/** The device after a change of keys whose power was cut at this flash operation; null: it was not cut any more. */
function rotatedUntil(cutAt: number) {
  const { device, flash, call, push } = startDevice({ p256, build });
  let operations = 0;
  let isArmed = true;
  flash.observe(() => {
    operations += 1;
    if (isArmed && operations === cutAt) throw new PowerCut(cutAt);
  });
  let wasCut = false;
  try {
    for (const update of STEPS) call('Config.Set', { config: { update }, save: true });
  } catch (cut) {
    if (!(cut instanceof PowerCut)) throw cut;
    wasCut = true;
  }
  isArmed = false;
  device.powerOn(0);
  const takes = (bundle: Uint8Array): boolean => {
    const taken = push(bundle).kind === 'result';
    call('OTA.End'); // before its time: what has begun is given up
    device.powerOn(0);
    return taken;
  };
  return { wasCut, runs: device.running() !== null, takes };
}

describe('S15 a change of keys whose power is cut', () => {
  it('leaves a device that one of the two keys updates, never both and never none, nor an unsigned bundle', () => {
    const keys = new Set<string>();
    let cutAt = 1;
    for (; ; cutAt += 1) {
      const { wasCut, runs, takes } = rotatedUntil(cutAt);
      const [old, next] = [takes(BY_OLD_KEY), takes(BY_NEW_KEY)];
      const seen = { runs, unsigned: takes(tinyBundle), keys: [old, next].filter(Boolean).length };
      expect(seen, `cut at ${cutAt}`).toEqual({ runs: true, unsigned: false, keys: 1 });
      keys.add(old ? 'old' : 'new');
      if (wasCut) continue;
      expect([old, next]).toEqual([false, true]);
      break;
    }
    expect(cutAt).toBeGreaterThan(STEPS.length);
    expect([...keys]).toEqual(['old', 'new']);
  });
});
