import { exchangeStreams } from '../../../src/contracts/exchange-streams.ts';
import { HTTP, WEBSOCKET } from '../../../src/contracts/link.ts';
import type { LinkMedium } from '../../../src/contracts/link.ts';
import type { BrokerDevice, BrokerSnapshot } from '../../../src/contracts/broker-devices.ts';
import type { ShadowAccess } from '../../../src/contracts/delivery-order.ts';
import { OtaError, toFailure } from '../../../src/contracts/failure.ts';
import type { FailureCode, FailureFacts } from '../../../src/contracts/failure.ts';
import type { PlaceView } from '../../../src/contracts/network-place.ts';
import type { ScanSnapshot } from '../../../src/contracts/network-scan.ts';
import type { NetworkState } from '../../../src/ui/features/network/network-state.svelte.ts';
import { signInFormAt } from '../../../src/ui/state/sign-in-forms.ts';
import { finished, pausedFor, runOf, writeTo } from './scripts-update.ts';
import type { Script } from './scripts-update.ts';
import type { World } from './world.ts';

const ADDRESS = 'ws://192.168.1.7/rpc';
/** Until the page has looked for all that is known. */
const IDLE_MOMENTS = 8;
/** From a host on the Internet. */
const ELSEWHERE = { protocol: 'https:', hostname: 'slipway.example' } as const;

async function networkOf(world: World): Promise<NetworkState> {
  const { method: network } = await world.lazyNetwork.load();
  return network;
}

/** The address was typed, and this is why no connection came about. */
const connectEnds =
  <C extends FailureCode>(code: C, facts: FailureFacts[C], address = ADDRESS): Script =>
  async (world) => {
    world.refusal = new OtaError(code, facts);
    await world.time.run((await networkOf(world)).use(address));
  };

const AT_BROKER = 'mqtt+wss://broker.example/mqtt/esp32_0A1B2C';
const ASKED = { method: 'Sys.GetInfo', remoteCode: 401, remoteMessage: '' };

/** The device has refused so many passwords. */
const refusedTimes =
  (times: number): Script =>
  async (world) => {
    await world.show();
    await connectEnds('rpc/remote', ASKED)(world);
    for (let tries = 0; tries < times; tries += 1) {
      world.refusal = new OtaError('device/wrong-password', { method: 'Sys.GetInfo' });
      const form = signInFormAt('ws://192.168.1.7');
      [form.user, form.password] = ['admin', 'secret'];
      await world.time.run(form.submit(world.update, 'device'));
      await world.time.settle();
    }
  };

const place = (address: string, more: Partial<PlaceView> = {}) => ({
  address,
  kind: 'host' as const,
  name: null,
  signIn: 'nobody' as const,
  ...more,
});

/** Three of both kinds. */
async function somePlaces({ network: { places } }: World): Promise<void> {
  await places.add(place(ADDRESS, { name: 'Pump house', signIn: 'kept' }));
  await places.answered(ADDRESS);
  await places.add(place('ws://gate.local/rpc'));
  await places.add(place(BROKER, { kind: 'broker', name: 'Hall broker', signIn: 'visit' }));
  await places.answered(`${BROKER}esp32_0A1B2C`);
}

const BROKER = 'mqtt+wss://broker.example/mqtt/';

const heard = (id: string, more: Partial<BrokerDevice> = {}): BrokerDevice => ({
  ...{ id, sign: 'published', heardAtMs: Date.now() - 4_000, answer: 'none' },
  ...{ app: null, version: null, arch: null },
  ...more,
});
const ANSWERED = {
  answer: 'answered',
  app: 'demo',
  version: '1.0.0',
  arch: 'esp32',
} as const;

/** A broker with a name, opened. */
const atBroker =
  (snapshot: Partial<BrokerSnapshot>, { isSlow = false } = {}): Script =>
  async (world) => {
    const { places } = world.network;
    await places.add(place(BROKER, { kind: 'broker', name: 'Hall broker' }));
    places.snapshot = { ...places.snapshot, ...snapshot };
    places.isSlow = isSlow;
    const network = await networkOf(world);
    await network.places.look();
    await network.use(BROKER);
  };

const SCANNED: ScanSnapshot['found'] = [
  {
    host: '192.168.1.7',
    info: { id: 'esp32_0A1B2C', app: 'demo', version: '1.0.0', arch: 'esp32' },
  },
  { host: '192.168.1.23', info: { id: 'gate-1', app: 'gate', version: '2.3.1', arch: 'esp8266' } },
  { host: '192.168.1.40', info: null },
];

/** The page of the scan, and what was typed there. */
const scanOf =
  (typed: string): Script =>
  async (world) => {
    const network = await networkOf(world);
    network.scan.type(typed);
    await network.pressScan();
  };

const scanTells =
  (snapshot: ScanSnapshot): Script =>
  async (world) => {
    world.network.places.scan = snapshot;
    await scanOf('192.168.1.0/24')(world);
    void (await networkOf(world)).scan.start();
    await world.time.settle();
  };

