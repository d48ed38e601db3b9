import { createHash } from 'node:crypto';
import type { AppImage } from '../../../../src/ota-core/boot/boot-config.ts';
import type { DeviceTrace } from '../../../../src/ota-core/device/device.ts';
import type { DigestPort } from '../../../../src/ota-core/primitives/digest.ts';
import type { FirmwareInfo } from '../../../../src/ota-core/boot/firmware.ts';
import type { Flash } from '../../../../src/ota-core/flash/flash.ts';
import { NorFlash } from '../../../../src/ota-core/flash/nor-flash.ts';
import { openPartition } from '../../../../src/ota-core/flash/flash-areas.ts';
import {
  createUpdater,
  type UpdaterOptions,
} from '../../../../src/ota-core/update/create-updater.ts';
import type { Updater, UpdaterState } from '../../../../src/ota-core/update/updater.ts';

const SLOT_SIZE = 0x20000;
/** Everything below belongs to the running slot, everything above to nobody. */
export const TARGET = {
  app: { offset: SLOT_SIZE, sizeBytes: SLOT_SIZE },
  fs: { offset: 2 * SLOT_SIZE, sizeBytes: SLOT_SIZE },
} as const;
const TARGET_END = TARGET.fs.offset + TARGET.fs.sizeBytes;
const CHIP_SIZE = 4 * SLOT_SIZE;

export const nodeDigests: DigestPort = {
  create(algorithm) {
    const hash = createHash(algorithm);
    return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() };
  },
};

export interface UpdateRun {
  readonly chip: NorFlash;
  readonly updater: Updater;
  readonly staged: AppImage[];
  readonly remembered: FirmwareInfo[];
  readonly traces: DeviceTrace[];
  /** What happened in which order: program, erase, verify, remember, stage. */
  readonly story: string[];
  /** Operations that touched anything but the target slot. */
  strays: number;
}

const EMPTY_CHIP = createOldChip();

/** A chip whose running slot is full and whose target slot holds an older image, byte for byte the same each time. */
function createOldChip(): NorFlash {
  const image = new Uint8Array(CHIP_SIZE).map((_, at) => (at * 31) ^ (at >> 9));
  return new NorFlash(
    { size: CHIP_SIZE, eraseSize: 4096, programSize: 4, wordOnce: false },
    { image },
  );
}

export const oldChip = (): NorFlash => EMPTY_CHIP.fork();

/** An updater on a chip of its own (or `chip`), with everything it does written down. */
export function startUpdate(
  change: Partial<UpdaterOptions> = {},
  { chip = oldChip(), wrap = (flash: Flash) => flash } = {},
): UpdateRun {
  const story: string[] = [];
  const staged: AppImage[] = [];
  const remembered: FirmwareInfo[] = [];
  const traces: DeviceTrace[] = [];
  const run = { strays: 0 };
  chip.observe(({ kind, offset, length }) => {
    if (story.at(-1) !== kind) story.push(kind);
    if (offset < TARGET.app.offset || offset + length > TARGET_END) run.strays += 1;
  });
  const flash = wrap(chip);
  const updater = createUpdater({
    arch: 'esp32',
    running: { version: '1.0.0', buildId: 'old' },
    target: {
      slot: 1,
      app: openPartition(flash, TARGET.app),
      fs: openPartition(flash, TARGET.fs),
    },
    requiredParts: [
      { name: 'app', kind: 'app', digest: 'sha1' },
      { name: 'fs', kind: 'fs', digest: 'sha1' },
    ],
    ignoreSameVersion: false,
    digests: nodeDigests,
    remember(info) {
      story.push('remember');
      remembered.push(info);
    },
    stage(image) {
      story.push('stage');
      staged.push(image);
    },
    trace(event) {
      if (event.kind === 'part-verified') story.push(`verified ${event.part}`);
      traces.push(event);
    },
    ...change,
  });
  return Object.assign(run, { chip, updater, staged, remembered, traces, story });
}

/** Pushes all pieces and finalizes, as a client that checks nothing. */
export function pushBlindly(run: UpdateRun, pieces: readonly Uint8Array[]): UpdaterState {
  for (const piece of pieces) run.updater.process(piece);
  run.updater.finalize();
  return run.updater.state;
}

/** The bytes of a window, and of all that no update may touch. */
export function readWindow(chip: NorFlash, name: keyof typeof TARGET): Uint8Array {
  const { offset, sizeBytes } = TARGET[name];
  return chip.image().subarray(offset, offset + sizeBytes);
}

export function readOutside(chip: NorFlash): string {
  const image = chip.image();
  const hash = createHash('sha256').update(image.subarray(0, TARGET.app.offset));
  return hash.update(image.subarray(TARGET.fs.offset + TARGET.fs.sizeBytes)).digest('hex');
}
