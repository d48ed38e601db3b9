import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Filesystem } from '../../../../../src/ota-core/fs/filesystem.ts';
import { openSpiffs } from '../../../../../src/ota-core/fs/spiffs/open-spiffs.ts';
import { formatSpiffs } from './format-spiffs.ts';
import { NorFlash } from '../../../../../src/ota-core/flash/nor-flash.ts';
import { concatBytes } from '../../../../../src/ota-core/primitives/bytes.ts';
import { below, pick } from '../../../../proof/fuzz/mutate.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../../../fixtures/filesystems');

export function readImage(name: string): Uint8Array {
  return new Uint8Array(readFileSync(path.join(FOLDER, name)));
}

export type Listing = Readonly<Record<string, { readonly size: number; readonly sha256: string }>>;

/** What filesystems.json says must be in an image. */
export function expectedFiles(part: string): Listing {
  const all = JSON.parse(readFileSync(path.join(FOLDER, 'filesystems.json'), 'utf8')) as Record<
    string,
    Listing
  >;
  return all[part]!;
}

export function listingOf(filesystem: Filesystem): Listing {
  return Object.fromEntries(
    filesystem.list().map(({ name, size }) => {
      const sha256 = createHash('sha256').update(filesystem.read(name)!).digest('hex');
      return [name, { size, sha256 }];
    }),
  );
}

export function chipOf(size: number, programSize = 4): NorFlash {
  return new NorFlash({ size, eraseSize: 4096, programSize, wordOnce: false });
}

export function chipWith(image: Uint8Array, programSize = 4): NorFlash {
  const geometry = { size: image.length, eraseSize: 4096, programSize, wordOnce: false };
  return new NorFlash(geometry, { image });
}

export function freshChip(blocks: number, programSize = 4): NorFlash {
  const chip = chipOf(blocks * 4096, programSize);
  formatSpiffs(chip);
  return chip;
}

/** Files by name, as somebody who knows nothing of flash keeps them. */
export type Model = ReadonlyMap<string, Uint8Array>;

export function modelOf(filesystem: Filesystem): Model {
  return new Map(filesystem.list().map(({ name }) => [name, filesystem.read(name)!]));
}

/** One line per file: models compared byte by byte by the test runner would take it minutes. */
export function linesOf(model: Model): readonly string[] {
  return [...model]
    .map(
      ([name, bytes]) =>
        `${name} ${bytes.length} ${createHash('sha1').update(bytes).digest('hex')}`,
    )
    .sort();
}

/** A file's worth of bytes in which every page differs from every other one. */
export function contentOf(length: number, seed: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => (seed * 167 + at * 31 + (at >> 7) * 13) & 0xff);
}

/** Every block in use holds pages that count beside deleted ones: to write 2600 bytes some must move. */
export function crammedChip(): NorFlash {
  const chip = freshChip(6);
  const filesystem = openSpiffs(chip);
  for (let count = 0; count < 12; count += 1) filesystem.write(`f${count}`, contentOf(600, count));
  for (let count = 0; count < 12; count += 2) filesystem.write(`f${count}`, contentOf(300, count));
  return chip;
}

export type Step =
  | { readonly kind: 'write' | 'append'; readonly name: string; readonly bytes: Uint8Array }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  | { readonly kind: 'remove'; readonly name: string };

export function doStep(filesystem: Filesystem, step: Step): void {
  switch (step.kind) {
    case 'write': {
      filesystem.write(step.name, step.bytes);
      return;
    }
    case 'append': {
      filesystem.append(step.name, step.bytes);
      return;
    }
    case 'rename':
      return void filesystem.rename(step.from, step.to);
    case 'remove':
      return void filesystem.remove(step.name);
  }
}

export function afterStep(model: Model, step: Step): Model {
  const next = new Map(model);
  if (step.kind === 'write') next.set(step.name, step.bytes);
  if (step.kind === 'append')
    next.set(step.name, concatBytes(model.get(step.name) ?? new Uint8Array(0), step.bytes));
  if (step.kind === 'remove') next.delete(step.name);
  const moved = step.kind === 'rename' ? next.get(step.from) : undefined;
  if (step.kind === 'rename' && moved !== undefined) {
    next.delete(step.from);
    next.set(step.to, moved);
  }
  return next;
}

const NAMES = ['a', 'b.json', 'conf9.json', 'a name of forty-seven bytes, the longest of all', 'ä'];

/** Mostly small files; now and then one with an index page of its own, or an empty one. */
export function randomStep(random: () => number, most: number): Step {
  const name = pick(random, NAMES);
  const chance = below(random, 10);
  if (chance === 0) return { kind: 'remove', name };
  if (chance <= 2) return { kind: 'rename', from: name, to: pick(random, NAMES) };
  const length = pick(random, [0, 1, 250, 251, 252, below(random, 3000), below(random, most)]);
  const kind = chance <= 5 ? 'append' : 'write';
  return { kind, name, bytes: contentOf(length, below(random, 256)) };
}

export function describeStep(step: Step): string {
  return 'bytes' in step ? `${step.kind} ${step.name} ${step.bytes.length}` : JSON.stringify(step);
}
