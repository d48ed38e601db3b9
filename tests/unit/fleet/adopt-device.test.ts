import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import { OtaError } from '../../../src/contracts/failure.ts';
import type { Link } from '../../../src/contracts/link.ts';
import { adoptDevice } from '../../../src/fleet/adopt-device.ts';
import type { JobEnd } from '../../../src/fleet/device-record.ts';
import { openClient } from '../../../src/rpc/client.ts';
import type { RpcClient } from '../../../src/rpc/client.ts';
import { DEFAULT_OPTIONS } from '../../../src/update/deps.ts';
import type { UpdateHost } from '../../../src/update/deps.ts';
import type { UpdateEvent } from '../../../src/update/events.ts';
import { bundleNamed, phasesOf, setUpUpdate } from '../../support/update/update-harness.ts';

let tiny: Bundle;
let other: Bundle;

beforeAll(async () => {
  tiny = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
  other = await bundleNamed('demo-esp32c3-1.1.0.zip');
});

const never = new AbortController().signal;

/** A device, and whoever takes over from a coordinator that is gone. */
function setUp() {
  const parts = setUpUpdate();
  const { clock, emulator } = parts;
  const events: UpdateEvent[] = [];
  const abort = new AbortController();
  let id = 1_000;
  const nextId = (): number => (id += 1);
  const adopt = (own: Partial<UpdateHost> = {}, bundles = [tiny]): Promise<JobEnd> => {
    const host: UpdateHost = {
      bundle: bundles[0] ?? tiny,
      clock,
      sessionId: 'session-2',
      nextId,
      connect: () => Promise.resolve(emulator.connect()),
      options: DEFAULT_OPTIONS,
      ...own,
    };
    const job = {
      signal: abort.signal,
      released: () => Promise.resolve('go-on' as const),
      onEvent: (event: UpdateEvent) => events.push(event),
    };
    return adoptDevice(host, bundles, job);
  };
  const withClient = async <T>(ask: (client: RpcClient) => Promise<T>): Promise<T> => {
    const { client, channel } = openClient(emulator.connect(), { clock, nextId, timeoutMs: 5_000 });
    try {
      return await ask(client);
    } finally {
      await channel.close();
    }
  };
  const begin = (): Promise<unknown> =>
    clock.run(
      withClient((client) =>
        client.call('OTA.Begin', { timeout: 600, commit_timeout: 60 } as never, { signal: never }),
      ),
    );
  const status = () =>
    clock.run(withClient((client) => client.call('OTA.Status', null, { signal: never })));
  return { ...parts, adopt, begin, status, events, abort };
}

describe('a device that another coordinator began', () => {
  it('is committed where it runs the new firmware on trial, and is told so once', async () => {
    const set = setUp();
    await set.update(tiny, { commit: { kind: 'never' } });
    expect(await set.clock.run(set.adopt())).toEqual({ kind: 'committed' });
    expect(phasesOf(set.events)).toEqual(['verifying', 'committing']);
    expect(await set.status()).toMatchObject({ is_committed: true });
    expect(await set.clock.run(set.adopt())).toEqual({ kind: 'committed' });
    expect(phasesOf(set.events).filter((phase) => phase === 'committing')).toHaveLength(1);
  });

  it('is found by the firmware for its chip, of several', async () => {
    const set = setUp();
    await set.update(tiny, { commit: { kind: 'never' } });
    expect(await set.clock.run(set.adopt({}, [other, tiny]))).toEqual({ kind: 'committed' });
    expect(await set.clock.run(set.adopt({}, [other]))).toMatchObject({ kind: 'skipped' });
  });

  it('waits for its turn again where nothing of that is left', async () => {
    const set = setUp();
    expect(await set.clock.run(set.adopt())).toEqual({ kind: 'put-back' });
  });

  it('is left alone as long as its writer may come back, then told to forget what it has', async () => {
    const set = setUp();
    await set.begin();
    const begunAt = set.clock.now();
    expect(await set.status()).toMatchObject({ state: 1 });
    expect(await set.clock.run(set.adopt())).toEqual({ kind: 'put-back' });
    expect(set.clock.now() - begunAt).toBeGreaterThanOrEqual(30_000);
    expect(set.clock.now() - begunAt).toBeLessThan(60_000);
    expect(await set.status()).toMatchObject({ state: 0 });
  });

  it('is offline when it cannot be reached for as long as a start may take', async () => {
    const set = setUp();
    const startedAt = set.clock.now();
    const refused = new OtaError('link/refused', { address: 'x', detail: 'gone' });
    const connect = (): Promise<Link> => Promise.reject(refused);
    expect(await set.clock.run(set.adopt({ connect }))).toMatchObject({
      kind: 'offline',
      failure: { code: 'link/refused' },
    });
    expect(set.clock.now() - startedAt).toBeGreaterThanOrEqual(60_000);
  });

  it('is another one than the plan names: nothing is asked of it', async () => {
    const set = setUp();
    const expected = { id: 'pump_000001', mac: '' };
    expect(await set.clock.run(set.adopt({ expected }))).toMatchObject({
      kind: 'failed',
      mayAgain: false,
      failure: { code: 'device/other-device' },
    });
  });

  it('is let go when its coordinator is told to', async () => {
    const set = setUp();
    await set.begin();
    const adopted = set.adopt();
    set.abort.abort(new OtaError('cancelled', { by: 'user' }));
    expect(await set.clock.run(adopted)).toEqual({ kind: 'called-off' });
  });
});
