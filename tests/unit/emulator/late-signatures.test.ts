import { describe, expect, it, vi } from 'vitest';
import type { P256Port } from '../../../src/ota-core/primitives/p256-encoding.ts';
import * as p256 from '../../../src/ota-core/primitives/p256-verify.ts';
import { encodeBase64 } from '../../../src/ota-core/primitives/base64.ts';
import { setUpEmulator } from '../../support/emulator/test-emulator.ts';
import { tinyBundle } from '../../support/ota-core/device/test-device.ts';
import {
  publicKeyText,
  signaturesBy,
  tinyWithExtra,
} from '../../support/signatures/signed-bundle.ts';

const SIGNED = tinyWithExtra(signaturesBy({ sig0: 'k0' }));
const update = { key0: publicKeyText('k0'), sig_req_mask: 1 };

function start(loadP256: () => Promise<P256Port>) {
  const load = vi.fn(loadP256);
  const { emulator, events } = setUpEmulator({ loadP256: load });
  emulator.powerOn();
  const call = (method: string, params: unknown = null) =>
    emulator.call({ method, params, channel: 'WS_in' });
  return {
    ...{ emulator, load, call },
    log: () => events.flatMap((event) => (event.event === 'log' ? [event.line] : [])),
    want: () => call('Config.Set', { config: { update } }),
    /** Begin, and all of it in one write. */
    async push(bundle: Uint8Array) {
      await call('OTA.Begin', { size: bundle.length });
      return call('OTA.Write', { offset: 0, data: encodeBase64(bundle) });
    },
  };
}

describe('a device that fetches what it checks signatures with', () => {
  it('fetches nothing while its settings ask for none', async () => {
    const { push, load } = start(() => Promise.resolve(p256));
    expect(await push(tinyBundle)).toMatchObject({ kind: 'result' });
    expect(load).not.toHaveBeenCalled();
  });

  it('fetches it once, before the first update that needs it', async () => {
    const { push, want, call, load } = start(() => Promise.resolve(p256));
    await want();
    await call('Sys.GetInfo');
    expect(load).not.toHaveBeenCalled();
    expect(await push(tinyBundle)).toMatchObject({ message: '-1 Not signed' });
    expect(await push(SIGNED)).toMatchObject({ kind: 'result' });
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('has it in time where the settings change during the update', async () => {
    const { call, want } = start(() => Promise.resolve(p256));
    await call('OTA.Begin', { size: SIGNED.length });
    await want();
    const data = encodeBase64(SIGNED);
    expect(await call('OTA.Write', { offset: 0, data })).toMatchObject({ kind: 'result' });
  });

  it('S16 refuses where it cannot be had, and tries again with the next update', async () => {
    let isThere = false;
    const { push, want, log } = start(() =>
      isThere ? Promise.resolve(p256) : Promise.reject(new Error('offline')),
    );
    await want();
    expect(await push(SIGNED)).toMatchObject({ message: '-1 Signatures cannot be checked' });
    expect(log()).toContain('P-256 is not available');
    isThere = true;
    expect(await push(SIGNED)).toMatchObject({ kind: 'result' });
  });

  it('S16 does not wait for it beyond the end of its power', async () => {
    const { emulator, call, want } = start(() => new Promise(() => undefined));
    await want();
    const begun = call('OTA.Begin', { size: 1 });
    await Promise.resolve();
    emulator.powerOff();
    expect(await begun).toEqual({ kind: 'none' });
    emulator.powerOn();
    expect(await call('Sys.GetInfo')).toMatchObject({ kind: 'result' });
  });
});
