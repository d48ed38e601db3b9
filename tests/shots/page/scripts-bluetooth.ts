import { OtaError } from '../../../src/contracts/failure.ts';
import type { FailureCode, FailureFacts } from '../../../src/contracts/failure.ts';
import type { Link } from '../../../src/contracts/link.ts';
import { through } from '../../support/transports/wrap/through.ts';
import type { BluetoothState } from '../../../src/ui/features/bluetooth/bluetooth-state.svelte.ts';
import type { Surroundings } from '../../../src/ui/features/bluetooth/troubleshooting-pages.ts';
import { trialLeftDeviceMs } from '../../../src/ui/state/run-view.ts';
import { realClock } from '../../../src/contracts/clock.ts';
import { near } from './bluetooth-double.ts';
import { finished, goneOn, pausedFor, runOf, writeTo } from './scripts-update.ts';
import type { Script } from './scripts-update.ts';
import type { World } from './world.ts';
import { BLUETOOTH } from '../../../src/contracts/link.ts';

const ADDRESS = 'esp32_0A1B40';
const SMALL = 'demo-esp32-1.1.0.zip';
const LARGE = 'demo-esp32-2.0.0.zip';

/** Phone and device meet so often, and exchange so much then. */
const INTERVAL_MS = 30;
const PIECE_BYTES = 244;

/** What bytes take on the air: a turn for each write, and two for each reply. */
const overAir = (link: Link): Link =>
  through({ ...link, ...BLUETOOTH, pieceBytes: PIECE_BYTES }, async (chunk, method) => {
    const turns = method === 'out' ? 1 + Math.ceil(chunk.length / PIECE_BYTES) : 2;
    await realClock.sleep(turns * INTERVAL_MS, new AbortController().signal);
    return [chunk];
  });

async function radioOf(world: World): Promise<BluetoothState> {
  const { method: bluetooth } = await world.lazyBluetooth.load();
  return bluetooth;
}

/** From now on no connection comes about, for this reason. */
function unreachable<C extends FailureCode>(world: World, code: C, facts: FailureFacts[C]): void {
  world.refusal = new OtaError(code, facts);
}

/** A device on the air, connected to. */
async function connected(world: World): Promise<void> {
  world.named = { key: '30AEA40A1B40', name: 'Pump house' };
  world.wire = overAir;
  const radio = await radioOf(world);
  await world.time.run(radio.use(near(ADDRESS)));
}

async function ready(world: World, bundle = LARGE): Promise<void> {
  await connected(world);
  await world.choose(bundle);
}

const writing =
  (share: number): Script =>
  async (world) => {
    await ready(world);
    void world.update.start();
    await writeTo(world, share);
  };

/** The link goes, and this is why no other one opens. */
const lost =
  <C extends FailureCode>(code: C, facts: FailureFacts[C], forMs: number): Script =>
  async (world) => {
    await writing(0.38)(world);
    unreachable(world, code, facts);
    world.device.control.plugged = false;
    await pausedFor(forMs)(world);
  };

const stage =
  (phase: 'rebooting', waitMs: number): Script =>
  async (world) => {
    world.held.stopAt((event) => event.type === 'phase' && event.phase === phase);
    await ready(world, SMALL);
    void world.update.start();
    await world.time.until(() => world.held.stopped, { what: phase });
    await world.time.advance(waitMs);
  };

async function toTrial(world: World): Promise<void> {
  await ready(world, SMALL);
  void world.update.start();
  await world.time.until(() => (runOf(world)?.trial ?? null) !== null, { what: 'the trial' });
  await world.time.until(() => {
    const run = runOf(world);
    const left = run === null ? null : trialLeftDeviceMs(run, performance.now());
    return left !== null && left <= 252_000;
  });
}

/** The list of the browser ends like this. */
const listEnds =
  <C extends FailureCode>(
    code: C,
    facts: FailureFacts[C],
    around: Partial<Surroundings> = {},
  ): Script =>
  async (world) => {
    world.bluetooth.around = { ...world.bluetooth.around, ...around };
    world.bluetooth.refuse(code, facts);
    await (await radioOf(world)).choose();
  };

/** The device was chosen, and this is what comes of connecting to it. */
const connectEnds =
  <C extends FailureCode>(code: C, facts: FailureFacts[C]): Script =>
  async (world) => {
    unreachable(world, code, facts);
    await world.time.run((await radioOf(world)).choose());
  };

