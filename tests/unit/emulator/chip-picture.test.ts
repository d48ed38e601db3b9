import { beforeEach, describe, expect, it } from 'vitest';
import type { CellState, PictureSlot } from '../../../src/contracts/flash-picture.ts';
import { ChipPicture, type PictureContext } from '../../../src/emulator/chip-picture.ts';
import type { ChipLayout } from '../../../src/emulator/chip-layout.ts';
import { cellBytesOf } from '../../../src/emulator/chip-layout.ts';
import type { BootOutcome } from '../../../src/ota-core/boot/boot-config.ts';
import type { FirmwareInfo } from '../../../src/ota-core/boot/firmware.ts';
import { NorFlash } from '../../../src/ota-core/flash/nor-flash.ts';
import { nobleDigests } from '../../../src/ota-core/primitives/digest.ts';
import { toHex } from '../../../src/ota-core/primitives/bytes.ts';

const KIB = 1024;
const part = (name: string, offsetKib: number, sizeKib: number) => ({
  name,
  offset: offsetKib * KIB,
  size: sizeKib * KIB,
});
const app0 = part('app_0', 64, 1536);
const fs0 = part('fs_0', 1600, 256);
const app1 = part('app_1', 1856, 1536);
const fs1 = part('fs_1', 3392, 256);
const layout: ChipLayout = {
  sizeBytes: 4096 * KIB,
  eraseSize: 4 * KIB,
  partitions: [part('boot_0', 52, 4), part('boot_1', 56, 4), app0, fs0, app1, fs1],
  slots: [
    { id: 0, label: 'A', app: app0, fs: fs0 },
    { id: 1, label: 'B', app: app1, fs: fs1 },
  ],
};
const A: PictureContext = { running: { slot: 0, committed: true }, incoming: null };
const onTrial: PictureContext = { running: { slot: 1, committed: false }, incoming: null };
const noPower: PictureContext = { running: null, incoming: null };

function image(bytes: number, fill: number, version: string): [Uint8Array, FirmwareInfo] {
  const data = new Uint8Array(bytes).fill(fill);
  const digest = nobleDigests.create('sha256');
  digest.update(data);
  const sha256 = toHex(digest.digest());
  const behaviour = 'works' as const;
  return [data, { name: 'demo', version, buildId: '1', sizeBytes: bytes, sha256, behaviour }];
}
const [oldImage, oldFirmware] = image(300 * KIB, 0x11, '1.0.0');
const [newImage, newFirmware] = image(200 * KIB, 0x22, '1.1.0');

let chip: NorFlash;
let picture: ChipPicture;
let registry: FirmwareInfo[];
let outcome: BootOutcome;
let forecasts: number;
let at: number;

function watch(): void {
  picture = new ChipPicture({
    flash: chip,
    layout,
    registry: { list: () => registry, remember: (info) => void registry.push(info) },
    digests: nobleDigests,
    readBoot: () => ({ kind: 'bytes', bytes: [] }),
    forecast: () => {
      forecasts += 1;
      return outcome;
    },
  });
  chip.observe((operation) => picture.observe(operation, at++));
}

const starts = (slot: 0 | 1): BootOutcome => ({
  kind: 'booted',
  slot,
  first: false,
  committed: true,
  revertSlot: null,
  commitTimeoutMs: 0,
  image: { sizeBytes: 1, sha256: new Uint8Array(32) },
});
const returns = (to: 0 | 1): BootOutcome => ({
  kind: 'reverted',
  from: to === 0 ? 1 : 0,
  to,
  image: { sizeBytes: 1, sha256: new Uint8Array(32) },
});

beforeEach(() => {
  at = 0;
  forecasts = 0;
  registry = [oldFirmware];
  outcome = starts(0);
  chip = new NorFlash({ size: 4096 * KIB, eraseSize: 4 * KIB, programSize: 4, wordOnce: false });
  chip.program(app0.offset, oldImage);
  chip.program(fs0.offset, new Uint8Array(8 * KIB));
  watch();
});

const slotOf = (id: number, context: PictureContext): PictureSlot =>
  picture.view(context).picture.slots.find((slot) => slot.id === id)!;
/** A strip as text: one letter per box. */
const row = (slot: PictureSlot, kind: 'app' | 'fs'): string =>
  slot.rows
    .find((candidate) => candidate.kind === kind)!
    .cells.map(({ state }) => LETTER[state])
    .join('');
const LETTER: Record<CellState, string> = {
  erased: '.',
  old: 'o',
  running: 'R',
  new: 'N',
  writing: 'w',
  damaged: 'X',
  unknown: '?',
};
const begin = () => picture.note({ event: 'update', state: 'begin', slot: 1 }, at);

function write(bytes: Uint8Array, offset: number): void {
  for (let done = 0; done < bytes.length; done += 1024)
    chip.program(offset + done, bytes.subarray(done, done + 1024));
}

