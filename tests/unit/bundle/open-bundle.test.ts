import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openBundle } from '../../../src/bundle/open-bundle.ts';
import { partBytes } from '../../../src/bundle/part-bytes.ts';

const NAME = 'demo-esp32-1.1.0-tiny.zip';
const ORIGINAL = readFileSync(new URL(`../../fixtures/bundles/${NAME}`, import.meta.url));
const { signal } = new AbortController();

/** A file that holds other bytes whenever it is read once more. */
class ChangingFile extends Blob {
  reads = 0;

  constructor() {
    super([ORIGINAL]);
  }

  override async arrayBuffer(): Promise<ArrayBuffer> {
    this.reads += 1;
    const bytes = new Uint8Array(await super.arrayBuffer());
    return this.reads === 1 ? bytes.buffer : bytes.fill(0xbd).buffer;
  }

  override slice(): Blob {
    this.reads += 1;
    return new Blob([new Uint8Array(ORIGINAL.length).fill(0xbd)]);
  }
}

describe('an opened bundle', () => {
  it('holds the bytes that were checked, whatever becomes of its file', async () => {
    const file = new ChangingFile();
    const bundle = await openBundle(file, { fileName: NAME, signal });
    expect(Buffer.from(bundle.bytes).equals(ORIGINAL)).toBe(true);
    expect(file.reads).toBe(1);
  });

  it('gives out parts that may be changed without a change of what is sent', async () => {
    const bundle = await openBundle(new Blob([ORIGINAL]), { fileName: NAME, signal });
    for (const part of bundle.parts) partBytes(bundle, part).fill(0);
    expect(Buffer.from(bundle.bytes).equals(ORIGINAL)).toBe(true);
  });
});
