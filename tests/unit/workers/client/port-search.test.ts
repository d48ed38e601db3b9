import { beforeEach, describe, expect, it } from 'vitest';
import { SerialPorts } from '../../../../src/transports/webserial/serial-ports.ts';
import { OWN_PORT_MS, PortSearch } from '../../../../src/workers/client/port-search.ts';
import { FakePort, FakeSerial } from '../../../support/transports/webserial/fake-port.ts';

const NATIVE = { usbVendorId: 0x303a, usbProductId: 0x1001 };

let serial: FakeSerial;
let own: FakePort;
let twin: FakePort;
let search: PortSearch;
const taken = new Set<unknown>();

beforeEach(() => {
  taken.clear();
  serial = new FakeSerial();
  const ports = new SerialPorts(serial);
  own = plugged();
  search = new PortSearch(ports, own, (port) => !taken.has(port));
  twin = plugged();
});

function plugged(ids?: ConstructorParameters<typeof FakePort>[0]): FakePort {
  const port = new FakePort(ids);
  serial.plug(port);
  return port;
}

const next = async (now = 0): Promise<unknown> => (await search.next(now))?.port ?? null;

describe('the port of a device', () => {
  it('is its own as long as that is plugged in, whatever else comes', async () => {
    expect(await search.next(0)).toEqual({ port: own, isForeign: false, isOneOfMany: false });
    expect(await next(10 * OWN_PORT_MS)).toBe(own);
  });

  it('is waited for when it went away; the equal one beside it is none', async () => {
    serial.unplug(own);
    expect(await next(0)).toBeNull();
    expect(search.hasSome).toBe(false);
    expect(await next(OWN_PORT_MS - 1)).toBeNull();
    const back = plugged();
    expect(await search.next(OWN_PORT_MS)).toEqual({
      port: back,
      isForeign: false,
      isOneOfMany: false,
    });
    expect(search.hasSome).toBe(true);
  });

  it('is each of several that came, in turn, none of them reset', async () => {
    serial.unplug(own);
    const [first, second] = [plugged(), plugged()];
    const tries = [await search.next(0), await search.next(1), await search.next(2)];
    expect(tries.map((one) => one?.port)).toEqual([first, second, first]);
    expect(tries.every((one) => one?.isForeign && one.isOneOfMany)).toBe(true);
  });

  it('is one with other USB ids where only that came, not reset', async () => {
    serial.unplug(own);
    const native = plugged(NATIVE);
    expect(await search.next(0)).toEqual({ port: native, isForeign: true, isOneOfMany: false });
  });

  it('is none on which another device answered', async () => {
    serial.unplug(own);
    const [first, second] = [plugged(), plugged()];
    search.answered(first, 'another');
    expect([await next(), await next()]).toEqual([second, second]);
  });

  it('is where the device answered last: that one is waited for from then on', async () => {
    serial.unplug(own);
    const native = plugged(NATIVE);
    search.answered(native, 'the-device');
    expect(await search.next(0)).toEqual({ port: native, isForeign: false, isOneOfMany: false });
    serial.unplug(native);
    expect(await next()).toBeNull();
  });

  it('is never one that another part of the page has', async () => {
    serial.unplug(own);
    const theirs = plugged();
    taken.add(theirs).add(twin);
    expect(await next(0)).toBeNull();
    expect(await next(OWN_PORT_MS)).toBeNull();
  });

  it('is an equal one that was there all along only after the own had its time, and once', async () => {
    serial.unplug(own);
    await next(0);
    expect(await search.next(OWN_PORT_MS)).toEqual({
      port: twin,
      isForeign: true,
      isOneOfMany: true,
    });
    expect(await next(OWN_PORT_MS + 1)).toBeNull();
  });

  it('is tried again where another device answers on the own one, without resetting that', async () => {
    search.answered(own, 'another');
    serial.unplug(twin);
    expect(await search.next(0)).toEqual({ port: own, isForeign: true, isOneOfMany: false });
  });
});