describe('the boxes of a slot', () => {
  it('are as many as fit on a phone: 24 and 4 of 64 KiB for a 4 MiB esp32', () => {
    expect(cellBytesOf(layout)).toBe(64 * KIB);
    const slot = slotOf(0, A);
    expect(slot.rows.map(({ cells }) => cells.length)).toEqual([24, 4]);
    expect(slot.rows[0]!.cells[1]).toMatchObject({ offset: app0.offset + 64 * KIB });
  });

  it('show what runs as solid and the other slot as erased, and name the firmware by its bytes', () => {
    const [a, b] = [slotOf(0, A), slotOf(1, A)];
    expect([row(a, 'app'), row(a, 'fs')]).toEqual(['RRRRR...................', 'R...']);
    expect(a).toMatchObject({ role: 'runs', committed: true });
    expect(a.holds).toEqual({ name: 'demo', version: '1.0.0' });
    expect([b.role, b.holds, row(b, 'app')]).toEqual(['free', null, '.'.repeat(24)]);
  });

  it('follow an update: erased from the left, one striped box, confirmed boxes behind it', () => {
    chip.program(app1.offset, oldImage);
    begin();
    expect([slotOf(1, A).role, row(slotOf(1, A), 'app')]).toEqual([
      'will-be-written',
      'ooooo...................',
    ]);
    chip.erase(app1.offset, 128 * KIB);
    expect(row(slotOf(1, A), 'app')).toBe('..ooo...................');
    chip.erase(app1.offset + 128 * KIB, app1.size - 128 * KIB);
    write(newImage.subarray(0, 100 * KIB), app1.offset);
    const incoming = { name: 'demo', version: '1.1.0' };
    const slot = slotOf(1, { ...A, incoming });
    expect([slot.role, slot.holds]).toEqual(['writing', incoming]);
    expect(row(slot, 'app')).toBe('Nw......................');
  });

  it('keep older content in front of the stripes where a chip erases sector by sector', () => {
    chip.program(app1.offset, oldImage);
    begin();
    chip.erase(app1.offset, 64 * KIB);
    write(newImage.subarray(0, 64 * KIB), app1.offset);
    expect(row(slotOf(1, A), 'app')).toBe('wooo' + 'o' + '.'.repeat(19));
  });
});

describe('the roles of the slots', () => {
  const update = (): void => {
    begin();
    write(newImage, app1.offset);
    registry = [...registry, newFirmware];
    picture.note({ event: 'update', state: 'staged', slot: 1 }, at);
  };

  it('go from writing over starting and trial to runs and free', () => {
    update();
    expect([slotOf(0, A).role, slotOf(1, A).role]).toEqual(['runs', 'starting']);
    expect(row(slotOf(1, A), 'app')).toBe('NNNN' + '.'.repeat(20));
    outcome = returns(0);
    chip.erase(52 * KIB, 4 * KIB);
    const boot = { version: '1.1.0', buildId: '1', committed: false, first: true, merge: null };
    picture.note({ event: 'boot', slot: 1, ...boot }, at);
    expect([slotOf(0, onTrial).role, slotOf(1, onTrial).role]).toEqual(['way-back', 'trial']);
    expect(picture.view(onTrial).picture.next).toMatchObject({ kind: 'returns', slot: 0 });
    picture.note({ event: 'committed', slot: 1, version: '1.1.0' }, at);
    const kept: PictureContext = { running: { slot: 1, committed: true }, incoming: null };
    expect([slotOf(0, kept).role, slotOf(1, kept).role]).toEqual(['free', 'runs']);
    expect(row(slotOf(1, kept), 'app')).toBe('RRRR' + '.'.repeat(20));
    expect(row(slotOf(0, kept), 'app')).toBe('ooooo' + '.'.repeat(19));
  });

  it('say that a firmware was not kept after the device went back', () => {
    update();
    picture.note({ event: 'reverted', from: 1, to: 0, version: '1.0.0' }, at);
    expect([slotOf(0, A).role, slotOf(1, A).role]).toEqual(['runs', 'not-kept']);
    expect(slotOf(1, A).holds).toEqual({ name: 'demo', version: '1.1.0' });
  });

  it('call it going back when a platform simply starts the other slot during a trial', () => {
    outcome = starts(0);
    expect(picture.view(onTrial).picture.next).toMatchObject({ kind: 'returns', slot: 0 });
    expect(slotOf(0, onTrial).role).toBe('way-back');
    expect(picture.view(A).picture.next).toMatchObject({ kind: 'starts', slot: 0 });
  });

  it('name the slot that the boot loader will choose while the power is off', () => {
    expect([slotOf(0, noPower).role, picture.view(noPower).picture.bootTarget]).toEqual([
      'starts-next',
      null,
    ]);
  });
});

