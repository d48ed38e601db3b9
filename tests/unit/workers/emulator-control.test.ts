import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type {
  CellState,
  PictureRecord,
  PictureSlot,
} from '../../../src/contracts/flash-picture.ts';
import { openChipWatch } from '../../../src/emulator/chip-watch.ts';
import { createMemoryRegistry } from '../../../src/emulator/firmware-registry.ts';
import { madeUpFirmware, seedChip } from '../../../src/emulator/seed-chip.ts';
import { chipFilesystems } from '../../../src/ota-core/fs/open-filesystem.ts';
import { NorFlash } from '../../../src/ota-core/flash/nor-flash.ts';
import { encodeBase64 } from '../../../src/ota-core/primitives/base64.ts';
import * as p256 from '../../../src/ota-core/primitives/p256-verify.ts';
import { createChannel } from '../../../src/rpc/channel.ts';
import { createRpcClient, type RpcClient, hostCodecFor } from '../../../src/rpc/client.ts';
import { EmulatorControl } from '../../../src/workers/emulator-control.ts';
import { createScaledClock } from '../../../src/contracts/scaled-clock.ts';
import {
  identity,
  nativeDigests,
  profileNamed,
  readBundle,
  tinyBundle,
} from '../../support/ota-core/device/test-device.ts';
import {
  publicKeyText,
  signaturesBy,
  tinyWithExtra,
} from '../../support/signatures/signed-bundle.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const never = new AbortController().signal;
const wholeBundle = readBundle('demo-esp32-1.1.0.zip');

function setUp(profileName: 'esp32' | 'reference' | 'esp8266', { watched = true } = {}) {
  const profile = profileNamed(profileName);
  const chip = new NorFlash(profile.geometry);
  const registry = createMemoryRegistry();
  const first = madeUpFirmware({ name: 'demo', version: '1.0.0' }, nativeDigests);
  seedChip({ flash: chip, profile, registry, digest: nativeDigests }, first);
  const time = new VirtualClock();
  const clock = createScaledClock(time, { factor: 1 });
  let seed = 1;
  const random = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  let changes = 0;
  const bench = new EmulatorControl(
    { profile, flash: chip, registry },
    {
      identity,
      filesystems: chipFilesystems,
      loadP256: () => Promise.resolve(p256),
      clock,
      random,
      timing: 'none',
      onEvent: () => undefined,
      onChange: () => void (changes += 1),
    },
  );
  if (watched) bench.watchWith(openChipWatch);
  bench.powerOn();
  return { bench, chip, time, changed: () => changes > 0 };
}

let at: ReturnType<typeof setUp>;
let ids = 0;

function connect(timeoutMs = 60_000): RpcClient {
  const link = at.bench.connect();
  const channel = createChannel(link, hostCodecFor(link));
  return createRpcClient(channel, { clock: at.time, nextId: () => (ids += 1), timeoutMs });
}

async function send(client: RpcClient, bundle: Uint8Array, upTo = bundle.length): Promise<void> {
  const begin = { size: bundle.length, timeout: 600, commit_timeout: 300 };
  await client.call('OTA.Begin', begin, { signal: never });
  for (let offset = 0; offset < upTo; offset += 1024) {
    const data = encodeBase64(bundle.subarray(offset, offset + 1024));
    await client.call('OTA.Write', { offset, data }, { signal: never });
  }
}

async function updateToTrial(): Promise<void> {
  const client = connect();
  await at.time.run(
    send(client, tinyBundle).then(() => client.call('OTA.End', null, { signal: never })),
  );
  await at.time.advance(1000);
}

const picture = () => at.bench.latest().picture;
const slot = (id: number): PictureSlot => picture().slots.find((one) => one.id === id)!;
const roles = () => picture().slots.map(({ role }) => role);
const states = (id: number): CellState[] =>
  slot(id).rows.flatMap(({ cells }) => cells.map(({ state }) => state));
const records = (): readonly PictureRecord[] => {
  const { boot } = picture();
  if (boot.kind !== 'records') throw new Error('no records');
  return boot.records;
};

afterEach(() => at.bench.close());

