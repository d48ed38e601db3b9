import { describe, expect, it } from 'vitest';
import { RPC_CHARACTERISTICS, RPC_SERVICE } from '../../../../src/contracts/bluetooth.ts';
import type { RpcCharacteristic } from '../../../../src/contracts/bluetooth.ts';
import { OtaError } from '../../../../src/contracts/failure.ts';
import type { Link } from '../../../../src/contracts/link.ts';
import { BluetoothPeripheral } from '../../../../src/transports/webbluetooth/bluetooth-link.ts';
import { GattDouble } from '../../../support/testbed/bluetooth/gatt-double.ts';
import { setUpAir } from '../../../proof/link-faults/bluetooth-run.ts';
import { clientOf, never } from '../../../support/emulator/test-emulator.ts';
import { identity } from '../../../support/ota-core/device/test-device.ts';

type Bed = ReturnType<typeof setUpAir>;

const openOn = (bed: Bed) => bed.clock.run(bed.open());

/** One question and its answer. */
const ask = (bed: Bed, link: Link) => {
  const client = clientOf(link, bed.clock);
  return bed.clock.run(client.call('Sys.GetInfo', null, { signal: never }));
};

describe('a Bluetooth link', () => {
  it.each([
    [23, 20],
    [50, 47],
    [185, 182],
    [247, 244],
    [500, 497],
    [517, 512],
  ])('learns an MTU of %i from reads, and proves writes of %i bytes', async (mtu, writeBytes) => {
    const bed = setUpAir({ peerMtu: mtu, deviceMtu: mtu });
    const link = await openOn(bed);
    expect(link.sizes).toEqual({ mtu, writeBytes, frameBytes: 4096, replies: 'notified' });
    expect(link.stats.mtu).toBe(mtu);
    expect(link).toMatchObject({ kind: 'bluetooth', framing: 'message', pieceBytes: writeBytes });
    expect((await ask(bed, link)).id).toBe(identity.id);
  });

  it('waits for the MTU exchange before it subscribes, however long that takes', async () => {
    const bed = setUpAir({ exchangeMs: 2_500 });
    expect((await openOn(bed)).sizes.replies).toBe('notified');
  });

  it('hears replies on every connection, not only on the first', async () => {
    const bed = setUpAir();
    for (let opened = 1; opened <= 3; opened += 1) {
      const link = await openOn(bed);
      expect(link.sizes.replies).toBe('notified');
      expect((await ask(bed, link)).id).toBe(identity.id);
      await bed.clock.run(link.close());
    }
  });

  it('hears replies as soon as before after a connection that was lost, where nothing ended the subscription', async () => {
    const bed = setUpAir();
    const tookMs: number[] = [];
    for (let opened = 1; opened <= 3; opened += 1) {
      const link = await openOn(bed);
      const before = bed.clock.now();
      expect((await ask(bed, link)).id).toBe(identity.id);
      tookMs.push(bed.clock.now() - before);
      bed.air.drop();
      expect(await bed.clock.run(link.ended)).toMatchObject({ why: 'lost' });
    }
    // Where no notification comes, a silence of 250 ms is over before the device is asked.
    expect(Math.max(...tookMs)).toBeLessThan(250);
  });

  it('leaves no subscription behind when it is closed: whoever connects next hears replies', async () => {
    const bed = setUpAir();
    const link = await openOn(bed);
    await bed.clock.run(link.close());
    const { gatt } = bed.double;
    await bed.clock.run(gatt.connect());
    await bed.clock.advance(200);
    const service = await bed.clock.run(gatt.getPrimaryService(RPC_SERVICE));
    const find = (name: RpcCharacteristic) =>
      bed.clock.run(service.getCharacteristic(RPC_CHARACTERISTICS[name]));
    const [rxCtl, txCtl, data] = [await find('rxCtl'), await find('txCtl'), await find('data')];
    let heard = 0;
    rxCtl.addEventListener('characteristicvaluechanged', () => (heard += 1));
    // Nothing is stopped first: that is what the link owes to others.
    await bed.clock.run(rxCtl.startNotifications());
    const ping = new TextEncoder().encode('{"id":1,"method":"RPC.Ping"}');
    await bed.clock.run(txCtl.writeValueWithResponse(Uint8Array.of(0, 0, 0, ping.length)));
    for (let at = 0; at < ping.length; at += 20)
      await bed.clock.run(data.writeValueWithResponse(ping.slice(at, at + 20)));
    await bed.clock.advance(1_000);
    expect(heard).toBe(1);
  });

  it('asks for replies where notifications cannot be had', async () => {
    const bed = setUpAir();
    bed.air.faults.spoil({ kind: 'error', op: 'subscribe' });
    const link = await openOn(bed);
    expect(link.sizes.replies).toBe('polled');
    expect((await ask(bed, link)).id).toBe(identity.id);
  });

  it('finds out that notifications never come, and asks for replies then', async () => {
    const bed = setUpAir();
    bed.air.faults.spoil({ kind: 'lose', op: 'notify', times: 1_000 });
    const link = await openOn(bed);
    expect(link.sizes.replies).toBe('polled');
    const before = bed.clock.now();
    expect((await ask(bed, link)).id).toBe(identity.id);
    // A few operations and no wait for what does not come.
    expect(bed.clock.now() - before).toBeLessThan(250);
  });

  it('misses one notification and goes on by them', async () => {
    const bed = setUpAir();
    const link = await openOn(bed);
    bed.air.faults.spoil({ kind: 'lose', op: 'notify' });
    const client = clientOf(link, bed.clock);
    const call = () => bed.clock.run(client.call('RPC.Ping', null, { signal: never }));
    await call();
    const before = bed.air.faults.operations;
    await call();
    expect(bed.air.faults.operations - before).toBe(3); // its length, its bytes, the reply
  });

  it('reads a reply again from its beginning when a read of it fails', async () => {
    const bed = setUpAir({ peerMtu: 100, deviceMtu: 100 });
    const link = await openOn(bed);
    const clean = bed.air.faults.operations;
    await ask(bed, link);
    const usual = bed.air.faults.operations - clean;
    await bed.clock.run(link.close());
    const again = await openOn(bed);
    bed.air.faults.spoil({ kind: 'error', op: 'read', characteristic: 'data', after: 2 });
    const before = bed.air.faults.operations;
    expect((await ask(bed, again)).id).toBe(identity.id);
    // Two reads before the one that failed, one of rxCtl that rewinds, and one more because its echo may have been word
    // of another reply.
    expect(bed.air.faults.operations - before).toBe(usual + 5);
  });

  it('asks once more for a length that came with fewer than four bytes, and loses no reply by it', async () => {
    const bed = setUpAir({ peerMtu: 100, deviceMtu: 100 });
    const link = await openOn(bed);
    const { radio } = bed.air;
    let lengths = 0;
    const read = radio.read.bind(radio);
    radio.read = (characteristic) => {
      const result = read(characteristic);
      if (characteristic !== 'rxCtl' || !result.ok) return result;
      lengths += 1;
      return lengths > 1 ? result : { ok: true, value: result.value.subarray(0, 3) };
    };
    bed.air.faults.spoil({ kind: 'error', op: 'read', characteristic: 'data', after: 1 });
    const before = bed.clock.now();
    expect((await ask(bed, link)).id).toBe(identity.id);
    expect(lengths).toBeGreaterThan(1);
    expect(bed.clock.now() - before).toBeLessThan(2_000);
  });

  it('sends the length and the whole frame again after a write that failed, and a smaller size after two', async () => {
    const bed = setUpAir();
    const link = await openOn(bed);
    bed.air.faults.spoil({ kind: 'error', op: 'write', characteristic: 'data', times: 2 });
    expect((await ask(bed, link)).id).toBe(identity.id);
    await bed.clock.run(link.close());
    // Nothing of the size that failed is believed any more on this device.
    expect((await openOn(bed)).sizes.writeBytes).toBe(244);
  });

  it('does not use a size that hangs, and is open all the same', async () => {
    const bed = setUpAir();
    // The 13 writes of 20 bytes and 3 of 244 go well; the first one of 497 is never answered.
    bed.air.faults.spoil({ kind: 'hang', op: 'write', characteristic: 'data', after: 16 });
    const link = await openOn(bed);
    expect(link.sizes).toMatchObject({ mtu: 500, writeBytes: 244 });
    expect((await ask(bed, link)).id).toBe(identity.id);
  });

  it('begins with what was known, and proves it again', async () => {
    const known = { mtu: 500, writeBytes: 497, frameBytes: 4096, replies: 'notified' } as const;
    const bed = setUpAir();
    const link = await bed.clock.run(bed.open(never, known));
    expect(link.sizes).toEqual(known);
    const quick = bed.air.faults.operations;
    const other = setUpAir();
    await openOn(other);
    expect(quick).toBeLessThan(other.air.faults.operations * 0.6);
    // Where the other end carries less, it is learned anew.
    const small = setUpAir({ peerMtu: 185 });
    const learned = await small.clock.run(small.open(never, known));
    expect((await ask(small, learned)).id).toBe(identity.id);
    expect(learned.sizes).toMatchObject({ mtu: 185, writeBytes: 182 });
  });

  it('learns anew what every connection carries', async () => {
    const bed = setUpAir({ peerMtu: 23 });
    for (const [mtu, writeBytes] of [
      [23, 20],
      [517, 497],
      [185, 182],
    ] as const) {
      bed.air.peerMtu = mtu;
      const link = await openOn(bed);
      expect(link.sizes.writeBytes).toBe(writeBytes);
      expect((await ask(bed, link)).id).toBe(identity.id);
      await bed.clock.run(link.close());
    }
  });

  it('ends an operation that is never answered, and says so', async () => {
    const bed = setUpAir();
    const link = await openOn(bed);
    bed.air.faults.spoil({ kind: 'hang', op: 'write', characteristic: 'txCtl' });
    const asking = clientOf(link, bed.clock).call('RPC.Ping', null, { signal: never });
    await expect(bed.clock.run(asking)).rejects.toMatchObject({ code: 'link/lost' });
    expect(await link.ended).toEqual({ why: 'lost', detail: 'no answer to write of txCtl' });
  });

  it('is lost when the device goes, and opens again on the same device without a list', async () => {
    const bed = setUpAir();
    const link = await openOn(bed);
    bed.air.drop();
    expect(await bed.clock.run(link.ended)).toMatchObject({ why: 'lost' });
    expect((await ask(bed, await openOn(bed))).id).toBe(identity.id);
  });

  it('lets the device go when it is closed', async () => {
    const bed = setUpAir();
    const link = await openOn(bed);
    await bed.clock.run(link.close());
    expect(bed.double.gatt.connected).toBe(false);
    await link.released;
  });
});

