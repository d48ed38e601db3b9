/** The stand-in for Web Bluetooth does what Chromium does, the unexpected included. */
import { describe, expect, it } from 'vitest';
import { RPC_CHARACTERISTICS, RPC_SERVICE } from '../../../src/contracts/bluetooth.ts';
import { encodeUtf8 } from '../../../src/ota-core/primitives/utf8.ts';
import { airOf } from '../../support/testbed/bluetooth/emulated-peripheral.ts';
import type { PeripheralOptions } from '../../support/testbed/bluetooth/emulated-peripheral.ts';
import { GattDouble } from '../../support/testbed/bluetooth/gatt-double.ts';
import type { GattDoubleOptions } from '../../support/testbed/bluetooth/gatt-double.ts';
import { setUpEmulator } from '../../support/emulator/test-emulator.ts';
import { quiet } from '../../support/virtual-clock.ts';

const NAME = 'esp32_0A1B2C';

function setUp(setup: Partial<PeripheralOptions & GattDoubleOptions> = {}) {
  const { emulator, clock } = setUpEmulator();
  emulator.powerOn();
  const air = airOf(emulator, { clock, name: NAME, ...setup });
  const device = new GattDouble({ air, name: NAME, ...setup });
  const lost: string[] = [];
  device.addEventListener('gattserverdisconnected', () => lost.push('lost'));
  return { emulator, clock, air, device, lost };
}

type Bench = ReturnType<typeof setUp>;

async function characteristics({ device }: Bench) {
  const service = await device.gatt.getPrimaryService(RPC_SERVICE);
  const rxCtl = await service.getCharacteristic(RPC_CHARACTERISTICS.rxCtl);
  const txCtl = await service.getCharacteristic(RPC_CHARACTERISTICS.txCtl);
  return { rxCtl, txCtl, data: await service.getCharacteristic(RPC_CHARACTERISTICS.data) };
}

/** Connected, past the exchange of the MTU. */
async function connected(setup: Parameters<typeof setUp>[0] = {}) {
  const bench = setUp(setup);
  await bench.clock.run(bench.device.gatt.connect());
  await bench.clock.advance(100);
  const found = await bench.clock.run(characteristics(bench));
  return { ...bench, ...found };
}

const PING = encodeUtf8('{"id":1,"method":"RPC.Ping"}');
const PING_LENGTH = Uint8Array.of(0, 0, 0, PING.length);

async function ping({ txCtl, data }: Awaited<ReturnType<typeof characteristics>>): Promise<void> {
  await txCtl.writeValueWithResponse(PING_LENGTH);
  await data.writeValueWithResponse(PING);
}

const nameOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'works',
    (error: unknown) =>
      error instanceof DOMException ? `${error.name}: ${error.message}` : 'other',
  );