const withoutFeature =
  (around: Partial<Surroundings>): Script =>
  async (world) => {
    world.bluetooth.around = { ...world.bluetooth.around, ...around };
    world.bluetooth.radio = 'no-feature';
    await (await radioOf(world)).press();
  };

const panel =
  (name: 'console' | 'link'): Script =>
  async (world) => {
    await writing(0.3)(world);
    world.panels.show(name);
    await world.show();
    await world.time.advance(1_000);
  };

const KIND = { kind: 'bluetooth' } as const;
const OUT = { address: ADDRESS, detail: 'Connection attempt failed.' } as const;

export const bluetoothScripts = {
  'bluetooth-known': async (world) => {
    world.bluetooth.devices = [near(ADDRESS), near('esp32_77C0DE')];
    await world.show();
    // They are looked for when the page has nothing else to do.
    await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 3_000 }));
    await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 3_000 }));
    await world.time.settle();
  },
  'bluetooth-explain': async (world) => {
    await (await radioOf(world)).press();
  },
  'bluetooth-empty-list': listEnds('link/not-chosen', KIND),
  'bluetooth-off': async (world) => {
    world.bluetooth.radio = 'off';
    await (await radioOf(world)).press();
  },
  'bluetooth-forbidden': listEnds('link/not-allowed', { ...KIND, detail: 'Permission denied.' }),
  'bluetooth-framed': listEnds(
    'link/not-allowed',
    { ...KIND, detail: 'Access to the feature "bluetooth" is disallowed by permissions policy.' },
    { framed: true },
  ),
  'bluetooth-iphone': withoutFeature({ system: 'ios', browser: 'safari' }),
  'bluetooth-firefox': withoutFeature({ system: 'linux', browser: 'firefox' }),
  'bluetooth-linux': withoutFeature({ system: 'linux' }),
  'bluetooth-old-grant': connectEnds('link/stale-grant', {
    address: ADDRESS,
    detail: 'Origin is not allowed to access the service.',
  }),
  'bluetooth-held': connectEnds('link/held', {
    ...{ ...KIND, address: ADDRESS, by: 'unknown', detail: 'Connection already in progress.' },
  }),
  'bluetooth-rpc-off': connectEnds('link/rpc-off', {
    ...{ address: ADDRESS, seen: 'no-service', detail: 'No Services matching UUID found.' },
  }),
  'bluetooth-out-of-reach': connectEnds('link/out-of-reach', OUT),
  'bluetooth-switched-off': connectEnds('link/switched-off', { address: ADDRESS }),
  'bluetooth-connecting': async (world) => {
    world.held.hold('askDevice');
    void (await radioOf(world)).choose();
    await world.time.until(() => world.update.view.kind === 'connecting');
    await world.time.advance(1_000);
  },
  'bluetooth-ready': (world) => ready(world),
  'bluetooth-writing-begin': writing(0.02),
  'bluetooth-writing': writing(0.3),
  'bluetooth-paused': async (world) => {
    await writing(0.3)(world);
    void world.update.pause();
    await pausedFor(48_000)(world);
  },
  'bluetooth-lost': lost('link/out-of-reach', OUT, 2_000),
  'bluetooth-lost-long': lost('link/out-of-reach', OUT, 40_000),
  'bluetooth-lost-held': lost(
    'link/held',
    { ...{ ...KIND, address: ADDRESS, by: 'unknown', detail: '' } },
    20_000,
  ),
  'bluetooth-lost-off': lost('link/radio-off', KIND, 20_000),
  'bluetooth-lost-switched-off': lost('link/switched-off', { address: ADDRESS }, 20_000),
  'bluetooth-went-on': async (world) => {
    await lost('link/out-of-reach', OUT, 12_000)(world);
    world.refusal = null;
    world.device.control.plugged = true;
    await goneOn(world);
  },
  'bluetooth-restarting': stage('rebooting', 3_000),
  'bluetooth-late': stage('rebooting', 75_000),
  'bluetooth-trial': toTrial,
  'bluetooth-done': async (world) => {
    await toTrial(world);
    void world.update.decide('keep');
    await finished(world);
    await world.time.advance(500);
  },
  'bluetooth-went-back': async (world) => {
    await toTrial(world);
    await finished(world);
  },
  'bluetooth-console': panel('console'),
  'bluetooth-link': panel('link'),
} as const satisfies Readonly<Record<string, Script>>;