type Over = LinkMedium & { readonly label: string };
/** What took over there. */
const OVER_HTTP: Over = { ...HTTP, label: 'http://192.168.1.7/rpc' };

/** A device with an address, connected to. */
async function connected(
  world: World,
  over: Over = { ...WEBSOCKET, label: ADDRESS },
): Promise<void> {
  world.named = { key: '30AEA40A1B40', name: 'Pump house' };
  world.wire = (link) => ({ ...exchangeStreams(link, {}), ...over });
  await world.time.run((await networkOf(world)).use(ADDRESS));
}

/** The way by its shadow is chosen, with what is known of the service. */
const byShadow =
  (shadow: ShadowAccess | null): Script =>
  async (world) => {
    await connected(world);
    await world.choose('demo-esp32-2.0.0.zip');
    world.update.delivery = { kind: 'shadow', url: 'http://192.168.1.20/fw.zip', shadow };
  };

async function writing(world: World, over?: Over): Promise<void> {
  await connected(world, over);
  await world.choose('demo-esp32-2.0.0.zip');
  void world.update.start();
  await writeTo(world, 0.3);
}

async function done(world: World, over?: Over): Promise<void> {
  await writing(world, over);
  await world.time.until(() => (runOf(world)?.trial ?? null) !== null, { what: 'the trial' });
  void world.update.decide('keep');
  await finished(world);
  await world.time.advance(500);
}

