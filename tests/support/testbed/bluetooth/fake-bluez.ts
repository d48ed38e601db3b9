/** A Node process that plays org.bluez: the part of its interface that Chromium uses as a GATT central. */
import { once } from 'node:events';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { NameFlag, RequestNameReply, sessionBus } from '@jellybrick/dbus-next';
import type { Air } from './air.ts';
import { BluezDevice } from './bluez-device.ts';
import { BluezError } from './gatt-errors.ts';
import { ObjectTree } from './object-tree.ts';

const ADAPTER_PATH = '/org/bluez/hci0';
const ADAPTER = 'org.bluez.Adapter1';
/** So often a scan hears every device. */
const ADVERTISING_MS = 200;

export interface PluggedDevice {
  readonly address: string;
  readonly air: Air;
  /** True when left out, as in BlueZ. */
  readonly gattCache?: boolean;
}

export interface FakeBluez {
  add(device: PluggedDevice): void;
  /** As when bluetoothd ends. */
  stop(): Promise<void>;
}

/** Before the browser: it asks once, when it starts. */
export async function startFakeBluez(busAddress: string): Promise<FakeBluez> {
  const bus = sessionBus({ busAddress });
  const broken = once(bus, 'error').then(([reason]) => Promise.reject(asError(reason)));
  broken.catch(() => undefined); // once it runs, whoever waits for an answer notices
  const tree = new ObjectTree(bus);
  const devices: BluezDevice[] = [];
  const airs: Air[] = [];
  const scanners = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  const hearAll = (): void => {
    for (const device of devices) device.hear();
  };
  const scan = (): null => {
    tree.set(ADAPTER_PATH, ADAPTER, { Discovering: scanners.size > 0 });
    clearInterval(timer);
    if (scanners.size === 0) return null;
    timer = setInterval(hearAll, ADVERTISING_MS);
    void nextTurn().then(hearAll);
    return null;
  };
  const nothing = (): null => null;
  const agents = {
    RegisterAgent: nothing,
    RequestDefaultAgent: nothing,
    UnregisterAgent: nothing,
  };
  tree.add('/org/bluez', { 'org.bluez.AgentManager1': { properties: {}, methods: agents } });
  tree.add(ADAPTER_PATH, {
    [ADAPTER]: {
      properties: {
        Address: '00:11:22:33:44:55',
        Alias: 'bench',
        Discovering: false,
        Name: 'bench',
        Powered: true,
        UUIDs: [],
      },
      methods: {
        SetDiscoveryFilter: nothing,
        StartDiscovery(_, client) {
          scanners.add(client);
          return scan();
        },
        StopDiscovery(_, client) {
          if (!scanners.delete(client)) throw new BluezError('Failed', 'No discovery started');
          return scan();
        },
      },
    },
  });
  const reply = await Promise.race([bus.requestName('org.bluez', NameFlag.DO_NOT_QUEUE), broken]);
  if (reply !== RequestNameReply.PRIMARY_OWNER) throw new Error('somebody else is org.bluez');
  return {
    add({ address, air, gattCache = true }) {
      airs.push(air);
      devices.push(new BluezDevice({ tree, adapterPath: ADAPTER_PATH, address, air, gattCache }));
      if (scanners.size > 0) hearAll();
    },
    async stop() {
      clearInterval(timer);
      for (const air of airs) air.drop();
      await bus.releaseName('org.bluez');
      bus.disconnect();
    },
  };
}

const asError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error(String(reason));
