import { describe, expect, it } from 'vitest';
import { readBuild } from '../../../src/cli/device-build.ts';
import { WEBSOCKET } from '../../../src/contracts/link.ts';
import type { Link } from '../../../src/contracts/link.ts';
import { createSignIn } from '../../../src/rpc/sign-in.ts';
import { bundleNamed, setUpUpdate } from '../../support/update/update-harness.ts';

const BUNDLE = 'demo-esp32-1.1.0.zip';
const as = (password: string) =>
  createSignIn({ user: 'admin', password }, { wallClock: () => 0, random: () => 0xffffffff });
/** A stock device at a WebSocket: a frame that is too long is never answered. */
const connect = (own: () => Link): Link => ({ ...own(), ...WEBSOCKET, maxFrameBytes: 3064 });
const acl = (...methods: readonly string[]) =>
  readBuild(
    [
      `rpc.acl=${JSON.stringify([...methods.map((method) => ({ method, acl: '+admin,-*' })), { acl: '*' }])}`,
    ],
    'admin:secret',
  );

describe('an update of a device that asks who calls', () => {
  it.each([
    ['of everything', ['*']],
    ['of writes alone, when all sizes are chosen', ['OTA.Write']],
  ])('is signed %s', async (_, methods) => {
    const bed = setUpUpdate({ build: acl(...methods), signIn: as('secret'), connect });
    const { result } = await bed.update(await bundleNamed(BUNDLE));
    expect(result).toMatchObject({ result: 'committed' });
    // Asked once: from then on the first try of every call has the proof.
    const writes = bed.calls.filter((method) => method === 'OTA.Write').length;
    const blocks = Math.ceil(173_873 / 2_000);
    expect(writes).toBeLessThan(blocks + 12);
  });

  it('ends at the second refusal, and nothing was written', async () => {
    const bed = setUpUpdate({ build: acl('OTA.Write'), signIn: as('wrong'), connect });
    const { result } = await bed.update(await bundleNamed(BUNDLE));
    expect(result).toMatchObject({ failure: { code: 'device/wrong-password' } });
    expect(bed.calls.filter((method) => method === 'OTA.Write')).toHaveLength(2);
    expect(bed.emulator.snapshot().running).toMatchObject({ version: '1.0.0' });
  });
});