describe('a power cut', () => {
  beforeEach(() => {
    begin();
    write(newImage.subarray(0, 100 * KIB), app1.offset);
    picture.note({ event: 'power', on: false }, at);
  });

  it('turns the striped box into the cross at once', () => {
    const slot = slotOf(1, noPower);
    expect([slot.role, row(slot, 'app')]).toEqual(['half-written', 'NX' + '.'.repeat(22)]);
  });

  it('draws no cross where the power went after an erase: nothing was being written', () => {
    begin();
    chip.erase(app1.offset, app1.size);
    picture.note({ event: 'power', on: false }, at);
    const slot = slotOf(1, noPower);
    expect([slot.role, row(slot, 'app')]).toEqual(['half-written', '.'.repeat(24)]);
  });

  it('draws the cross where an erase was torn', () => {
    begin();
    chip.erase(app1.offset, 64 * KIB);
    const offset = app1.offset + 64 * KIB;
    picture.observe({ kind: 'erase', offset, length: 4 * KIB, torn: true }, at);
    picture.note({ event: 'power', on: false }, at);
    expect(row(slotOf(1, noPower), 'app')).toBe('.X' + '.'.repeat(22));
  });

  it('leaves the cross until the slot is written anew', () => {
    picture.note({ event: 'power', on: true }, at);
    const boot = { version: '1.0.0', buildId: '1', committed: true, first: false, merge: null };
    picture.note({ event: 'boot', slot: 0, ...boot }, at);
    expect(slotOf(1, A).role).toBe('half-written');
    begin();
    chip.erase(app1.offset, app1.size);
    write(newImage.subarray(0, 4 * KIB), app1.offset);
    expect(row(slotOf(1, A), 'app')).toBe('w' + '.'.repeat(23));
  });

  it('is found again in the bytes alone when the page was closed meanwhile', () => {
    watch();
    const slot = slotOf(1, A);
    expect([slot.role, row(slot, 'app')]).toEqual(['half-written', 'oX' + '.'.repeat(22)]);
  });
});

describe('the work it takes', () => {
  it('asks the boot loader again only after a write that can change its answer', () => {
    picture.view(A);
    expect(forecasts).toBe(1);
    begin();
    write(newImage, app1.offset);
    picture.view(A);
    expect(forecasts).toBe(1);
    chip.erase(56 * KIB, 4 * KIB);
    picture.view(A);
    expect(forecasts).toBe(2);
  });

  it('draws a chip that is being written in well under a tenth of a second', () => {
    begin();
    const started = performance.now();
    for (let done = 0; done < 200; done++) {
      write(newImage.subarray(done * KIB, (done + 1) * KIB), app1.offset + done * KIB);
      picture.view(A);
    }
    const perView = (performance.now() - started) / 200;
    expect(perView).toBeLessThan(20);
  });
});

describe('looking into a box', () => {
  it('tells its address, its SHA-256, its wear and who wrote it last', () => {
    begin();
    chip.erase(app1.offset, 64 * KIB);
    write(newImage.subarray(0, 64 * KIB), app1.offset);
    const digest = nobleDigests.create('sha256');
    digest.update(newImage.subarray(0, 64 * KIB));
    expect(picture.inspect(app1.offset, 64 * KIB)).toEqual({
      offset: app1.offset,
      length: 64 * KIB,
      partition: 'app_1',
      sha256: toHex(digest.digest()),
      filledBlocks: 16,
      blocks: 16,
      wear: 1,
      lastWriter: 'update',
    });
    expect(picture.inspect(app0.offset, 64 * KIB).lastWriter).toBe('before');
  });

  it('tells the boot loader from the firmware as writer of a boot record', () => {
    chip.erase(52 * KIB, 4 * KIB);
    picture.note({ event: 'committed', slot: 0, version: '1.0.0' }, at);
    chip.erase(56 * KIB, 4 * KIB);
    const boot = { version: '1.0.0', buildId: '1', committed: true, first: false, merge: null };
    picture.note({ event: 'boot', slot: 0, ...boot }, at);
    expect(picture.inspect(52 * KIB, 4 * KIB).lastWriter).toBe('firmware');
    expect(picture.inspect(56 * KIB, 4 * KIB).lastWriter).toBe('boot-loader');
  });

  it('leaves what OTA.Revert wrote to the firmware, although a restart follows', () => {
    picture.note({ event: 'rpc', method: 'OTA.Revert' }, at);
    chip.erase(52 * KIB, 4 * KIB);
    picture.note({ event: 'reverted', from: 1, to: 0, version: '1.0.0' }, at);
    expect(picture.inspect(52 * KIB, 4 * KIB).lastWriter).toBe('firmware');
  });
});

describe('what it did', () => {
  it('joins operations that follow each other into one line and counts each', () => {
    begin();
    chip.erase(app1.offset, 16 * KIB);
    write(newImage.subarray(0, 8 * KIB), app1.offset);
    chip.program(fs1.offset, new Uint8Array(4));
    const { log, operations } = picture.view(A);
    expect(log.slice(1)).toMatchObject([
      { kind: 'erase', partition: 'app_1', length: 16 * KIB, operations: 4 },
      { kind: 'program', partition: 'app_1', length: 8 * KIB, operations: 8 },
      { kind: 'program', partition: 'fs_1', length: 4, operations: 1 },
    ]);
    expect(log[0]).toMatchObject({ kind: 'event', event: { state: 'begin' } });
    expect(operations).toBe(13);
  });
});
