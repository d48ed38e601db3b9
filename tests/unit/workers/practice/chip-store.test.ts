import { afterEach, describe, expect, it, vi } from 'vitest';
import { OtaError } from '../../../../src/contracts/failure.ts';
import { madeUpFirmware } from '../../../../src/emulator/seed-chip.ts';
import { profileFor } from '../../../../src/ota-core/platforms/index.ts';
import { bytesEqual } from '../../../../src/ota-core/primitives/bytes.ts';
import { nobleDigests } from '../../../../src/ota-core/primitives/digest.ts';
import { openRecordLog } from '../../../../src/store/flash-blocks.ts';
import { fileStore, openChipStore } from '../../../../src/workers/practice/chip-store.ts';
import type { ChipStore, KeptChip } from '../../../../src/workers/practice/chip-store.ts';
import { createLateFilesystems } from '../../../../src/workers/practice/late-filesystems.ts';
import { PracticeDevice } from '../../../../src/workers/practice/practice-device.ts';
import { createScaledClock } from '../../../../src/contracts/scaled-clock.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';
import { FileCut, MemoryFile } from '../../../support/store/memory-file.ts';

const profile = (() => {
  const found = profileFor({ profile: 'esp32' });
  if (found === null) throw new Error('no esp32 profile');
  return found;
})();
const first = madeUpFirmware({ name: 'demo', version: '1.0.0' }, nobleDigests);
const second = madeUpFirmware({ name: 'demo', version: '9.9.9' }, nobleDigests);

const NOTHING = { chip: null, damage: null };

const open = (blocks: MemoryFile, log: MemoryFile) => fileStore(blocks, openRecordLog(log));

describe('the practice device’s chip in files', () => {
  it('is none before it was made', async () => {
    expect(await open(new MemoryFile(), new MemoryFile()).load()).toEqual(NOTHING);
  });

  it('is found again with its bytes and its firmwares', async () => {
    const files = [new MemoryFile(), new MemoryFile()] as const;
    const made = open(...files).make(profile, first);
    const { chip: found } = await open(...files).load();
    expect(found?.profile.name).toBe('esp32');
    expect(found?.registry.list().map(({ version }) => version)).toEqual(['1.0.0']);
    expect(found && made && bytesEqual(found.flash.image(), made.flash.image())).toBe(true);
  });

  it('has every operation of the device in its file as soon as it is done', () => {
    const blocks = new MemoryFile();
    const chip = open(blocks, new MemoryFile()).make(profile, first);
    if (chip === null) throw new Error('not made');
    const at = 0x30_0000;
    chip.flash.erase(at, 4_096);
    chip.flash.program(at, Uint8Array.of(1, 2, 3, 4));
    expect([...blocks.bytes.subarray(at, at + 6)]).toEqual([1, 2, 3, 4, 0xff, 0xff]);
    chip.flash.erase(at, 4_096);
    expect(blocks.bytes[at]).toBe(0xff);
    expect(bytesEqual(blocks.bytes, chip.flash.image())).toBe(true);
  });

  it('remembers a firmware before the device goes on', async () => {
    const files = [new MemoryFile(), new MemoryFile()] as const;
    const chip = open(...files).make(profile, first);
    chip?.registry.remember({
      name: 'demo',
      version: '1.1.0',
      buildId: 'b',
      sizeBytes: 1,
      sha256: 'a'.repeat(64),
      behaviour: 'works',
    });
    const { chip: found } = await open(...files).load();
    const versions = found?.registry.list().map(({ version }) => version);
    expect(versions).toEqual(['1.0.0', '1.1.0']);
  });

  it('is whole or not there, wherever the tab was closed while a fresh one was made', async () => {
    const outcomes = new Set<string>();
    for (let cut = 0; ; cut += 1) {
      const blocks = new MemoryFile();
      const log = new MemoryFile();
      open(blocks, log).make(profile, first);
      const store = open(blocks, log);
      const done = cutAfter([blocks, log], cut, () => store.make(profile, second));
      const { chip: found, damage } = await open(blocks, log).load();
      expect(damage).toBeNull();
      const version = found?.registry.list().at(-1)?.version ?? 'none';
      outcomes.add(version);
      if (found !== null) expect(bytesEqual(found.flash.image(), blocks.bytes)).toBe(true);
      if (version === '9.9.9') expect(done).toBe(true);
      if (done) break;
    }
    expect([...outcomes].sort()).toEqual(['1.0.0', '9.9.9', 'none']);
  });
});

