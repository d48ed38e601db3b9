import { describe, expect, it } from 'vitest';
import { RPC_SERVICE } from '../../../../src/contracts/bluetooth.ts';
import type {
  BluetoothDeviceLike,
  BluetoothLike,
  RequestOptions,
} from '../../../../src/transports/webbluetooth/bluetooth-devices.ts';
import { USUAL_NAMES } from '../../../../src/transports/webbluetooth/bluetooth-devices.ts';
import { BluetoothClient } from '../../../../src/workers/client/bluetooth-client.ts';
import { ok, useApi } from '../../../../src/workers/comlink/calls.ts';
import type { LinkSource } from '../../../../src/workers/comlink/links.ts';
import { realClock } from '../../../../src/contracts/clock.ts';

const named = (name: string, more: Partial<BluetoothDeviceLike> = {}): BluetoothDeviceLike => ({
  id: name,
  name,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
  ...more,
});

interface Fakes {
  readonly choice?: BluetoothDeviceLike | DOMException;
  readonly isOn?: boolean;
  readonly known?: readonly BluetoothDeviceLike[];
}

function setUp({ choice = named('esp32_0A1B2C'), isOn = true, known }: Fakes = {}) {
  const asked: RequestOptions[] = [];
  const radio = { isOn, changed: new EventTarget() };
  const bluetooth: BluetoothLike = {
    requestDevice(options) {
      asked.push(options);
      return choice instanceof DOMException ? Promise.reject(choice) : Promise.resolve(choice);
    },
    getAvailability: () => Promise.resolve(radio.isOn),
    addEventListener: (type, listener) => radio.changed.addEventListener(type, listener),
    ...(known !== undefined && { getDevices: () => Promise.resolve([...known]) }),
  };
  /** As the system's own switch does it. */
  const switchRadio = (on: boolean): void => {
    radio.isOn = on;
    radio.changed.dispatchEvent(new Event('availabilitychanged'));
  };
  const client = new BluetoothClient({ bluetooth, clock: realClock, locks: null });
  return { client, asked, switchRadio };
}

const codeOf = async (work: ReturnType<BluetoothClient['choose']>): Promise<string> => {
  const outcome = await work;
  return outcome.ok ? 'chosen' : outcome.failure.code;
};

describe('the list of the browser', () => {
  it('is narrowed by how stock devices are called, and names the service, which they do not advertise', async () => {
    const { client, asked } = setUp();
    expect(await codeOf(client.choose())).toBe('chosen');
    expect(asked).toEqual([
      {
        filters: USUAL_NAMES.map((namePrefix) => ({ namePrefix })),
        optionalServices: [RPC_SERVICE],
      },
    ]);
    expect(client.name).toBe('esp32_0A1B2C');
  });

  it('shows other names when people say how theirs begin, and every device when they say none', async () => {
    const { client, asked } = setUp();
    client.beginnings = ['Boiler'];
    await client.choose();
    client.beginnings = [];
    await client.choose();
    expect(asked).toEqual([
      { filters: [{ namePrefix: 'Boiler' }], optionalServices: [RPC_SERVICE] },
      { acceptAllDevices: true, optionalServices: [RPC_SERVICE] },
    ]);
  });

  it.each([
    ['NotFoundError', true, 'link/not-chosen'],
    ['NotFoundError', false, 'link/radio-off'],
    ['SecurityError', true, 'link/not-allowed'],
    ['NotAllowedError', true, 'link/not-allowed'],
  ])('that ends with %s (radio on: %s) is %s', async (name, isOn, code) => {
    const { client } = setUp({ choice: new DOMException('', name), isOn });
    expect(await codeOf(client.choose())).toBe(code);
  });

  it('is not there in a browser without Web Bluetooth', async () => {
    const client = new BluetoothClient({ bluetooth: null, clock: realClock, locks: null });
    expect(await client.state()).toBe('no-feature');
    expect(await codeOf(client.choose())).toBe('link/no-feature');
    expect(await client.known()).toEqual([]);
    expect(client.listen(() => undefined)).toBeTypeOf('function');
  });
});

