import { beforeEach, describe, expect, it } from 'vitest';
import { SerialPorts } from '../../../../src/transports/webserial/serial-ports.ts';
import {
  FakePort,
  FakeSerial,
  browserError,
} from '../../../support/transports/webserial/fake-port.ts';

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

  it('come back as another object after a replug, known by their ids', () => {
    const before = new FakePort();
    serial.plug(before);
    serial.unplug(before);
    expect(ports.present(before)).toBeNull();
    serial.plug(new FakePort({ usbVendorId: 0x0403, usbProductId: 0x6001 }));
    expect(ports.present(before)).toBeNull();
    const after = new FakePort();
    serial.plug(after);
    expect(ports.present(before)).toBe(after);
  });

  it('are the same object where the browser keeps it', () => {
    const port = new FakePort();
    serial.plug(port);
    serial.unplug(port);
    serial.plug(port);
    expect(ports.present(port)).toBe(port);
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