describe('a damaged chip in files', () => {
  const made = () => {
    const files = [new MemoryFile(), new MemoryFile()] as const;
    open(...files).make(profile, first);
    return { blocks: files[0], log: files[1] };
  };
  const lines = (log: MemoryFile) => log.text.split('\n').filter((line) => line !== '');
  const rewritten = (from: readonly string[]) => new MemoryFile(`${from.join('\n')}\n`);

  it.each([
    ['rubbish', () => new MemoryFile('rubbish\n')],
    ['of nobody’s kind', () => new MemoryFile('{"profile":"toaster"}\n')],
    ['nested too deep', () => new MemoryFile(`${'['.repeat(100_000)}\n`)],
    ['of 5 MB', () => new MemoryFile(new Uint8Array(5e6).fill(0x0a))],
  ])('is none, and said to be damaged, where what is written beside it is %s', async (_, log) => {
    expect(await open(made().blocks, log()).load()).toEqual({ chip: null, damage: 'chip' });
  });

  it('is none where its bytes are too few or too many', async () => {
    const { blocks, log } = made();
    blocks.truncate(1000);
    expect(await open(blocks, log).load()).toEqual({ chip: null, damage: 'chip' });
    blocks.write(0, new Uint8Array(profile.geometry.size + 1));
    expect(await open(blocks, log).load()).toEqual({ chip: null, damage: 'chip' });
  });

  it.each([
    ['no JSON', 'rubbish'],
    ['a list', '[]'],
    ['a firmware without a name', '{"firmware":{"version":"1"}}'],
    [
      'a firmware of no size',
      '{"firmware":{"name":"a","version":"1","buildId":"b","sizeBytes":-1}}',
    ],
    ['a number', '17'],
  ])('is found, and said to have lost records, where one of them is %s', async (_, line) => {
    const { blocks, log } = made();
    const found = await open(blocks, rewritten([line, ...lines(log)])).load();
    expect(found.damage).toBe('records');
    expect(found.chip?.registry.list().map(({ version }) => version)).toEqual(['1.0.0']);
  });

  it('is replaced by a new one, which is whole from then on', async () => {
    const { blocks } = made();
    const log = new MemoryFile('rubbish\n');
    const store = open(blocks, log);
    const device = practiceDevice(store, await store.load());
    expect(device.latest.damage).toBe('chip');
    expect(device.latest.snapshot.running?.version).toBe('1.0.0');
    await device.startFresh();
    expect(device.latest).not.toHaveProperty('damage');
    expect((await open(blocks, log).load()).damage).toBeNull();
  });

  it('starts or does not start, whatever is on it, but never fails the page', async () => {
    const random = xorshift(7);
    const { blocks, log } = made();
    const whole = blocks.bytes;
    for (let times = 0; times < 12; times += 1) {
      const bytes = whole.slice();
      // All of it, or some thousand bytes anywhere: boot records, files and apps alike.
      const count = times === 0 ? bytes.length : 5000;
      for (let at = 0; at < count; at += 1)
        bytes[times === 0 ? at : Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      const store = open(new MemoryFile(bytes), new MemoryFile(log.text));
      const device = practiceDevice(store, await store.load());
      expect(device.latest.snapshot.power).toBe(true);
      device.powerOff();
    }
  });
});

/** Does `count` changes, then the disk is full. */
const fullAfter = (file: MemoryFile, count: number): void => {
  let left = count;
  const change = file.write.bind(file);
  file.write = (offset, data) => {
    if (left === 0) throw new OtaError('storage/failed', { detail: 'QuotaExceededError' });
    left -= 1;
    change(offset, data);
  };
};

const freed = (file: MemoryFile): void => {
  file.write = MemoryFile.prototype.write.bind(file);
};

describe('a chip whose files the browser refuses to write any more', () => {
  it('goes on in memory, and is found as a power cut at that moment leaves it', async () => {
    const files = [new MemoryFile(), new MemoryFile()] as const;
    const store = open(...files);
    const chip = store.make(profile, first);
    expect(store.storage).toBe('kept');
    fullAfter(files[0], 1);
    const at = 0x30_0000;
    chip?.flash.program(at, Uint8Array.of(1, 2, 3, 4));
    expect(store.storage).toBe('kept');
    chip?.flash.program(at + 4, Uint8Array.of(5, 6, 7, 8));
    expect(store.storage).toBe('stopped');
    freed(files[0]);
    chip?.flash.program(at + 8, Uint8Array.of(9, 9, 9, 9)); // a later one is not written without the one before it
    const cells = new Uint8Array(12);
    chip?.flash.read(at, cells);
    expect([...cells]).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9]);
    const { chip: found } = await open(...files).load();
    found?.flash.read(at, cells);
    expect([...cells]).toEqual([1, 2, 3, 4, ...Array<number>(8).fill(0xff)]);
  });

  it.each([0, 1])(
    'is the device of this page, where that is file %i from the first',
    async (at) => {
      const files = [new MemoryFile(), new MemoryFile()] as const;
      fullAfter(files[at] ?? files[0], 0);
      const store = open(...files);
      const device = practiceDevice(store, await store.load());
      expect(device.latest.snapshot.running?.version).toBe('1.0.0');
      expect(device.latest.storage).toBe('stopped');
    },
  );

  it('is kept again when it is made anew and the browser lets it', async () => {
    const files = [new MemoryFile(), new MemoryFile()] as const;
    const store = open(...files);
    fullAfter(files[0], 0);
    store.make(profile, first);
    freed(files[0]);
    store.make(profile, second);
    expect(store.storage).toBe('kept');
    expect((await open(...files).load()).chip?.registry.list().at(-1)?.version).toBe('9.9.9');
  });

  it('is another one, and said to be damaged, where its file cannot be read', async () => {
    const files = [new MemoryFile(), new MemoryFile()] as const;
    open(...files).make(profile, first);
    files[0].read = () => {
      throw new OtaError('storage/failed', { detail: 'NotReadableError' });
    };
    expect(await open(...files).load()).toEqual({ chip: null, damage: 'chip' });
  });
});

