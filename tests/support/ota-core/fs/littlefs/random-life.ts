/** A filesystem's life by dice: operations, and a plain map that says what must be there after each. */
import type { Filesystem } from '../../../../../src/ota-core/fs/filesystem.ts';
import { FilesystemError } from '../../../../../src/ota-core/fs/filesystem.ts';
import { concatBytes } from '../../../../../src/ota-core/primitives/bytes.ts';
import { createNoise, noiseBytes } from '../../../../../src/ota-core/flash/fault-plan.ts';

export type Operation =
  | { readonly kind: 'write'; readonly name: string; readonly bytes: Uint8Array }
  | { readonly kind: 'append'; readonly name: string; readonly bytes: Uint8Array }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  | { readonly kind: 'remove'; readonly name: string };

export type Model = ReadonlyMap<string, Uint8Array>;

/** Sizes around every edge: nothing, inline and just not, one block and just not, skips of one and two. */
const SIZES = [0, 1, 40, 63, 64, 200, 256, 257, 1500, 4096, 4097, 8188, 8189, 12_276, 20_000];
/** Names that begin with each other, and long ones that fill a pair quickly. */
const NAMES = ['a', 'a.', 'a.b', 'conf0.json', 'conf9.json', 'init.js', 'Zürich ☂', 'z'];

export interface LifeOptions {
  readonly seed: number;
  /** How many different names there are. */
  readonly names: number;
  /** The biggest of `SIZES` that is used. */
  readonly maxSize: number;
}

export function createLife({ seed, names, maxSize }: LifeOptions): () => Operation {
  const next = createNoise(seed);
  const below = (limit: number): number => next() % limit;
  const sizes = SIZES.filter((size) => size <= maxSize);
  const name = (): string => {
    const index = below(names);
    return NAMES[index] ?? String(index * 7919).padEnd(20 + ((index * 31) % 230), 'x');
  };
  return () => {
    const dice = below(10);
    if (dice < 2) return { kind: 'remove', name: name() };
    if (dice < 4) return { kind: 'rename', from: name(), to: name() };
    const size = sizes[below(sizes.length)] ?? 0;
    return { kind: 'write', name: name(), bytes: noiseBytes(size, next()) };
  };
}

/** What must be there afterwards. */
export function afterwards(model: Model, operation: Operation): Model {
  const next = new Map(model);
  if (operation.kind === 'write') next.set(operation.name, operation.bytes);
  else if (operation.kind === 'append')
    next.set(
      operation.name,
      concatBytes(model.get(operation.name) ?? new Uint8Array(0), operation.bytes),
    );
  else if (operation.kind === 'remove') next.delete(operation.name);
  else {
    const content = model.get(operation.from);
    if (content === undefined) return model;
    next.delete(operation.from);
    next.set(operation.to, content);
  }
  return next;
}

export function perform(fs: Filesystem, operation: Operation): void {
  if (operation.kind === 'write') fs.write(operation.name, operation.bytes);
  else if (operation.kind === 'append') fs.append(operation.name, operation.bytes);
  else if (operation.kind === 'remove') fs.remove(operation.name);
  else fs.rename(operation.from, operation.to);
}

/** False where the filesystem refused for want of room. */
export function performOrFull(fs: Filesystem, operation: Operation): boolean {
  try {
    perform(fs, operation);
    return true;
  } catch (error) {
    if (error instanceof FilesystemError && error.kind === 'full') return false;
    throw error;
  }
}

/** What is different between two sets of files, as words; null: nothing. */
export function difference(there: Model, wanted: Model): string | null {
  for (const [name, bytes] of wanted) {
    const found = there.get(name);
    if (found === undefined) return `${name} is lost`;
    if (Buffer.compare(found, bytes) !== 0) return `${name} has another content`;
  }
  for (const name of there.keys()) if (!wanted.has(name)) return `${name} is there too`;
  return null;
}

export function filesOf(fs: Filesystem): Model {
  return new Map(fs.list().map(({ name }) => [name, fs.read(name) ?? new Uint8Array(0)]));
}
