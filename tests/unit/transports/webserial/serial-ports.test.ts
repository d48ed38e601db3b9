import { beforeEach, describe, expect, it } from 'vitest';
import { SerialPorts } from '../../../../src/transports/webserial/serial-ports.ts';
import {
  FakePort,
  FakeSerial,
  browserError,
} from '../../../support/transports/webserial/fake-port.ts';

/** A chip with USB of its own. */
const NATIVE = { usbVendorId: 0x303a, usbProductId: 0x1001 };

let serial: FakeSerial;
let ports: SerialPorts;

beforeEach(() => {
  serial = new FakeSerial();
  ports = new SerialPorts(serial);
});

describe('the ports of this page', () => {
  it('are none in a browser without Web Serial', () => {
    expect(() => new SerialPorts(null)).toThrow('link/no-feature');
  });

  it('are chosen from the list of the browser, with filters only when there are some', async () => {
    const port = new FakePort();
    serial.choice = port;
    expect(await ports.choose()).toBe(port);
    expect(serial.asked).toBeUndefined();
    await ports.choose([{ usbVendorId: 0x10c4 }]);
    expect(serial.asked).toEqual({ filters: [{ usbVendorId: 0x10c4 }] });
  });

  it.each([
    ['NotFoundError', 'link/not-chosen'],
    ['SecurityError', 'link/not-allowed'],
  ])('say of %s from the list that it is %s', async (name, code) => {
    serial.choice = browserError(name);
    await expect(ports.choose()).rejects.toMatchObject({ code });
  });

  it('that are plugged in and allowed are known without the list', async () => {
    const [one, other] = [new FakePort(), new FakePort()];
    serial.plug(one);
    serial.plug(other);
    serial.unplug(one);
    expect(await ports.known()).toEqual([other]);
  });

  it('come back as other objects after a replug: those with the same ids first, each one that came since', () => {
    const before = new FakePort();
    serial.plug(before);
    serial.unplug(before);
    expect(ports.cameFor(before, ports.moment)).toEqual([]);
    const [native, one, two] = [new FakePort(NATIVE), new FakePort(), new FakePort()];
    for (const port of [native, one, two]) serial.plug(port);
    expect(ports.cameFor(before, ports.moment)).toEqual([one, two, native]);
    serial.unplug(one);
    expect(ports.cameFor(before, ports.moment)).toEqual([two, native]);
  });

  it('that were there all along came for none, equal as they are', () => {
    const [one, other] = [new FakePort(), new FakePort()];
    serial.plug(one);
    const { moment } = ports;
    serial.plug(other);
    expect(ports.cameFor(one, moment)).toEqual([other]);
    serial.unplug(one);
    expect(ports.cameFor(one, moment)).toEqual([]);
  });

  it('are the same object where the browser keeps it', () => {
    const port = new FakePort();
    serial.plug(port);
    serial.unplug(port);
    expect(ports.isThere(port)).toBe(false);
    serial.plug(port);
    expect(ports.isThere(port)).toBe(true);
  });

  it('tell of every plugging and unplugging until nobody listens', () => {
    let told = 0;
    const stop = ports.listen(() => (told += 1));
    const port = new FakePort();
    serial.plug(port);
    serial.unplug(port);
    stop();
    serial.plug(port);
    expect(told).toBe(2);
  });
});
