/** A page of roll-outs over a thread that writes down what it is asked. */
import type { ListedDevice } from '../../../src/contracts/fleet-device.ts';
import { OtaError, toFailure } from '../../../src/contracts/failure.ts';
import type { Failure, Outcome } from '../../../src/contracts/failure.ts';
import { RollOutPage } from '../../../src/ui/features/roll-out/roll-out-page.svelte.ts';
import type {
  DeniedPlaces,
  KeptPlace,
  KeptRole,
  RollOutSummary,
  RollOutControl,
  RollOutEnd,
  RollOutNews,
  RollOutOrder,
} from '../../../src/workers/api.ts';
import type { UpdaterClient } from '../../../src/workers/client/updater-client.ts';
import { bundle } from './fixtures.ts';
import { recordingUpdater } from './recording-updater.ts';

export const device = (id: string): ListedDevice => ({
  ...{ id, address: `ws://${id}/rpc`, alias: `Lamp ${id}`, group: null, tags: [], source: 'list' },
  ...{ link: null, arch: 'esp32', app: 'demo', version: '1.0.0', buildId: null },
  lastSeenMs: null,
});

export const SUMMARY: RollOutSummary = {
  ...{ devices: 2, waves: [1, 1], failureLimit: 3, gets: [2], unknown: 0 },
  ...{ skipped: [], offline: [] },
  ...{ durationMs: 7_000_000, update: { ms: 120_000, isMeasured: false } },
};

export const NEWS: RollOutNews = {
  ...{ state: 'running', wave: 0, waves: [1, 1], failures: 0, failureLimit: 3 },
  ...{ haltReason: null, wakeAtMs: null, hasLapsed: false, rows: [], kept: null },
  control: {
    ...{ paused: false, stopped: false, moreFailures: 0, passedWaves: 0 },
    ...{ releasedWaves: 0, goBack: false },
  },
};

/** A thread that writes down what it is asked; a roll-out lasts until the test ends it. */
export function setUp() {
  const asked: string[] = [];
  const controls: Partial<RollOutControl>[] = [];
  const runs: {
    readonly order: RollOutOrder;
    readonly tell: (news: RollOutNews) => void;
    readonly finish: (outcome: Outcome<RollOutEnd>) => void;
  }[] = [];
  const watches: {
    readonly place: KeptPlace;
    readonly tell: (news: RollOutNews) => void;
    readonly finish: (outcome: Outcome<RollOutEnd>) => void;
  }[] = [];
  const joins: KeptRole[] = [];
  let denied: DeniedPlaces = { brokers: [], devices: [] };
  let die: (failure: Failure) => void = () => undefined;
  let platform = 'esp32';
  const open = (): UpdaterClient => {
    asked.push('open');
    return {
      ...recordingUpdater().updater,
      died: new Promise((resolve) => (die = resolve)),
      trust: (kept) => {
        asked.push(`trust ${kept ?? 'nobody'}`);
        return Promise.resolve({ ok: true, value: null });
      },
      addRollOutFile: (_file, fileName) => {
        asked.push(`add ${fileName}`);
        if (fileName === 'bad.zip')
          return Promise.resolve({
            ok: false,
            failure: toFailure(new OtaError('bundle/not-a-zip', { file: fileName })),
          });
        return Promise.resolve({
          ok: true,
          value: { ...bundle, fileName, id: `sha of ${fileName}`, platform },
        });
      },
      dropRollOutFile: (id) => {
        asked.push(`drop ${id}`);
        return Promise.resolve({ ok: true, value: null });
      },
      summarizeRollOut: ({ plan }) => {
        asked.push(`summarize ${plan.devices.length}`);
        return Promise.resolve({ ok: true, value: SUMMARY });
      },
      startRollOut: (order, tell) => new Promise((finish) => runs.push({ order, tell, finish })),
      checkRollOutAccess: () => Promise.resolve({ ok: true, value: denied }),
      watchRollOut: (place, tell) => new Promise((finish) => watches.push({ place, tell, finish })),
      joinRollOut: (role) => {
        joins.push(role);
        return Promise.resolve({ ok: true, value: 'joined' });
      },
      leaveRollOut: () => {
        asked.push('leave');
        return Promise.resolve({ ok: true, value: null });
      },
      controlRollOut: (control) => {
        controls.push(control);
        return Promise.resolve({ ok: true, value: null });
      },
    };
  };
  const rollOut = new RollOutPage({
    openUpdater: open,
    trust: () => 'keys',
    fleet: () => Promise.resolve([device('a'), device('b')]),
    brokers: () => Promise.resolve(['mqtt+ws://h:9001/', 'mqtt://h/']),
    wall: () => 5_000,
    timeZone: () => 'UTC',
  });
  return {
    ...{ rollOut, draft: rollOut.draft, asked, controls, runs, watches, joins },
    deny: (brokers: readonly string[]) => (denied = { brokers, devices: [] }),
    as: (chip: string) => (platform = chip),
    die: () => die(toFailure(new OtaError('worker/died', { worker: 'updater' }))),
  };
}

export const fileNamed = (name: string): File => new File(['zip'], name);
export const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

export async function started() {
  const set = setUp();
  await set.draft.look();
  await set.draft.add(fileNamed('fw.zip'));
  const leading = set.rollOut.start();
  await settled();
  const [run] = set.runs;
  if (run === undefined) throw new Error('nothing was started');
  return { ...set, run, leading };
}
