import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Failure } from '../../../../src/contracts/failure.ts';
import { PortRegistry } from '../../../../src/workers/client/port-search.ts';
import { SerialClient } from '../../../../src/workers/client/serial-client.ts';
import type { UpdaterClient } from '../../../../src/workers/client/updater-client.ts';
import { useApi, valueOf } from '../../../../src/workers/comlink/calls.ts';
import { unpackLink } from '../../../../src/workers/comlink/links.ts';
import type { LinkSource } from '../../../../src/workers/comlink/links.ts';
import { realClock } from '../../../../src/contracts/clock.ts';
import { FakePort, FakeSerial } from '../../../support/transports/webserial/fake-port.ts';

const NATIVE = { usbVendorId: 0x303a, usbProductId: 0x1001 };
const never = new Promise<Failure>(() => undefined);

let serial: FakeSerial;
let registry: PortRegistry;
let open: MessagePort[] = [];

beforeEach(() => {
  serial = new FakeSerial();
  registry = new PortRegistry();
});

afterEach(() => {
  for (const port of open) port.close();
  open = [];
});

function clientOf(follows: 'alike' | 'itself' = 'alike'): SerialClient {
  return new SerialClient({ serial, clock: realClock, locks: null, follows, registry });
}

function plugged(ids?: ConstructorParameters<typeof FakePort>[0]): FakePort {
  const port = new FakePort(ids);
  serial.plug(port);
  return port;
}

/** What the updater's thread has of a client with this port. */
async function sourceOn(client: SerialClient, port: FakePort): Promise<LinkSource> {
  const at = (await client.known()).find((one) => one.port === port);
  if (at === undefined) throw new Error('the port is not plugged in');
  client.use(at);
  const given: MessagePort[] = [];
  const updater: Pick<UpdaterClient, 'useLinks'> = {
    useLinks: (source) => {
      given.push(source);
      return Promise.resolve({ ok: true, value: null });
    },
  };
  await client.join(updater as UpdaterClient);
  const [source] = given;
  if (source === undefined) throw new Error('no links were given');
  open.push(source);
  return useApi<LinkSource>(source, never);
}

const linkFrom = async (source: LinkSource) => unpackLink(valueOf(await source.openLink()), never);
const isOpen = (port: FakePort): boolean => port.device !== null;
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('the ports of a device that is updated', () => {
  it('is waited for when it left: the equal port of another board is not opened', async () => {
    const own = plugged();
    const source = await sourceOn(clientOf(), own);
    await linkFrom(source);
    await source.answered?.({ name: 'esp32_AA', isExpected: true });
    const twin = plugged();
    serial.unplug(own);
    expect(await source.openLink()).toMatchObject({ failure: { code: 'link/refused' } });
    const back = plugged();
    await linkFrom(source);
    expect([isOpen(back), twin.opens]).toEqual([true, 0]);
  });

  it('lets a port go at once on which another device answers, and opens the next', async () => {
    const own = plugged();
    const source = await sourceOn(clientOf(), own);
    serial.unplug(own);
    const [wrong, right] = [plugged(), plugged()];
    const link = await linkFrom(source);
    expect(link.isGuess).toBe(true);
    expect([isOpen(wrong), wrong.signals]).toEqual([true, null]);
    await source.answered?.({ name: 'esp32_BB', isExpected: false });
    expect(isOpen(wrong)).toBe(false);
    await linkFrom(source);
    expect([isOpen(right), wrong.opens]).toEqual([true, 1]);
  });

  it('opens a port with other USB ids that came after the restart, and leaves its lines alone', async () => {
    const own = plugged();
    const source = await sourceOn(clientOf(), own);
    await linkFrom(source);
    expect(own.signals).toEqual({ dataTerminalReady: false, requestToSend: false });
    serial.unplug(own);
    const native = plugged(NATIVE);
    const link = await linkFrom(source);
    expect([isOpen(native), native.signals, link.isGuess]).toEqual([true, null, undefined]);
  });

  it('lets a silent stand-in go when another port comes', async () => {
    const own = plugged();
    const source = await sourceOn(clientOf(), own);
    serial.unplug(own);
    const silent = plugged();
    await linkFrom(source);
    plugged();
    await settled();
    expect(isOpen(silent)).toBe(false);
  });

  it('never opens a port that another part of the page has', async () => {
    const own = plugged();
    const theirs = plugged();
    const source = await sourceOn(clientOf(), own);
    serial.unplug(own);
    serial.unplug(theirs);
    const back = plugged();
    await sourceOn(clientOf('itself'), back);
    expect(await source.openLink()).toMatchObject({ failure: { code: 'link/refused' } });
    expect(back.opens).toBe(0);
  });

  it('ends the link on the old port when a person chooses another one', async () => {
    const own = plugged();
    const client = clientOf();
    const source = await sourceOn(client, own);
    await linkFrom(source);
    serial.choice = plugged();
    await client.choose();
    expect(isOpen(own)).toBe(false);
    await linkFrom(source);
    expect(isOpen(serial.choice)).toBe(true);
  });

  it('tells a bench that another device is on the port that it gave', async () => {
    const own = plugged();
    const lane = clientOf('itself');
    const source = await sourceOn(lane, own);
    let told = 0;
    lane.onOtherDevice = () => (told += 1);
    await linkFrom(source);
    await source.answered?.({ name: 'esp32_BB', isExpected: false });
    expect([told, isOpen(own)]).toEqual([1, false]);
  });
});

describe('ports of one adapter with equal ids', () => {
  it('are told apart by their number and by who answered there, and each can be opened', async () => {
    const [first, second] = [plugged(), plugged()];
    const client = clientOf();
    for (const [port, name] of [
      [first, 'esp32_AA'],
      [second, 'esp32_BB'],
    ] as const) {
      const source = await sourceOn(client, port);
      await linkFrom(source);
      expect(isOpen(port)).toBe(true);
      await source.answered?.({ name, isExpected: true });
      await client.close();
    }
    plugged(NATIVE);
    expect((await client.known()).map(({ number, device }) => [number, device])).toEqual([
      [1, 'esp32_AA'],
      [2, 'esp32_BB'],
      [null, null],
    ]);
  });
});