describe('devices that need no list', () => {
  it('are those of an earlier visit, in browsers that tell', async () => {
    const [one, other] = [named('esp32_0A1B2C'), named('esp32_FFFFFF')];
    const { client } = setUp({ known: [one, other] });
    const devices = await client.known();
    expect(devices.map(({ name }) => name)).toEqual(['esp32_0A1B2C', 'esp32_FFFFFF']);
    client.use({ device: other, name: 'esp32_FFFFFF' });
    expect(client.name).toBe('esp32_FFFFFF');
    expect(await setUp().client.known()).toEqual([]);
  });

  it('are forgotten by the browser, where it can', async () => {
    let forgotten = 0;
    const forget = (): Promise<void> => {
      forgotten += 1;
      return Promise.resolve();
    };
    const { client } = setUp({ choice: named('esp32_0A1B2C', { forget }) });
    await client.choose();
    expect(await client.forget()).toEqual(ok(true));
    expect([forgotten, client.name]).toEqual([1, null]);
    const { client: old } = setUp();
    await old.choose();
    expect(await old.forget()).toEqual(ok(false));
  });
});

describe('the radio', () => {
  it('is ready again as soon as it is on again, and off as soon as it is off', async () => {
    const { client, switchRadio } = setUp({ isOn: false });
    expect(await client.state()).toBe('off');
    switchRadio(true);
    expect(await client.state()).toBe('ready');
    switchRadio(false);
    expect(await client.state()).toBe('off');
  });

  it('tells whoever listens that it was switched on or off, until nobody does', async () => {
    const { client, switchRadio } = setUp({ isOn: false });
    const seen: Promise<string>[] = [];
    const stop = client.listen(() => seen.push(client.state()));
    switchRadio(true);
    switchRadio(false);
    stop();
    switchRadio(true);
    expect(seen).toHaveLength(2);
    await Promise.all(seen);
  });

  it('that is on again is not what the next link fails by', async () => {
    const { client, switchRadio } = setUp({ isOn: false });
    client.use({ device: named('esp32_0A1B2C'), name: 'esp32_0A1B2C' });
    expect(await openLink(client)).toBe('link/radio-off');
    switchRadio(true);
    // The double has no GATT: the device was asked, and that is all that counts here.
    expect(await openLink(client)).toBe('link/rpc-off');
  });
});

async function openLink(client: BluetoothClient): Promise<string> {
  const ports: MessagePort[] = [];
  await client.join({
    useLinks(port) {
      ports.push(port);
      return Promise.resolve(ok(null));
    },
  });
  const [port] = ports;
  if (port === undefined) throw new Error('nobody was joined');
  const source = useApi<LinkSource>(port, new Promise(() => undefined));
  const outcome = await source.openLink({ bluetooth: [] });
  port.close();
  return outcome.ok ? 'open' : outcome.failure.code;
}

describe('a link that is asked for', () => {
  it('is refused while no device is chosen', async () => {
    expect(await openLink(setUp().client)).toBe('link/refused');
  });

  it('says that the radio is off, and not that the device is out of reach', async () => {
    const { client } = setUp({ isOn: false });
    client.use({ device: named('esp32_0A1B2C'), name: 'esp32_0A1B2C' });
    expect(await openLink(client)).toBe('link/radio-off');
  });

  it('names our own tab that has the device', async () => {
    const locks: Pick<LockManager, 'request'> = {
      // Held elsewhere: the wait for it ends with its signal.
      request: (_name: string, options: unknown) =>
        new Promise<never>((_, reject) => {
          const { signal } = options as { readonly signal: AbortSignal };
          signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
        }),
    };
    const client = new BluetoothClient({
      bluetooth: { requestDevice: () => Promise.resolve(named('esp32_0A1B2C')) },
      clock: realClock,
      locks,
    });
    await client.choose();
    expect(await openLink(client)).toBe('link/held');
  });
});