export const networkScripts = {
  'network-address': async (world) => {
    await (await networkOf(world)).press();
  },
  'network-asks': async (world) => {
    world.network.page = ELSEWHERE;
    world.network.access = { state: 'prompt', coversSockets: true };
    await world.network.places.answered(ADDRESS);
    await world.network.places.add(place('ws://pump.local/rpc'));
    await (await networkOf(world)).press();
  },
  'network-wrong': async (world) => {
    await world.show();
    await (await networkOf(world)).press();
    await world.time.settle();
    await world.type('192.168.1.700');
    await world.press('button', 'Connect');
  },
  'network-known': async (world) => {
    await world.network.places.answered(ADDRESS);
    await world.show();
    // They are looked for when the page has nothing else to do, each way in a moment of its own.
    for (let moment = 0; moment < IDLE_MOMENTS; moment += 1)
      await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 3_000 }));
    await world.time.settle();
  },
  'network-places': async (world) => {
    await somePlaces(world);
    await (await networkOf(world)).press();
  },
  'network-rename': async (world) => {
    await somePlaces(world);
    await (await networkOf(world)).press();
    await world.show();
    await world.press('button', 'Rename Pump house');
  },
  'network-remove': async (world) => {
    await somePlaces(world);
    await (await networkOf(world)).press();
    await world.show();
    await world.press('button', 'Remove Pump house');
  },
  'network-add': async (world) => {
    world.network.places.isKept = false;
    await somePlaces(world);
    await (await networkOf(world)).press();
    await world.show();
    await world.press('summary', 'Add a device or a broker');
    await world.press('label', 'A broker');
    await world.press('button', 'Add');
  },
  'broker-joining': atBroker({}, { isSlow: true }),
  'broker-empty': atBroker({}),
  'broker-wildcards': atBroker({ hearsAll: false }),
  'broker-devices': async (world) => {
    const devices = [
      heard('esp32_0A1B2C', ANSWERED),
      heard('esp32_0E70AB', { ...ANSWERED, sign: 'known', heardAtMs: null, version: '1.1.0' }),
      heard('esp32_70FF01'),
      heard('esp32_9900AA', { sign: 'retained', heardAtMs: null, answer: 'silent' }),
      heard('esp32_AA00BB', { sign: 'addressed', heardAtMs: null, answer: 'denied' }),
      heard('gate-1', { answer: 'waits' }),
    ];
    await atBroker({ devices })(world);
  },
  'broker-many': async (world) => {
    const ids = Array.from({ length: 300 }, (_, at) => `esp32_${(0xa1b200 + at).toString(16)}`);
    await atBroker({ devices: ids.map((id) => heard(id)), isFull: true })(world);
  },
  'broker-lost': (world) =>
    atBroker({
      phase: 'lost',
      failure: toFailure(new OtaError('link/lost', { kind: 'mqtt', detail: 'closed' })),
      devices: [heard('esp32_0A1B2C', ANSWERED)],
    })(world),
  'broker-gone': (world) =>
    atBroker({
      phase: 'over',
      failure: toFailure(
        new OtaError('link/refused', { address: BROKER, detail: 'connection refused' }),
      ),
      devices: [heard('esp32_0A1B2C', ANSWERED)],
    })(world),
  'broker-denied': async (world) => {
    world.network.places.denied = new OtaError('link/broker-denied', {
      ...{ address: BROKER, detail: 'Not authorized' },
    });
    await world.show();
    await atBroker({})(world);
    await world.time.settle();
  },
  'scan-ready': async (world) => {
    world.network.page = ELSEWHERE;
    world.network.access = { state: 'prompt', coversSockets: true };
    await scanOf('192.168.1.0/24')(world);
  },
  'scan-wrong': async (world) => {
    await scanOf('8.8.8.8')(world);
    await world.show();
    await world.press('button', 'Start the scan');
  },
  'scan-asks': async (world) => {
    world.network.page = ELSEWHERE;
    world.network.access = { state: 'prompt', coversSockets: true };
    await scanOf('192.168.1.0/24')(world);
    void (await networkOf(world)).scan.start();
    await world.time.settle();
  },
  'scan-running': scanTells({ phase: 'running', asked: 96, of: 254, found: SCANNED }),
  'scan-stopped': scanTells({ phase: 'stopped', asked: 96, of: 254, found: SCANNED }),
  'scan-done': scanTells({ phase: 'done', asked: 254, of: 254, found: SCANNED }),
  'scan-none': scanTells({ phase: 'done', asked: 254, of: 254, found: [] }),
  'scan-blocked': async (world) => {
    world.network.page = ELSEWHERE;
    await scanOf('192.168.1.0/24')(world);
  },
  'scan-denied': async (world) => {
    world.network.page = ELSEWHERE;
    world.network.access = { state: 'denied', coversSockets: true };
    await scanOf('192.168.1.0/24')(world);
  },
  'network-connecting': async (world) => {
    world.held.hold('askDevice');
    void (await networkOf(world)).use(ADDRESS);
    await world.time.until(() => world.update.view.kind === 'connecting');
    await world.time.advance(1_000);
  },
  'network-nobody': connectEnds('link/no-host', { address: ADDRESS, detail: 'close 1006' }),
  'network-other': connectEnds('link/other-service', { address: ADDRESS }),
  'network-password': connectEnds('link/password', { address: ADDRESS }),
  'network-broker': connectEnds(
    'link/broker-denied',
    { address: AT_BROKER, detail: 'Not authorized' },
    AT_BROKER,
  ),
  'sign-in': connectEnds('rpc/remote', ASKED),
  'sign-in-refused': refusedTimes(1),
  'sign-in-waits': refusedTimes(3),
  'network-certificate': connectEnds(
    'link/refused',
    { address: 'wss://pump.local/rpc', detail: 'close 1006' },
    'wss://pump.local/rpc',
  ),
  'network-denied': async (world) => {
    world.network.page = ELSEWHERE;
    world.network.access = { state: 'denied', coversSockets: true };
    const address = 'wss://192.168.1.7/rpc';
    await connectEnds('link/refused', { address, detail: 'close 1006' }, address)(world);
  },
  'network-mixed': async (world) => {
    world.network.page = ELSEWHERE;
    await (await networkOf(world)).use(ADDRESS);
  },
  'network-device': (world) => connected(world),
  'network-delivery': async (world) => {
    await connected(world);
    await world.choose('demo-esp32-2.0.0.zip');
    world.update.delivery = { kind: 'pull', url: '' };
  },
  'network-poll': async (world) => {
    await connected(world);
    await world.choose('demo-esp32-2.0.0.zip');
    world.update.delivery = { kind: 'poll', url: 'http://192.168.1.20/fw.zip' };
  },
  'network-shadow': byShadow(null),
  'network-shadow-signed': byShadow({
    ...{ service: 'aws', by: 'signature', region: 'eu-west-1', keyId: 'AKIDEXAMPLE' },
    ...{ secret: 'secret', sessionToken: '' },
    address: 'mqtt+wss://a1b2c3-ats.iot.eu-west-1.amazonaws.com/mqtt/esp32_0A1B2C',
  }),
  'network-shadow-mdash': byShadow({
    ...{ service: 'mdash', address: 'https://mdash.net/device7', key: 'secret' },
  }),
  'network-shadow-azure': async (world) => {
    await byShadow(null)(world);
    await world.show();
    await world.press('label', 'Azure IoT Hub');
  },
  'network-settings-left': async (world) => {
    const paths = ['update.url', 'update.interval', 'update.commit_timeout'];
    world.held.leave(toFailure(new OtaError('update/settings-left', { paths })));
    await done(world);
  },
  'network-http': async (world) => {
    await connected(world, OVER_HTTP);
    await world.choose('demo-esp32-2.0.0.zip');
  },
  'network-http-done': (world) => done(world, OVER_HTTP),
  'network-writing': (world) => writing(world),
  'network-lost': async (world) => {
    await writing(world);
    world.refusal = new OtaError('link/refused', { address: ADDRESS, detail: 'close 1006' });
    world.device.control.plugged = false;
    await pausedFor(12_000)(world);
  },
  'network-done': (world) => done(world),
} as const satisfies Readonly<Record<string, Script>>;
