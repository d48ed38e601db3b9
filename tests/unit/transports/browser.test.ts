import { afterEach, describe, expect, it, vi } from 'vitest';
import { OtaError } from '../../../src/contracts/failure.ts';
import { CHOSEN_TRANSPORTS, NETWORK_TRANSPORTS } from '../../../src/transports/browser.ts';
import { BluetoothPeripheral } from '../../../src/transports/webbluetooth/bluetooth-link.ts';
import { FakePort } from '../../support/transports/webserial/fake-port.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

const clock = new VirtualClock();
const never = new AbortController().signal;
const reason = new OtaError('cancelled', { by: 'user' });
const stopped = { clock, signal: AbortSignal.abort(reason) };

/** The browser's own, as far as a link needs it; it opens at once. */
class OpenSocket extends EventTarget {
  binaryType = '';
  readonly readyState = 1;
  readonly bufferedAmount = 0;
  readonly url: string;

  constructor(url: string) {
    super();
    this.url = url;
    queueMicrotask(() => this.dispatchEvent(new Event('open')));
  }

  close(): void {
    // nobody is at the other end
  }
}

afterEach(() => vi.unstubAllGlobals());

describe('what a browser opens', () => {
  it.each(['ws://device/rpc', 'wss://device/rpc'])('is the address %s', async (address) => {
    vi.stubGlobal('WebSocket', OpenSocket);
    const url = new URL(address);
    const read = url.protocol === 'ws:' ? NETWORK_TRANSPORTS['ws:'] : NETWORK_TRANSPORTS['wss:'];
    const found = read(url);
    expect(found?.place).toEqual({ address });
    const link = await found?.open({ clock, signal: never });
    expect(link).toMatchObject({ kind: 'websocket', label: address, framing: 'message' });
  });

  it.each(['http:', 'https:'] as const)('is an address of %s', async (scheme) => {
    const answer = () => Promise.resolve(new Response('{"id":1,"result":{}}\r\n'));
    vi.stubGlobal('fetch', answer);
    const found = NETWORK_TRANSPORTS[scheme](new URL(`${scheme}//device/rpc`));
    expect(found?.place).toEqual({ address: `${scheme}//device/rpc` });
    const link = await found?.open({ clock, signal: never });
    const wanted = { kind: 'http', label: `${scheme}//device/rpc`, framing: 'message' };
    expect(link).toMatchObject(wanted);
  });

  it('is the port that a person chose', async () => {
    const port = new FakePort();
    const place = { port, label: 'CP2102', baudRate: 115_200, lines: 'low' } as const;
    const link = await CHOSEN_TRANSPORTS['serial:'](place, { clock, signal: never });
    expect(link).toMatchObject({ kind: 'serial', label: 'CP2102', baudRate: 115_200 });
    await expect(CHOSEN_TRANSPORTS['serial:'](place, stopped)).rejects.toBe(reason);
    expect(port.opens).toBe(1);
  });

  it('is the device that a person chose', async () => {
    const device = { id: 'a', name: 'esp32_A', addEventListener: () => undefined };
    const peripheral = new BluetoothPeripheral(device as never);
    const place = { peripheral, known: null };
    const opening = CHOSEN_TRANSPORTS['bluetooth:'](place, { clock, signal: never });
    const facts = { address: 'esp32_A', detail: 'no GATT' };
    await expect(opening).rejects.toMatchObject({ code: 'link/rpc-off', facts });
  });
});
