import { describe, expect, it } from 'vitest';
import { madeUpFirmware } from '../../../../src/emulator/seed-chip.ts';
import { profileFor } from '../../../../src/ota-core/device/profiles.ts';
import { bytesEqual } from '../../../../src/ota-core/primitives/bytes.ts';
import { nobleDigests } from '../../../../src/ota-core/primitives/digest.ts';
import { openRecordLog } from '../../../../src/store/record-log.ts';
import { fileStore } from '../../../../src/workers/practice/chip-store.ts';
import { FileCut, MemoryFile } from '../../../support/store/memory-file.ts';

const profile = (() => {
  const found = profileFor({ profile: 'esp32' });
  if (found === null) throw new Error('no esp32 profile');
  return found;
})();
const first = madeUpFirmware({ name: 'demo', version: '1.0.0' }, nobleDigests);
const second = madeUpFirmware({ name: 'demo', version: '9.9.9' }, nobleDigests);

const open = (blocks: MemoryFile, log: MemoryFile) => fileStore(blocks, openRecordLog(log));

describe('the practice device’s chip in files', () => {
  it('is none before it was made', async () => {
    expect(await open(new MemoryFile(), new MemoryFile()).load()).toBeNull();
  });

  it('is found again with its bytes and its firmwares', async () => {
    const files = [new MemoryFile(), new MemoryFile()] as const;
    const made = open(...files).make(profile, first);
    const found = await open(...files).load();
    expect(found?.profile.name).toBe('esp32');
    expect(found?.shelf.list().map(({ version }) => version)).toEqual(['1.0.0']);
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
    chip?.shelf.remember({
      name: 'demo',
      version: '1.1.0',
      buildId: 'b',
      sizeBytes: 1,
      sha256: 'a'.repeat(64),
      behaviour: 'works',
    });
    const found = await open(...files).load();
    const versions = found?.shelf.list().map(({ version }) => version);
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
      const found = await open(blocks, log).load();
      const version = found?.shelf.list().at(-1)?.version ?? 'none';
      outcomes.add(version);
      if (found !== null) expect(bytesEqual(found.flash.image(), blocks.bytes)).toBe(true);
      if (version === '9.9.9') expect(done).toBe(true);
      if (done) break;
    }
    expect([...outcomes].sort()).toEqual(['1.0.0', '9.9.9', 'none']);
  });
});

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