describe('the reference profile on the bench', () => {
  beforeEach(() => {
    at = setUp('reference');
  });

  it('shows two records: the smaller number counts, the other one is where the next goes', () => {
    expect(records()).toMatchObject([
      {
        number: 1,
        offset: 0xd000,
        nextVictim: true,
        content: { kind: 'sound', sequence: 'FFFFFFFFFFFFFFFE', age: 'older', startsSlot: 0 },
      },
      {
        number: 2,
        offset: 0xe000,
        nextVictim: false,
        content: { kind: 'sound', sequence: 'FFFFFFFFFFFFFFFD', age: 'newer', startsSlot: 0 },
      },
    ]);
    expect([roles(), picture().bootTarget]).toEqual([['runs', 'free'], 0]);
    expect(picture().next).toEqual({
      kind: 'starts',
      slot: 0,
      firmware: { name: 'demo', version: '1.0.0' },
    });
  });

  it('swings the wire at the flip, and says that a power cut on trial returns', async () => {
    await updateToTrial();
    expect([roles(), picture().bootTarget]).toEqual([['way-back', 'trial'], 1]);
    expect(picture().next).toMatchObject({ kind: 'returns', slot: 0 });
    expect(slot(1).holds).toEqual({ name: 'demo', version: '1.1.0' });
    const newer = records().find(
      ({ content }) => content.kind === 'sound' && content.age === 'newer',
    );
    expect(newer?.content).toMatchObject({ startsSlot: 1, committed: false, wayBackSlot: 0 });
  });

  it('goes back when its time is jumped over, and calls the other one not kept', async () => {
    await updateToTrial();
    at.bench.jumpToTimeout();
    await at.time.advance(1000);
    expect([roles(), picture().bootTarget]).toEqual([['runs', 'not-kept'], 0]);
    expect(at.bench.latest().snapshot.running).toMatchObject({ version: '1.0.0', committed: true });
  });
});

describe('the esp32 profile on the bench', () => {
  beforeEach(() => {
    at = setUp('esp32');
  });

  it('shows one card with what lies in otadata and NVS', () => {
    expect(picture().boot).toEqual({
      kind: 'card',
      source: 'chip',
      slot: 0,
      committed: true,
      wayBackSlot: null,
      bytes: [
        { kind: 'otadata', number: 1, sequence: 1, startsSlot: 0 },
        { kind: 'otadata', number: 2, sequence: null, startsSlot: null },
        { kind: 'nvs-update', value: 0 },
      ],
    });
  });

  it('says on trial that a power cut returns, and where to', async () => {
    await updateToTrial();
    expect(roles()).toEqual(['way-back', 'trial']);
    expect(picture().boot).toMatchObject({ slot: 1, committed: false, wayBackSlot: 0 });
    expect(picture().next).toMatchObject({ kind: 'returns', slot: 0 });
  });

  it('swaps the roles when the new firmware is kept', async () => {
    await updateToTrial();
    await at.time.run(connect().call('OTA.Commit', null, { signal: never }));
    expect([roles(), picture().bootTarget]).toEqual([['free', 'runs'], 1]);
    expect(states(1)[0]).toBe('running');
  });

  it('hangs the next firmware when told to, once, and the device comes back on the old one', async () => {
    at.bench.armFault('hang');
    await updateToTrial();
    expect(at.bench.latest().snapshot.running).toMatchObject({ version: '1.1.0', hung: true });
    expect(at.bench.latest().faults).toEqual([]);
    at.bench.jumpToTimeout();
    await at.time.advance(1000);
    expect(at.bench.latest().snapshot.running).toMatchObject({ version: '1.0.0', hung: false });
    expect(roles()).toEqual(['runs', 'not-kept']);
  });

  it('eats the memory of the next firmware when told to, once, and says so when asked', async () => {
    const free = async () => {
      const info = await at.time.run(connect().call('Sys.GetInfo', null, { signal: never }));
      return info.ram_free ?? 0;
    };
    const before = await free();
    at.bench.armFault('low-memory');
    await updateToTrial();
    expect(at.bench.latest().snapshot.running).toMatchObject({ version: '1.1.0', hung: false });
    expect(await free()).toBeLessThan(0.7 * before);
    expect(at.bench.latest().faults).toEqual([]);
  });

  it('tells how long it has been up, anew after each start', async () => {
    await at.time.advance(5000);
    expect(at.bench.latest().upMs).toBe(5000);
    at.bench.powerOff();
    expect(at.bench.latest().upMs).toBeNull();
    at.bench.powerOn();
    expect(at.bench.latest().upMs).toBe(0);
  });
});

