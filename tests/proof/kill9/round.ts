/**
 * One round: a new device is updated and killed at its moment, started again on the same file, updated to the
 * end, killed once more and started a third time.
 */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import { registryFile } from '../../../src/cli/device-chip.ts';
import { OtaError, wordsOf } from '../../../src/contracts/failure.ts';
import type { DeviceProfile } from '../../../src/ota-core/device/profile.ts';
import type { DeviceEvent, ProcessOptions } from '../../support/conformance/device-process.ts';
import { profileNamed } from '../../support/ota-core/device/test-device.ts';
import type { Start } from './expected.ts';
import { KeptDevice, must } from './kept-device.ts';
import { explain } from './known.ts';
import { formatRoundId, type Moment } from './moments.ts';
import { bundleFor } from './push-bundle.ts';
import { setTrap } from './set-trap.ts';

/** Three starts of a process that compiles itself and two updates: some 5 s where nothing else is done. */
const LONGEST_MS = 120_000;

export interface Round {
  readonly id: string;
  readonly profile: string;
  /** The last that the device told, and how many writes after the event of the stage were seen. */
  readonly killed: string;
  /** How it started then; null: not as it may. */
  readonly start: Start | null;
  /** What was wrong, then or later. */
  readonly failure: string | null;
  /** The id of the documented weakness that the failure is. */
  readonly known: string | null;
  /** Of a failure only: its chip, as the kill left it (`killed.bin`) and as it ended. */
  readonly folder: string | null;
}

interface Scene {
  readonly profile: DeviceProfile;
  readonly moment: Moment;
  readonly bundle: Bundle;
  readonly folder: string;
  readonly signal: AbortSignal;
  /** Starts the command. It is killed when the round is over, if it still lives. */
  readonly open: (options?: ProcessOptions) => KeptDevice;
  /** What is found out on the way. */
  readonly found: { told: readonly DeviceEvent[]; killed: string; start: Start | null };
}

/** Never throws: what goes wrong is the round's failure. */
export async function runRound(name: string, moment: Moment): Promise<Round> {
  const profile = profileNamed(name);
  const folder = mkdtempSync(path.join(tmpdir(), 'kill9-'));
  const devices: KeptDevice[] = [];
  const over = new AbortController();
  const end = (): void => {
    over.abort(new OtaError('cancelled', { by: 'user' }));
    for (const { process: device } of devices) device.signal('SIGKILL');
  };
  const limit = setTimeout(end, LONGEST_MS);
  process.once('exit', end);
  const open = (options: ProcessOptions = {}): KeptDevice => {
    const device = new KeptDevice(profile, chipIn(folder), options);
    devices.push(device);
    return device;
  };
  const found: Scene['found'] = { told: [], killed: 'not at all', start: null };
  let failure: string | null = null;
  try {
    const bundle = await bundleFor(profile.arch);
    await survive({ profile, moment, bundle, folder, signal: over.signal, open, found });
  } catch (error) {
    failure = wordsOf(error);
  }
  clearTimeout(limit);
  process.off('exit', end);
  end();
  await Promise.all(devices.map(({ process: device }) => device.exit()));
  if (failure === null) rmSync(folder, { recursive: true });
  return {
    id: formatRoundId(name, moment),
    profile: name,
    killed: found.killed,
    start: found.start,
    failure,
    known: failure === null ? null : explain(name, found.told),
    folder: failure === null ? null : folder,
  };
}

async function survive(scene: Scene): Promise<void> {
  const { bundle, signal, open, found } = scene;
  found.told = await updateAndKill(scene);
  keepCopy(scene.folder);

  const second = open();
  found.start = await second.start(found.told);
  await second.check(found.start);
  if (found.start === 'trial') await second.commit();
  const pushed = await second.push(bundle, signal);
  must(pushed.result === 'committed', `the second push ends so: ${JSON.stringify(pushed)}`);
  await second.check('kept');
  await second.process.end('SIGKILL');

  const third = open();
  try {
    await third.check(await third.start(second.process.events));
  } catch (error) {
    throw new Error(`after the second push: ${wordsOf(error)}`, { cause: error });
  }
}

/** What the device told until it was killed. */
async function updateAndKill(scene: Scene): Promise<readonly DeviceEvent[]> {
  const { moment, bundle, open, found } = scene;
  const chip = chipIn(scene.folder);
  const stop = new AbortController();
  let onEvent: (event: DeviceEvent) => void = () => undefined;
  const device = open({ onEvent: (event) => onEvent(event) });
  await device.start([]);
  await device.putUserFile();
  const kill = (): void => device.process.signal('SIGKILL');
  const trap = setTrap(moment, {
    pid: device.process.pid,
    chip,
    totalBytes: bundle.sizeBytes,
    kill,
  });
  try {
    ({ onEvent } = trap);
    const pushed = device.push(bundle, AbortSignal.any([scene.signal, stop.signal]));
    const first = await Promise.race([device.process.exit().then(() => null), pushed]);
    const isMissed = first !== null && trap.writes() === null;
    must(!isMissed, `is not killed: the push ends so: ${JSON.stringify(first)}`);
    // A stage at the end of the push may have fewer writes than were drawn.
    kill();
    await device.process.exit();
    stop.abort(new OtaError('cancelled', { by: 'user' }));
    await pushed;
  } finally {
    trap.close();
  }
  const { events } = device.process;
  found.killed = `${wordsFor(events.findLast(({ event }) => event !== 'log'))} +${trap.writes() ?? 0}`;
  return events;
}

const chipIn = (folder: string): string => path.join(folder, 'chip.bin');

function keepCopy(folder: string): void {
  const [chip, copy] = [chipIn(folder), path.join(folder, 'killed.bin')];
  copyFileSync(chip, copy);
  copyFileSync(registryFile(chip), registryFile(copy));
}

/** `update progress 73728`, `rpc OTA.End`, `boot 1.1.0` … */
function wordsFor(last: DeviceEvent | undefined): string {
  const words = ['event', 'state', 'receivedBytes', 'method', 'version'].map((key) => last?.[key]);
  return words
    .filter((word) => typeof word === 'string' || typeof word === 'number')
    .map(String)
    .join(' ');
}
