import type { Bundle } from '../../../src/bundle/bundle.ts';
import { makeBundle } from '../../../src/bundle/make-bundle.ts';
import { openBundle } from '../../../src/bundle/open-bundle.ts';
import type { EmulatorHost } from '../../../src/emulator/create-emulator.ts';
import { createMadeUpImage } from '../../../src/emulator/seed-chip.ts';
import { faulty } from '../../support/transports/wrap/faulty.ts';
import type { BytePlan } from '../../support/transports/wrap/faulty.ts';
import { tap } from '../../support/transports/wrap/tap.ts';
import type { Direction } from '../../../src/transports/wrap/throttle.ts';
import { DEFAULT_OPTIONS } from '../../../src/update/deps.ts';
import type { UpdateEvent, UpdateResult } from '../../../src/update/events.ts';
import { runUpdate } from '../../../src/update/run-update.ts';
import { never, setUpEmulator } from '../../support/emulator/test-emulator.ts';
import { nativeDigests } from '../../support/ota-core/device/test-device.ts';
import { runToEnd } from '../../support/update/run-to-end.ts';
import { shortestImage } from '../../support/ota-core/fs/littlefs-image.ts';
import { expectSoundEnd } from '../../support/update/sound-end.ts';
import type { VirtualClock } from '../../support/virtual-clock.ts';
import { createSerialPair } from './serial-pair.ts';

const WORDS = { name: 'demo', version: '1.1.0', buildId: '20261101-120000/short' };
const APP = createMadeUpImage(WORDS, nativeDigests, 1024);

/** A firmware so small that a session has some twenty frames. */
export async function shortBundle(): Promise<Bundle> {
  const fs = shortestImage();
  const parts = [
    { name: 'app', src: 'app.bin', bytes: APP },
    { name: 'fs', src: 'fs.img', bytes: fs },
  ];
  const zip = makeBundle({ ...WORDS, platform: 'esp32', parts }, nativeDigests);
  const file = new Blob([new Uint8Array(zip)]);
  return openBundle(file, { fileName: 'short.zip', signal: never, digests: nativeDigests });
}

export interface SerialRun {
  readonly result: UpdateResult;
  readonly events: readonly UpdateEvent[];
  /** All that passed at the client's port, per direction, as Latin-1. */
  readonly heard: Readonly<Record<Direction, string>>;
}

/** What a plan of faults can do besides hurting bytes. */
export interface Hands {
  readonly clock: VirtualClock;
  readonly emulator: EmulatorHost;
  /** Pulls the cable; whoever connects next has put it in again. */
  pull(): void;
}

export interface SerialSetup {
  readonly bundle: Bundle;
  readonly plan: (hands: Hands) => BytePlan;
  /** null: a line that takes no time. */
  readonly baudRate?: number | null;
}

/**
 * One update over a serial line with faults. Whatever comes of it: the result has a name, no wrong byte
 * starts, and with nobody there the device ends on a committed firmware that is whole.
 */
export async function runSerial({
  bundle,
  plan,
  baudRate = null,
}: SerialSetup): Promise<SerialRun> {
  const { emulator, clock, chip } = setUpEmulator();
  const heard: Record<Direction, string> = { in: '', out: '' };
  let lose: (detail: string) => void = () => undefined;
  const faults = plan({ clock, emulator, pull: () => lose('cable out') });
  emulator.powerOn();
  const connect = async () => {
    const pair = createSerialPair({ clock, baudRate });
    lose = pair.lose;
    emulator.attach(pair.far, { channel: 'UART0' });
    const link = faulty(pair.near, { clock, plan: faults });
    return tap(link, (chunk, method) => (heard[method] += Buffer.from(chunk).toString('latin1')));
  };
  let id = 100;
  const options = { ...DEFAULT_OPTIONS, reconnectMs: 10_000 };
  const steps = runUpdate(
    { bundle, clock, sessionId: 's', nextId: () => (id += 1), connect, options },
    never,
  );
  const { events, result } = await clock.run(runToEnd(steps));
  await expectSoundEnd({ result, bundle, emulator, clock, chip });
  await emulator.close();
  return { result, events, heard };
}