describe.each(['esp32', 'reference'] as const)('a cut while %s is being written', (profile) => {
  beforeEach(() => {
    at = setUp(profile);
  });

  it('tears the write under way, leaves the cross, and starts the old firmware', async () => {
    const client = connect();
    await at.time.run(send(client, wholeBundle, 60_000));
    expect(roles()).toEqual(['runs', 'writing']);
    expect(states(1)).toContain('writing');
    const cut = at.bench.cutPower(never);
    const offset = 59 * 1024; // where `send` stopped
    const data = encodeBase64(wholeBundle.subarray(offset, offset + 1024));
    await client.call('OTA.Write', { offset, data }, { signal: never }).catch(() => undefined);
    await at.time.run(cut);
    expect([roles(), picture().bootTarget]).toEqual([['starts-next', 'half-written'], null]);
    expect(states(1).filter((state) => state === 'damaged')).toHaveLength(1);
    const log = at.bench.latest().log;
    expect(log.some((entry) => entry.kind === 'program' && entry.torn)).toBe(true);
    at.bench.powerOn();
    expect(at.bench.latest().snapshot.running).toMatchObject({ version: '1.0.0', committed: true });
    expect(roles()).toEqual(['runs', 'half-written']);
  });

  it('names the firmware on its way, once its manifest was read', async () => {
    const client = connect();
    await at.time.run(send(client, wholeBundle, 2048));
    const incoming = () => at.bench.latest().picture.slots[1];
    expect(incoming()?.holds).toEqual({ name: 'demo', version: '1.1.0' });
    await at.time.run(client.call('OTA.End', null, { signal: never }).catch(() => undefined));
    await at.time.run(send(client, wholeBundle, 16));
    expect(incoming()?.holds).toBeNull();
  });

  it('does not wait for ever when nobody writes any more', async () => {
    await at.time.run(send(connect(), wholeBundle, 10_000));
    await at.time.run(at.bench.cutPower(never));
    expect(at.bench.latest().snapshot.power).toBe(false);
    at.bench.powerOn();
    await updateToTrial();
    expect(at.bench.latest().snapshot.running).toMatchObject({ version: '1.1.0' });
  });
});

describe('the cable of the bench', () => {
  beforeEach(() => {
    at = setUp('esp32');
  });

  it('loses the link when it is pulled, while the device goes on running', async () => {
    const link = at.bench.connect();
    at.bench.plugged = false;
    await expect(link.ended).resolves.toMatchObject({ why: 'lost' });
    expect(at.bench.latest().snapshot.running).not.toBeNull();
    expect(() => at.bench.connect()).toThrow('link/refused');
    at.bench.plugged = true;
    const info = await at.time.run(connect().call('Sys.GetInfo', null, { signal: never }));
    expect(info).toMatchObject({ fw_version: '1.0.0' });
  });

  it('is refused while the device is off', () => {
    at.bench.powerOff();
    expect(() => at.bench.connect()).toThrow('link/refused');
  });

  it('carries noise that costs frames, but never lets a damaged one through', async () => {
    at.bench.noise = true;
    const client = connect(100);
    let lost = 0;
    for (let call = 0; call < 200; call += 1) {
      const asked = client.call('Sys.GetInfo', null, { signal: never });
      await at.time.run(
        asked.then(
          (info) => expect(info).toMatchObject({ fw_version: '1.0.0', arch: 'esp32' }),
          () => void (lost += 1),
        ),
      );
    }
    expect(lost).toBeGreaterThan(0);
    expect(lost).toBeLessThan(60);
  });
});

describe('the practice device', () => {
  it.each(['esp32', 'esp8266'] as const)(
    'names %s as its boot scheme to the host',
    async (name) => {
      at = setUp(name);
      const boot = await at.time.run(connect().call('OTA.GetBootState', null, { signal: never }));
      expect(boot.scheme).toBe(name);
    },
  );
});

describe('a chip that is looked at late', () => {
  it.each([
    ['while an update is written', (client: RpcClient) => send(client, wholeBundle, 60_000)],
    ['with a firmware on trial', updateToTrial],
    [
      'after a cut in the middle of a write',
      async (client: RpcClient) => {
        await send(client, wholeBundle, 60_000);
        at.bench.powerOff();
      },
    ],
  ] as const)('%s is drawn as if it had been watched all along', async (_, act) => {
    const seen: unknown[] = [];
    for (const watched of [true, false]) {
      at = setUp('esp32', { watched });
      await at.time.run(act(connect()));
      if (!watched) at.bench.watchWith(openChipWatch);
      const { log, operations, picture, snapshot } = at.bench.latest();
      seen.push({ log, operations, picture, running: snapshot.running });
      if (watched) await at.bench.close();
    }
    expect(seen[1]).toEqual(seen[0]);
  });
});

describe('the practice device with a key', () => {
  it('takes only what that key signed', async () => {
    at = setUp('esp32');
    const client = connect();
    const config = { update: { key0: publicKeyText('k0'), sig_req_mask: 1 } };
    await at.time.run(client.ask('Config.Set', { config }, { signal: never }));
    await expect(at.time.run(send(client, tinyBundle))).rejects.toMatchObject({
      facts: { remoteMessage: '-1 Not signed' },
    });
    await at.time.run(send(client, tinyWithExtra(signaturesBy({ sig0: 'k0' }))));
  });
});
