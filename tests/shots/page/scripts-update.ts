import { makeBundle } from '../../../src/bundle/make-bundle.ts';
import { trialLeftDeviceMs, type RunView } from '../../../src/ui/state/run-view.ts';
import { littlefsImage } from '../../support/ota-core/fs/littlefs-image.ts';
import { artifact } from './artifact.ts';
import { usedImage } from './used-image.ts';
import type { World } from './world.ts';

export type Script = (world: World) => Promise<void>;

export const SMALL = 'demo-esp32-1.1.0.zip';
export const LARGE = 'demo-esp32-2.0.0.zip';

export const runOf = ({ update: { view } }: World): RunView | null =>
  view.kind === 'running' ? view.run : null;

const choosing =
  (fixture: string): Script =>
  (world) =>
    world.choose(fixture);

export async function begin(world: World, bundle: string | File): Promise<void> {
  await world.connect();
  await world.choose(bundle);
  void world.update.start();
}

/** Goes on until the device has confirmed this share. */
export async function writeTo(world: World, share: number): Promise<void> {
  await world.time.until(
    () => {
      const run = runOf(world);
      return run !== null && run.acknowledgedBytes >= share * run.order.bundleBytes;
    },
    { what: `${share} of the bundle` },
  );
}

export const writing =
  (share: number): Script =>
  async (world) => {
    await begin(world, LARGE);
    await writeTo(world, share);
  };

/** The last thing that the page hears is that this stage began. */
const stage =
  (phase: RunView['phase'], waitMs: number): Script =>
  async (world) => {
    world.held.stopAt((event) => event.type === 'phase' && event.phase === phase);
    await begin(world, SMALL);
    await world.time.until(() => world.held.stopped, { what: phase });
    await world.time.advance(waitMs);
  };

export async function toTrial(world: World, bundle: string | File = SMALL): Promise<void> {
  await begin(world, bundle);
  await world.time.until(() => (runOf(world)?.trial ?? null) !== null, { what: 'the trial' });
  await world.time.advance(1_000);
}

const trialWithLeft =
  (leftMs: number): Script =>
  async (world) => {
    await toTrial(world);
    await world.time.until(() => {
      const run = runOf(world);
      const left = run === null ? null : trialLeftDeviceMs(run, performance.now());
      return left !== null && left <= leftMs;
    });
  };

export const finished = (world: World) =>
  world.time.until(() => world.update.view.kind === 'finished', { what: 'the result' });

export const decided =
  (decision: 'keep' | 'go-back'): Script =>
  async (world) => {
    await toTrial(world);
    await world.time.advance(31_000);
    void world.update.decide(decision);
    await finished(world);
    await world.time.advance(500);
  };

/** Its files meet those of 2.0.0, or a filesystem without room for them. */
export const withFiles =
  (firmware: string): Script =>
  async (world) => {
    await world.chip('esp32', null, usedImage());
    await world.connect();
    await world.choose(firmware);
  };

/** A firmware of another product, older by its number. */
function otherFirmware(): File {
  const [app, fs] = [new Uint8Array(40_000).fill(0xe9), littlefsImage(65_536)];
  const bytes = makeBundle({
    name: 'pump-control',
    platform: 'esp32',
    version: '0.9.4',
    buildId: '20260402-101500/g5d1f2ab',
    buildTimestamp: '2026-04-02T10:15:00Z',
    parts: [
      { name: 'app', src: 'pump-control.bin', bytes: app, attributes: { ptn: 'app_0' } },
      { name: 'fs', src: 'fs.bin', bytes: fs, attributes: { ptn: 'fs_0' } },
    ],
  });
  return new File([bytes.slice()], 'pump-control-0.9.4.zip');
}

async function olderThanRunning(world: World): Promise<void> {
  await world.chip('esp32', LARGE, littlefsImage(65_536));
  await world.connect();
  await world.choose(SMALL);
}

export const pausedFor =
  (ms: number): Script =>
  async (world) => {
    await world.time.until(() => (runOf(world)?.pause ?? null) !== null, { what: 'the pause' });
    await world.time.advance(ms);
  };

async function cableOut(world: World): Promise<void> {
  world.device.control.plugged = false;
  await pausedFor(12_000)(world);
}