describe('a page with Web Bluetooth', () => {
  it('gets a reply: a notification says how long, reads give it', async () => {
    const bench = await connected();
    const { rxCtl, data, clock } = bench;
    const heard: number[] = [];
    rxCtl.addEventListener('characteristicvaluechanged', () =>
      heard.push(rxCtl.value?.getUint32(0) ?? -1),
    );
    await clock.run(rxCtl.startNotifications());
    await clock.run(ping(bench));
    await quiet();
    expect(heard).toEqual([63]);
    const reply = await clock.run(data.readValue());
    expect(Buffer.from(reply.buffer).toString()).toContain('"channel_info":"GATTS"');
  });

  it('is told of its own reads by the same event', async () => {
    const { rxCtl, clock } = await connected();
    let events = 0;
    rxCtl.addEventListener('characteristicvaluechanged', () => (events += 1));
    await clock.run(rxCtl.readValue());
    expect(events).toBe(1);
  });

  it('is refused until the device has exchanged the MTU', async () => {
    const bench = setUp({ exchangeMs: 500 });
    const { clock } = bench;
    await clock.run(bench.device.gatt.connect());
    const { rxCtl } = await characteristics(bench);
    expect(await nameOf(rxCtl.readValue())).toContain('NotSupportedError: GATT operation failed');
    await clock.advance(500);
    expect((await clock.run(rxCtl.readValue())).getUint32(0)).toBe(0);
  });

  it('hears nothing after a subscription that was too early', async () => {
    const bench = setUp({ exchangeMs: 500 });
    await bench.clock.run(bench.device.gatt.connect());
    const found = await characteristics(bench);
    let events = 0;
    found.rxCtl.addEventListener('characteristicvaluechanged', () => (events += 1));
    await found.rxCtl.startNotifications();
    await bench.clock.advance(500);
    await bench.clock.run(ping(found));
    await quiet();
    expect(events).toBe(0);
  });

  it('may do one thing at a time', async () => {
    const { rxCtl, data, clock } = await connected({ intervalMs: 30 });
    const first = rxCtl.readValue();
    expect(await nameOf(data.readValue())).toBe(
      'NetworkError: GATT operation already in progress.',
    );
    await clock.run(first);
  });

  it('writes no more than 512 bytes', async () => {
    const { data } = await connected();
    expect(await nameOf(data.writeValueWithResponse(new Uint8Array(513)))).toContain(
      'InvalidModificationError',
    );
  });

  it('sees which service it may not use, and which the device has not', async () => {
    const forbidden = await connectedOnly({ allowed: [] });
    expect(await nameOf(forbidden.device.gatt.getPrimaryService(RPC_SERVICE))).toContain(
      'SecurityError',
    );
    const missing = await connectedOnly({ services: [] });
    expect(await nameOf(missing.device.gatt.getPrimaryService(RPC_SERVICE))).toContain(
      'NotFoundError',
    );
  });
});

async function connectedOnly(setup: Parameters<typeof setUp>[0]) {
  const bench = setUp(setup);
  await bench.clock.run(bench.device.gatt.connect());
  return bench;
}

describe('a link that is lost', () => {
  it('fails what is under way before it says so', async () => {
    const { rxCtl, air, clock, lost } = await connected({ intervalMs: 30 });
    air.faults.spoil({ kind: 'disconnect' });
    await clock.run(rxCtl.readValue().catch(() => lost.push('operation')));
    expect(lost).toEqual(['operation', 'lost']);
    expect(await nameOf(rxCtl.readValue())).toContain('NetworkError: GATT Server is disconnected');
  });

  it('leaves objects behind that are of no use on the next one', async () => {
    const bench = await connected();
    bench.air.drop();
    await bench.clock.run(bench.device.gatt.connect());
    expect(await nameOf(bench.rxCtl.readValue())).toContain('InvalidStateError');
  });

  /** Reconnects after a subscription; returns the events of the new object. */
  async function again(setup: Parameters<typeof setUp>[0], stopsFirst: boolean): Promise<number> {
    const bench = await connected(setup);
    await bench.clock.run(bench.rxCtl.startNotifications());
    bench.air.drop();
    await quiet();
    await bench.clock.run(bench.device.gatt.connect());
    await bench.clock.advance(100);
    const found = await bench.clock.run(characteristics(bench));
    if (stopsFirst) await found.rxCtl.stopNotifications();
    await found.rxCtl.startNotifications();
    let events = 0;
    found.rxCtl.addEventListener('characteristicvaluechanged', () => (events += 1));
    await bench.clock.run(ping(found));
    await quiet();
    return events;
  }

  it('leaves the next one deaf, until it stops and starts its notifications', async () => {
    expect(await again({}, false)).toBe(0);
    expect(await again({}, true)).toBe(1);
    expect(await again({ gattCache: false }, false)).toBe(1);
  });

  it('is what 30 s without an answer make of it', async () => {
    const { rxCtl, air, clock, lost } = await connected();
    air.faults.spoil({ kind: 'hang', op: 'read' });
    const before = clock.now();
    expect(await clock.run(nameOf(rxCtl.readValue()))).toContain('NotSupportedError');
    expect(clock.now() - before).toBe(30_000);
    await quiet();
    expect(lost).toEqual(['lost']);
  });

  it('is what a restart of the device makes of it, and it advertises again', async () => {
    const { emulator, device, air, clock, lost } = await connected();
    emulator.powerOff();
    await quiet();
    expect(lost).toEqual(['lost']);
    expect(await clock.run(nameOf(device.gatt.connect()))).toContain('NetworkError');
    emulator.powerOn();
    expect(air.advertisement()).toEqual({ name: NAME, serviceUuids: [] });
    await clock.run(device.gatt.connect());
    expect(device.gatt.connected).toBe(true);
  });

  it('is not found again out of reach', async () => {
    const { device, air, clock } = await connected();
    air.setInRange(false);
    expect(await clock.run(nameOf(device.gatt.connect()))).toContain('NetworkError');
    air.setInRange(true);
    expect(await clock.run(nameOf(device.gatt.connect()))).toBe('works');
  });
});

