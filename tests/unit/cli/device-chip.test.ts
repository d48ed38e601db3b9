import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFlashFile, openFlashFile, registryFile } from '../../../src/cli/device-chip.ts';
import { createMemoryRegistry } from '../../../src/emulator/firmware-registry.ts';
import { NorFlash } from '../../../src/ota-core/flash/nor-flash.ts';

const geometry = { size: 16_384, eraseSize: 4096, programSize: 4, wordOnce: false };
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
});
afterEach(() => rmSync(folder, { recursive: true }));

function create() {
  const flash = new NorFlash(geometry);
  flash.program(8, Uint8Array.of(1, 2, 3, 4));
  createFlashFile(file, { flash, registry: createMemoryRegistry([info]) });
  const kept = openFlashFile(file, geometry);
  if (kept === null) throw new Error('not there');
  return kept;
}

describe('a chip in a file', () => {
  it('is not there before it is made, and whole afterwards, with nothing left over', () => {
    expect(openFlashFile(file, geometry)).toBeNull();
    const kept = create();
    expect(kept.flash.image().subarray(8, 12)).toEqual(Uint8Array.of(1, 2, 3, 4));
    expect(kept.registry.list()).toEqual([info]);
    expect(readdirSync(folder).sort()).toEqual(['chip.bin', 'chip.bin.json']);
    kept.close();
  });

  it('has every operation in the file before the operation returns', () => {
    const kept = create();
    kept.flash.program(4096, Uint8Array.of(9, 8, 7, 6));
    expect(readFileSync(file).subarray(4096, 4100)).toEqual(Buffer.of(9, 8, 7, 6));
    kept.flash.erase(4096, 4096);
    expect(readFileSync(file).subarray(4096, 4100)).toEqual(Buffer.alloc(4, 0xff));
    kept.registry.remember({ ...info, version: '1.1.0' });
    expect(readFileSync(registryFile(file), 'utf8')).toContain('"1.1.0"');
    expect(readFileSync(file)).toEqual(Buffer.from(kept.flash.image()));
    kept.close();
  });

  it('is found again as it was left', () => {
    const kept = create();
    kept.flash.program(0, Uint8Array.of(0, 0, 0, 0));
    const left = kept.flash.image();
    kept.close();
    const again = openFlashFile(file, geometry);
    expect(again?.flash.image()).toEqual(left);
    expect(again?.registry.list()).toEqual([info]);
    again?.close();
  });

  it('of another size is refused and not touched', () => {
    writeFileSync(file, 'no chip');
    expect(() => openFlashFile(file, geometry)).toThrow(
      expect.objectContaining({
        code: 'file/other-size',
        facts: { file, found: 7, expected: geometry.size },
      }) as Error,
    );
    expect(readFileSync(file, 'utf8')).toBe('no chip');
    expect(existsSync(registryFile(file))).toBe(false);
  });

  it('without its shelf holds bytes that nobody knows', () => {
    create().close();
    rmSync(registryFile(file));
    const kept = openFlashFile(file, geometry);
    expect(kept?.registry.list()).toEqual([]);
    kept?.close();
  });
});