export async function goneOn(world: World): Promise<void> {
  await world.time.until(() => runOf(world)?.pause === null, { what: 'the going on' });
  await world.time.advance(1_000);
}

/** Stopped by a person while nobody can tell the device. */
async function cancelledUnheard(world: World): Promise<void> {
  await writing(0.38)(world);
  await cableOut(world);
  void world.update.cancel();
  await finished(world);
}

/** The new firmware works, but leaves little memory free. */
async function eatsMemory(world: World): Promise<void> {
  world.device.control.armFault('low-memory');
  await toTrial(world);
  await world.time.advance(34_000);
}

/** The same, with the picture that a device draws that nobody looks into. */
const asReported =
  (script: Script): Script =>
  async (world) => {
    await script(world);
    await world.show();
    await world.time.settle();
    await world.press('.seg label', 'What it reports');
  };

function dragFile(): void {
  const data = new DataTransfer();
  data.items.add(new File(['x'], 'fw.zip'));
  window.dispatchEvent(new DragEvent('dragenter', { dataTransfer: data, cancelable: true }));
}

export const updateScripts = {
  empty: async () => undefined,
  drop: async (world) => {
    await world.show();
    dragFile();
  },
  menu: async (world) => {
    await world.show();
    await world.press('summary', 'Display');
  },
  palette: (world) => world.openSheet('palette'),
  'palette-none': async (world) => {
    await world.openSheet('palette');
    await world.type('reboot the moon');
  },
  keys: (world) => world.openSheet('keys'),
  'screen-dark': async (world) => {
    world.screenLock = null;
    await writing(0.2)(world);
  },
  'ready-offline-not-yet': async (world) => world.setVersion({ kind: 'installing' }),
  'practice-elsewhere': async (world) => {
    world.held.hold('start');
    await world.start();
  },
  'practice-off': async (world) => {
    await world.time.run(world.practice.cutPower());
  },
  'fresh-question': async (world) => {
    await world.show();
    await world.press('button', 'Reset device');
  },
  checking: async (world) => {
    world.held.hold('openBundle');
    void world.update.chooseFile(await world.fixture(SMALL));
  },
  'refused-damaged': choosing('bad-app-byte-flipped.zip'),
  'refused-cut-off': choosing('bad-truncated.zip'),
  'refused-missing': choosing('bad-missing-app.zip'),
  'refused-manifest': choosing('bad-manifest-not-json.zip'),
  'refused-contradiction': choosing('bad-local-central-differ.zip'),
  'refused-name': choosing('bad-traversal-name.zip'),
  repaired: choosing('repair-finder.zip'),
  several: async (world) => world.choose(await artifact(world)),
  'file-only': (world) => world.choose(SMALL),
  connecting: async (world) => {
    world.held.hold('askDevice');
    await world.choose(SMALL);
    void world.update.connect();
  },
  unreachable: async (world) => {
    await world.choose(SMALL);
    world.device.powerOff();
    await world.connect();
  },
  'device-only': (world) => world.connect(),
  comparing: async (world) => {
    world.held.hold('compare');
    await world.connect();
    void world.update.chooseFile(await world.fixture(SMALL));
    await world.time.until(() => world.update.view.kind === 'comparing');
  },
  ready: async (world) => {
    await world.connect();
    await world.choose(LARGE);
  },
  'ready-files': withFiles(LARGE),
  'decide-files': withFiles('demo-esp32-1.1.0-tiny.zip'),
  decide: olderThanRunning,
  'decide-two': async (world) => {
    await world.connect();
    await world.choose(otherFirmware());
  },
  'decide-allowed': async (world) => {
    await olderThanRunning(world);
    await world.show();
    await world.type('1.1.0');
  },
  blocked: async (world) => {
    await world.connect();
    await world.choose('demo-esp32c3-1.1.0.zip');
  },
  'same-version': async (world) => {
    await world.chip('esp32', SMALL);
    await world.connect();
    await world.choose(SMALL);
  },
  unkept: async (world) => {
    await toTrial(world);
    world.forgetPage();
    await world.connect();
  },
  busy: async (world) => {
    await cancelledUnheard(world);
    world.device.control.plugged = true;
    world.forgetPage();
    await world.connect();
    await world.choose(LARGE);
  },
  preparing: stage('preparing', 300),
  'writing-begin': writing(0.02),
  writing: writing(0.62),
  slow: async (world) => {
    world.device.control.noise = true;
    await writing(0.62)(world);
  },
  paused: async (world) => {
    await writing(0.62)(world);
    void world.update.pause();
    await pausedFor(48_000)(world);
  },
  'link-lost': async (world) => {
    await writing(0.62)(world);
    await cableOut(world);
    await world.time.advance(36_000);
  },
  'link-lost-power': async (world) => {
    await writing(0.62)(world);
    world.device.powerOff();
    await pausedFor(12_000)(world);
  },
  'link-lost-over': async (world) => {
    await writing(0.62)(world);
    await cableOut(world);
    await world.time.run(world.practice.setTimeFactor(100));
    await world.time.advance(10_000);
  },
  'stop-here': async (world) => {
    await world.show();
    await writing(0.62)(world);
    await cableOut(world);
    await world.press('button', 'Stop here');
  },
  'went-on': async (world) => {
    await writing(0.62)(world);
    await cableOut(world);
    world.device.control.plugged = true;
    await goneOn(world);
  },
  'started-over': async (world) => {
    await writing(0.62)(world);
    world.device.powerOff();
    await pausedFor(12_000)(world);
    world.device.powerOn();
    await goneOn(world);
    await writeTo(world, 0.05);
  },
  'cancel-question': async (world) => {
    await world.show();
    await writing(0.41)(world);
    await world.press('button', 'Cancel update');
  },
  cancelling: async (world) => {
    await writing(0.41)(world);
    world.held.stopAt(() => true);
    await world.time.until(() => world.held.stopped);
    void world.update.cancel();
  },
  finishing: stage('finalizing', 200),
  restarting: stage('rebooting', 3_000),
  late: stage('rebooting', 75_000),
  verifying: stage('verifying', 0),
  trial: trialWithLeft(252_000),
  'trial-soon': trialWithLeft(45_000),
  'trial-last': trialWithLeft(8_000),
  'trial-over': async (world) => {
    world.held.stopAt((event) => event.type === 'trial');
    await trialWithLeft(0)(world);
  },
  'trial-red': eatsMemory,
  'trial-red-keep': async (world) => {
    await world.show();
    await eatsMemory(world);
    await world.press('button', 'Keep anyway');
  },
  'reported-ready': asReported(async (world) => {
    await world.connect();
    await world.choose(LARGE);
  }),
  'reported-writing': asReported(writing(0.62)),
  'reported-trial': asReported((world) => toTrial(world)),
  'reported-half': asReported(async (world) => {
    await writing(0.41)(world);
    void world.update.cancel();
    await finished(world);
  }),
  keeping: async (world) => {
    await toTrial(world);
    world.held.stopAt((event) => event.type === 'phase' && event.phase === 'committing');
    void world.update.decide('keep');
    await world.time.until(() => world.held.stopped);
  },
  'going-back': async (world) => {
    await toTrial(world);
    world.held.stopAt((event) => event.type === 'phase' && event.phase === 'rebooting');
    void world.update.decide('go-back');
    await world.time.until(() => world.held.stopped);
  },
  done: decided('keep'),
  'done-files': async (world) => {
    await world.chip('esp32', null, usedImage());
    await decided('keep')(world);
  },
  'you-went-back': decided('go-back'),
  'went-back': async (world) => {
    await toTrial(world);
    await finished(world);
  },
  'went-back-hung': async (world) => {
    world.device.control.armFault('hang');
    await begin(world, SMALL);
    await finished(world);
  },
  'stopped-waiting': async (world) => {
    await writing(0.62)(world);
    world.device.control.plugged = false;
    await finished(world);
  },
  unknown: async (world) => {
    await begin(world, SMALL);
    await world.time.until(() => runOf(world)?.phase === 'rebooting', { what: 'the restart' });
    world.device.powerOff();
    await finished(world);
  },
  cancelled: async (world) => {
    await writing(0.41)(world);
    void world.update.cancel();
    await finished(world);
  },
  'cancelled-unheard': cancelledUnheard,
  'new-version': async (world) => world.setVersion({ kind: 'waiting', blocked: false }),
  'new-version-writing': async (world) => {
    world.setVersion({ kind: 'waiting', blocked: false });
    await writing(0.2)(world);
  },
} as const satisfies Readonly<Record<string, Script>>;