describe('a connection that is pending', () => {
  it('is shared by whoever connects meanwhile, and not ended by disconnect', async () => {
    const { device, clock, air } = setUp({ intervalMs: 30 });
    const first = device.gatt.connect();
    device.gatt.disconnect();
    const second = device.gatt.connect();
    await clock.run(Promise.all([first, second]));
    expect(device.gatt.connected).toBe(true);
    expect(air.faults.operations).toBe(1);
  });
});

describe('faults and time', () => {
  it.each([
    [0x0e, 'NotSupportedError'],
    [0x0d, 'InvalidModificationError'],
    ['InProgress', 'NetworkError'],
    ['NotAuthorized', 'SecurityError'],
  ])('an error %s is a %s, once', async (error, name) => {
    const { rxCtl, air, clock } = await connected();
    air.faults.spoil({ kind: 'error', op: 'read', after: 1, error });
    const tries = [0, 1, 2].map(() => () => clock.run(nameOf(rxCtl.readValue())));
    const outcomes: string[] = [];
    for (const attempt of tries) outcomes.push((await attempt()).split(':')[0] ?? '');
    expect(outcomes).toEqual(['works', name, 'works']);
  });

  it('a link can be cut after so many bytes of requests', async () => {
    const bench = await connected();
    bench.air.faults.spoil({ kind: 'disconnect', op: 'write', afterBytes: PING.length });
    await bench.clock.run(ping(bench));
    expect(await bench.clock.run(nameOf(ping(bench)))).toContain('NotSupportedError');
  });

  it.each([
    ['a write that fits takes one interval', 497, 1, 30],
    ['a longer one is prepared in pieces and executed', 512, 1, 90],
    ['an answer that misses the next interval takes two', 497, 2, 60],
  ])('%s', async (...[, bytes, intervalsPerEvent, ms]) => {
    const { txCtl, data, clock } = await connected({ intervalMs: 30, intervalsPerEvent });
    await clock.run(txCtl.writeValueWithResponse(Uint8Array.of(0, 0, 16, 0)));
    const before = clock.now();
    await clock.run(data.writeValueWithResponse(new Uint8Array(bytes)));
    expect(clock.now() - before).toBe(ms);
  });

  it('a notification can be lost', async () => {
    const bench = await connected();
    bench.air.faults.spoil({ kind: 'lose', op: 'notify' });
    let events = 0;
    bench.rxCtl.addEventListener('characteristicvaluechanged', () => (events += 1));
    await bench.clock.run(bench.rxCtl.startNotifications());
    await bench.clock.run(ping(bench));
    await quiet();
    expect(events).toBe(0);
    expect((await bench.clock.run(bench.rxCtl.readValue())).getUint32(0)).toBe(63);
  });
});
