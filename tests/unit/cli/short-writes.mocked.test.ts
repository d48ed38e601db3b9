/** The chip file on a system that takes fewer bytes than it is given, as POSIX allows for every write. */
import type * as fs from 'node:fs';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFlashFile, openFlashFile } from '../../../src/cli/device-chip.ts';
import { createMemoryRegistry } from '../../../src/emulator/firmware-registry.ts';
import { NorFlash } from '../../../src/ota-core/flash/nor-flash.ts';

/** The most that one write takes; 0: all of it. */
const system = vi.hoisted(() => ({ mostBytes: 0, writes: 0 }));

/** Of `writeSync`: where in the bytes, how many, and where in the file. */
type Place = readonly [offset?: number, length?: number, position?: number];

vi.mock('node:fs', async (load) => {
  const real = await load<typeof fs>();
  const write = (handle: number, bytes: Uint8Array, ...place: Place): number => {
    const [offset = 0, length = bytes.length - offset, position = null] = place;
    system.writes += 1;
    const most = system.mostBytes === 0 ? length : Math.min(length, system.mostBytes);
    return real.writeSync(handle, bytes, offset, most, position);
  };
  return { ...real, writeSync: write };
});

const geometry = { size: 16_384, eraseSize: 4096, programSize: 4, wordOnce: false };
const IMAGE = new Uint8Array(geometry.size).map((_, at) => (at * 13) ^ (at >> 8));
const info = {
  name: 'demo',
  version: '1.0.0',
  buildId: 'b',
  sizeBytes: 4,
  sha256: 'a'.repeat(64),
  behaviour: 'works',
} as const;

let folder = '';
let file = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'chip-'));
  file = path.join(folder, 'chip.bin');
  Object.assign(system, { mostBytes: 0, writes: 0 });
});
afterEach(() => rmSync(folder, { recursive: true }));

function create(): void {
  createFlashFile(file, {
    flash: new NorFlash(geometry, { image: IMAGE }),
    registry: createMemoryRegistry([info]),
  });
}

function open() {
  const kept = openFlashFile(file, geometry);
  if (kept === null) throw new Error('not there');
  return kept;
}

describe.each([1, 7, 1000, 4095])('a chip file written at most %i bytes at a time', (mostBytes) => {
  it('is whole when it is made, and so is what lies beside it', () => {
    system.mostBytes = mostBytes;
    create();
    expect(system.writes).toBeGreaterThan(geometry.size / mostBytes);
    expect(Buffer.compare(readFileSync(file), IMAGE)).toBe(0);
    expect(open().registry.list()).toEqual([info]);
  });

  it('has every byte of an operation before the operation returns', () => {
    create();
    system.mostBytes = mostBytes;
    const { flash, close } = open();
    flash.erase(4096, 8192);
    expect(Buffer.compare(readFileSync(file), flash.image())).toBe(0);
    flash.program(4096, IMAGE.subarray(0, 6000));
    expect(Buffer.compare(readFileSync(file), flash.image())).toBe(0);
    close();
    expect(Buffer.compare(open().flash.image(), flash.image())).toBe(0);
  });
});
