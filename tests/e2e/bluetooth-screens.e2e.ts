import { afterEach, describe, expect } from 'vitest';
import { Visit } from '../support/e2e/visit.ts';
import { oneOfTests } from '../support/sampled-tests.ts';

const byTurns = oneOfTests('bluetooth-screens', 3);

let visit: Visit;

afterEach(async () => {
  await visit.end();
});

/** What the browser's own list and radio do; the page's own code is the product's. */
interface Radio {
  readonly on: boolean;
  /** Name of what `requestDevice` throws, or the GATT step that fails with it. */
  readonly list: string | null;
  readonly connect?: { readonly error: string; readonly step: 'connect' | 'service' };
  /** Of a device that was allowed before. */
  readonly known?: string;
}

async function begin(radio: Radio | null): Promise<void> {
  visit = await Visit.begin({ inPage: (page) => page.addInitScript(setRadio, radio) });
}

/** Runs in the page: a radio that does as it is told, in place of the browser's. */
function setRadio(radio: Radio | null): void {
  const thrown = (name: string): DOMException => new DOMException('as the test wants it', name);
  const { connect } = radio ?? {};
  const note = (what: string): void => {
    const { dataset } = document.documentElement; // when the page is there: this runs before it
    dataset['radio'] = `${dataset['radio'] ?? ''} ${what}`.trim();
  };
  const deviceNamed = (name: string) => {
    const device = Object.assign(new EventTarget(), {
      id: `id of ${name}`,
      name,
      async forget() {
        note('forgotten');
      },
      gatt: {
        connected: false,
        disconnect: () => undefined,
        connect(): Promise<unknown> {
          if (connect?.step === 'connect') return Promise.reject(thrown(connect.error));
          this.connected = true;
          return Promise.resolve(this);
        },
        getPrimaryService: () => Promise.reject(thrown(connect?.error ?? 'NetworkError')),
      },
    });
    return device;
  };
  const bluetooth = {
    getAvailability: () => Promise.resolve(radio?.on ?? false),
    addEventListener: () => undefined,
    getDevices: () => Promise.resolve(radio?.known === undefined ? [] : [deviceNamed(radio.known)]),
    requestDevice(options: { filters?: { namePrefix: string }[]; acceptAllDevices?: boolean }) {
      note(options.acceptAllDevices === true ? 'all' : (options.filters?.[0]?.namePrefix ?? ''));
      return radio?.list === null
        ? Promise.resolve(deviceNamed('esp32_0A1B2C'))
        : Promise.reject(thrown(radio?.list ?? 'NotFoundError'));
    },
  };
  // Without a radio, as in browsers that have none.
  if (radio === null) delete (Navigator.prototype as { bluetooth?: unknown }).bluetooth;
  else Object.defineProperty(navigator, 'bluetooth', { value: bluetooth });
}

/** What the list was asked for, in order. */
const asked = (): Promise<string | null> => visit.page.locator('html').getAttribute('data-radio');

async function explained(): Promise<void> {
  await visit.button(/^Bluetooth/).click();
  await visit.headlineSays(/^Stand within 5 metres/);
}

describe('the way by Bluetooth', () => {
  byTurns('explains the list before it opens, and asks for the usual names', async () => {
    await begin({ on: true, list: 'NotFoundError' });
    await explained();
    expect(await asked()).toBeNull();
    await visit.button('Choose the device').click();
    await visit.headlineSays(/^No device was chosen\./);
    expect(await asked()).toBe('esp32_');
    await visit.page.getByText('It is too far away, or off').waitFor();
    // From now on the press opens the list at once, also after a reload; what was explained is behind a link.
    await visit.button('Other connections').click();
    await visit.button(/^What happens when I choose a Bluetooth device/).click();
    await visit.headlineSays(/^Stand within 5 metres/);
    await visit.page.reload();
    await visit.button(/^Bluetooth/).click();
    await visit.headlineSays(/^No device was chosen\./);
    expect(visit.problems).toEqual([]);
  });

  byTurns('looks for a name that people gave, and for every name when asked', async () => {
    await begin({ on: true, list: 'NotFoundError' });
    await explained();
    await visit.page.getByLabel('Its name begins with').fill('pump-');
    await visit.button('Choose the device').click();
    await visit.headlineSays(/^No device was chosen\./);
    await visit.button('Show all devices').click();
    await expect.poll(asked).toBe('pump- all');
  });

  byTurns('says that the radio is off before it asks for anything', async () => {
    await begin({ on: false, list: null });
    await visit.button(/^Bluetooth/).click();
    await visit.headlineSays(/^Bluetooth is off/);
    await visit.button('Try again').waitFor();
    expect(await asked()).toBeNull();
  });

  byTurns('says that a page or a policy forbids it', async () => {
    await begin({ on: true, list: 'SecurityError' });
    await explained();
    await visit.button('Choose the device').click();
    await visit.headlineSays(/^This page may not use Bluetooth here\./);
  });

  byTurns('says what to do in a browser without it', async () => {
    await begin(null);
    await visit.button(/^Bluetooth/).click();
    await visit.headlineSays(/disabled by default in Chrome|cannot reach Bluetooth/);
    await visit.button('Use another connection').click();
    await visit.headlineSays(/^Update a device/);
    expect(visit.problems).toEqual([]);
  });

  byTurns('forgets a permission that is too old, and asks anew, in one press', async () => {
    await begin({ on: true, list: null, connect: { error: 'SecurityError', step: 'service' } });
    await explained();
    await visit.button('Choose the device').click();
    await visit.headlineSays(/keeps an older permission/);
    await visit.button('Forget and connect').click();
    await expect.poll(asked).toBe('esp32_ forgotten esp32_');
  });

  byTurns('names a firmware without RPC over Bluetooth', async () => {
    await begin({ on: true, list: null, connect: { error: 'NotFoundError', step: 'service' } });
    await explained();
    await visit.button('Choose the device').click();
    await visit.headlineSays(/offers no RPC over Bluetooth/);
    await visit.button('Use another connection').waitFor();
  });

  byTurns('says that a known device is out of reach, and what may be the cause', async () => {
    const connect = { error: 'NetworkError', step: 'connect' } as const;
    await begin({ on: true, list: null, connect, known: 'esp32_0A1B2C' });
    await visit.button('Connect esp32_0A1B2C').click();
    await visit.headlineSays(/^esp32_0A1B2C cannot be reached\./);
    await visit.page.getByText('Another app is connected to it').waitFor();
    await visit.page.getByText('The device switched Bluetooth off').waitFor();
    expect(await asked()).toBeNull();
  });

  byTurns('gives a known device back when it is told to', async () => {
    await begin({ on: true, list: null, known: 'esp32_0A1B2C' });
    await visit.button('Forget esp32_0A1B2C').click();
    await expect.poll(asked).toBe('forgotten');
  });
});