describe('a Bluetooth device that does not let a link open', () => {
  it('is out of reach after a few tries', async () => {
    const bed = setUpAir();
    bed.air.setInRange(false);
    await expect(openOn(bed)).rejects.toMatchObject({
      code: 'link/out-of-reach',
      facts: { address: identity.id },
    });
  });

  it.each([
    ['has no such service', { services: [] }, 'link/rpc-off', { seen: 'no-service' }],
    ['was granted without the service', { allowed: [] }, 'link/stale-grant', {}],
  ])('%s', async (_, options, code, facts) => {
    const { air, clock } = setUpAir();
    const device = new GattDouble({ air, name: identity.id, ...options });
    const opening = new BluetoothPeripheral(device).open({ clock, signal: never, known: null });
    await expect(clock.run(opening)).rejects.toMatchObject({ code, facts });
  });

  it.each([
    ['refuses everything: its service was switched off', undefined, 'link/rpc-off'],
    ['is busy with somebody else all the time', 'InProgress', 'link/held'],
    ['wants to be paired, and is not', 0x05, 'link/not-allowed'],
  ])('%s', async (_, error, code) => {
    const bed = setUpAir();
    const words = error === undefined ? {} : { error };
    bed.air.faults.spoil({ kind: 'error', op: 'read', times: 10_000, ...words });
    await expect(openOn(bed)).rejects.toMatchObject({ code });
  });

  it('is let go when nobody wants the link any more', async () => {
    const bed = setUpAir({ exchangeMs: 2_000 });
    const stop = new AbortController();
    const refused = expect(bed.open(stop.signal)).rejects.toMatchObject({ code: 'cancelled' });
    await bed.clock.advance(500);
    stop.abort(new OtaError('cancelled', { by: 'user' }));
    await bed.clock.advance(5_000);
    await refused;
    expect(bed.double.gatt.connected).toBe(false);
  });
});
