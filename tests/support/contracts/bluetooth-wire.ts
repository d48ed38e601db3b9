import { realClock } from '../../../src/contracts/clock.ts';
import { createGattService } from '../emulator/gatt-service.ts';
import type { Radio } from '../emulator/radio.ts';
import { BluetoothPeripheral } from '../../../src/transports/webbluetooth/bluetooth-link.ts';
import { Air } from '../testbed/bluetooth/air.ts';
import type { RadioEvents } from '../testbed/bluetooth/air.ts';
import { GattDouble } from '../testbed/bluetooth/gatt-double.ts';
import type { Peer, Wire } from '../../contracts/link.contract.ts';
import { Inbox } from './peers.ts';

const NAME = 'esp32_0A1B2C';

/** A GATT server in the hands of the test; it answers the questions by which a link learns, as any device does. */
function createHand({ onNotify, onDropped }: RadioEvents) {
  const inbox = new Inbox();
  let isConnected = false;
  let isReading = true;
  let wanted: () => void = () => undefined;
  let over: () => void = () => undefined;
  const unread: { left: number; readonly done: () => void }[] = [];
  const service = createGattService({
    onNotify,
    onCrash: () => onDropped(),
    onFrame(frame) {
      const echo = echoOf(frame);
      if (echo === null) inbox.push(frame);
      else service.sendFrame(echo);
    },
  });
  const disconnect = (): void => {
    isConnected = false;
    service.disconnect();
    over();
  };
  const ended = new Promise<void>((resolve) => (over = resolve));
  const radio: Radio = {
    get mtu() {
      return service.mtu;
    },
    advertisement: () => (isConnected ? null : { name: NAME, serviceUuids: [] }),
    connect() {
      isConnected = true;
      service.connect();
      return true;
    },
    exchangeMtu: (mtu) => service.exchangeMtu(mtu),
    read(characteristic) {
      const result = service.read(characteristic);
      const [first] = unread;
      if (characteristic !== 'data' || !result.ok || first === undefined) return result;
      first.left -= result.value.length;
      if (first.left <= 0) unread.shift()?.done();
      return result;
    },
    write: (characteristic, bytes) => service.write(characteristic, bytes),
    subscribe: (mode) => service.subscribe(mode),
    disconnect,
    async whenIdle() {
      while (!isReading) await new Promise<void>((resolve) => (wanted = resolve));
    },
  };
  const peer: Peer = {
    read(count) {
      isReading = true;
      wanted();
      return inbox.read(count);
    },
    write: (bytes) =>
      new Promise((done) => {
        unread.push({ left: bytes.length, done });
        service.sendFrame(bytes);
      }),
    close: () => onDropped(),
    lose: () => onDropped(),
    stopReading: () => (isReading = false),
    ended,
  };
  return { radio, peer };
}

function echoOf(frame: Uint8Array): Uint8Array | null {
  const text = new TextDecoder().decode(frame);
  if (!text.startsWith('{"id":') || !text.includes('"RPC.Ping"')) return null;
  const { id, tag } = JSON.parse(text) as { readonly id: unknown; readonly tag: unknown };
  return new TextEncoder().encode(JSON.stringify({ id, src: NAME, tag, result: {} }));
}

/** A page's Bluetooth device, in front of that server; operations take no time. */
export async function createBluetoothWire(): Promise<Wire> {
  let hand: ReturnType<typeof createHand> | null = null;
  const air = new Air({
    clock: realClock,
    exchangeMs: 1,
    radio(events) {
      hand = createHand(events);
      return hand.radio;
    },
  });
  const device = new GattDouble({ air, name: NAME });
  const peripheral = new BluetoothPeripheral(device);
  const peerOf = (): Peer => {
    if (hand === null) throw new Error('nobody is there');
    return hand.peer;
  };
  return Promise.resolve({
    open: (signal) => peripheral.open({ clock: realClock, signal, known: null }),
    peer: () => Promise.resolve(peerOf()),
    connections: () => (device.gatt.connected ? 1 : 0),
    openNowhere: null,
    hasFarewell: false,
    sendsAfterClose: false,
    close() {
      device.gatt.disconnect();
      return Promise.resolve();
    },
  });
}