describe('a browser that gives a folder', () => {
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  const give = (openHandle: (name: string) => Promise<unknown>): void => {
    const folder = {
      getDirectoryHandle: () => Promise.resolve(folder),
      getFileHandle: (name: string) =>
        Promise.resolve({ createSyncAccessHandle: () => openHandle(name) }),
    };
    vi.stubGlobal('FileSystemFileHandle', { prototype: { createSyncAccessHandle: () => null } });
    vi.stubGlobal('navigator', { storage: { getDirectory: () => Promise.resolve(folder) } });
  };

  it('and refuses a file in it has the chip in memory, and lets go of what it gave', async () => {
    const close = vi.fn();
    const refusal = new DOMException('no', 'UnknownError');
    const whole = { close, getSize: () => 0, read: () => 0, write: () => 0, truncate: () => null };
    give((name) => (name === 'chip.bin' ? Promise.resolve(whole) : Promise.reject(refusal)));
    expect((await openChipStore()).storage).toBe('memory');
    expect(close).toHaveBeenCalledTimes(1);
  });

  it('and whose files another page holds says so: that chip is not forgotten', async () => {
    vi.useFakeTimers();
    give(() => Promise.reject(new DOMException('held', 'NoModificationAllowedError')));
    const opening = openChipStore().catch((reason: unknown) => reason);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(await opening).toMatchObject({ code: 'storage/failed' });
  });
});

function practiceDevice(store: ChipStore, kept: KeptChip): PracticeDevice {
  const clock = createScaledClock(new VirtualClock(), { factor: 1 });
  const nothing = () => undefined;
  const filesystems = createLateFilesystems();
  const events = { onEvent: nothing, onChange: nothing };
  const options = { store, filesystems, clock, random: () => 0.5, ...events };
  return new PracticeDevice(options, kept);
}

/** Numbers in [0, 1), the same for every run. */
function xorshift(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Runs `work` with the power going after `count` file operations. True if it was not needed. */
function cutAfter(files: readonly MemoryFile[], count: number, work: () => unknown): boolean {
  let left = count;
  for (const file of files) {
    const write = file.write.bind(file);
    const truncate = file.truncate.bind(file);
    const spend = () => {
      if (left === 0) throw new FileCut();
      left -= 1;
    };
    file.write = (offset, data) => {
      spend();
      write(offset, data);
    };
    file.truncate = (size) => {
      spend();
      truncate(size);
    };
  }
  try {
    work();
    return true;
  } catch (reason) {
    if (reason instanceof FileCut) return false;
    throw reason;
  }
}
