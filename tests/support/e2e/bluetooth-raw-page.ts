/** A page's own use of Web Bluetooth, without the app: runs in Chromium, so it stands on its own. */

export interface RawPage {
  connect(argument: unknown): Promise<unknown>;
  subscribe(argument: unknown): Promise<unknown>;
  unsubscribe(argument: unknown): Promise<unknown>;
  readLength(argument: unknown): Promise<unknown>;
  /** One RPC.Ping, by notification if there is one, else by reading: how many came, and the reply's text. */
  ping(argument: unknown): Promise<unknown>;
  /** How often the page was told that the device is gone; waits for the first time. */
  disconnected(argument: unknown): Promise<unknown>;
}

interface Characteristic extends EventTarget {
  readonly value?: DataView;
  readValue(): Promise<DataView>;
  writeValueWithResponse(value: Uint8Array): Promise<void>;
  startNotifications(): Promise<unknown>;
  stopNotifications(): Promise<unknown>;
}
interface Service {
  getCharacteristic(uuid: string): Promise<Characteristic>;
}
interface Device extends EventTarget {
  readonly gatt: {
    connect(): Promise<unknown>;
    getPrimaryService(uuid: string): Promise<Service>;
  };
}
interface Bluetooth {
  requestDevice(options: object): Promise<Device>;
}

export interface RawIds {
  readonly service: string;
  readonly data: string;
  readonly rxCtl: string;
  readonly txCtl: string;
}

/** Puts `window.raw` and a button that opens the browser's list into the page. */
export function rawPage(ids: RawIds): void {
  const { bluetooth } = navigator as unknown as { bluetooth: Bluetooth };
  let device: Promise<Device> = Promise.reject(new Error('nothing was chosen'));
  device.catch(() => undefined);
  let rxCtl: Characteristic;
  let txCtl: Characteristic;
  let data: Characteristic;
  let isReading = false;
  let notified = 0;
  let gone = 0;
  const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const hear = (): void => {
    if (!isReading) notified += 1;
  };

  const button = document.createElement('button');
  button.id = 'raw-list';
  button.style.cssText = 'position:fixed;inset:0 auto auto 0;z-index:9999';
  button.onclick = () => {
    const filters = [{ namePrefix: 'esp32_' }];
    device = bluetooth.requestDevice({ filters, optionalServices: [ids.service] });
    void device.then((found) => {
      found.addEventListener('gattserverdisconnected', () => (gone += 1));
    });
  };
  document.body.append(button);

  const readLength = async (): Promise<number> => {
    isReading = true;
    const value = await rxCtl.readValue().finally(() => (isReading = false));
    return value.getUint32(0);
  };
  const raw: RawPage = {
    async connect() {
      const { gatt } = await device;
      await gatt.connect();
      const service = await gatt.getPrimaryService(ids.service);
      rxCtl = await service.getCharacteristic(ids.rxCtl);
      txCtl = await service.getCharacteristic(ids.txCtl);
      data = await service.getCharacteristic(ids.data);
      rxCtl.addEventListener('characteristicvaluechanged', hear);
      return 'connected';
    },
    subscribe: () => rxCtl.startNotifications().then(() => 'subscribed'),
    unsubscribe: () => rxCtl.stopNotifications().then(() => 'unsubscribed'),
    readLength,
    async ping() {
      notified = 0;
      const frame = new TextEncoder().encode('{"id":1,"method":"RPC.Ping"}');
      await txCtl.writeValueWithResponse(Uint8Array.of(0, 0, 0, frame.length));
      await data.writeValueWithResponse(frame);
      // A busy machine is late; who is deaf hears nothing in all this time.
      for (let tries = 0; notified === 0 && tries < 100; tries += 1) await sleep(20);
      await sleep(100);
      const heard = notified;
      let text = '';
      for (let left = await readLength(); left > 0;) {
        const piece = await data.readValue();
        text += new TextDecoder().decode(piece);
        left -= piece.byteLength;
      }
      return { notified: heard, text };
    },
    async disconnected() {
      for (let tries = 0; gone === 0 && tries < 100; tries += 1) await sleep(20);
      return gone;
    },
  };
  Object.assign(window, { raw });
}
