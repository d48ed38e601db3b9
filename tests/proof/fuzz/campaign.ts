import { performance } from 'node:perf_hooks';
import fc from 'fast-check';
import { randomPieces, seededRandom } from '../../support/chunking.ts';
import { mutate } from './mutate.ts';
import type { FuzzTarget } from './target.ts';

/** proof.md#bounds: no single input may take longer. */
export const SLOW_MS = 100;
/** Inputs per seed: fast-check makes this many of its own, mutation as many again. */
const BATCH = 20;

export interface FuzzFailure {
  readonly target: string;
  readonly kind: 'exception' | 'cut' | 'slow';
  readonly detail: string;
  /** Seed of the batch and place in it. */
  readonly at: string;
  readonly input: Uint8Array;
}

export interface TargetReport {
  readonly name: string;
  readonly executions: number;
  readonly failures: readonly FuzzFailure[];
}

/** More failures of one target than these say nothing new. */
const MAX_FAILURES = 20;

export interface FuzzOptions {
  readonly ms: number;
  readonly seed: number;
  /** Ends at so many failures. */
  readonly most?: number;
}

/** Fires at one target for a time, from a seed on. */
export function fuzzTarget(
  target: FuzzTarget,
  { ms, seed, most = MAX_FAILURES }: FuzzOptions,
): TargetReport {
  const failures: FuzzFailure[] = [];
  const end = performance.now() + ms;
  let executions = 0;
  for (let batch = seed; performance.now() < end; batch += 1) {
    for (const [index, input] of batchOf(target, batch).entries()) {
      executions += 1;
      const fault = tryInput(target, input, batch + index);
      if (fault === null) continue;
      failures.push({ ...fault, target: target.name, at: `${batch}:${index}`, input });
      if (failures.length === most) return { name: target.name, executions, failures };
    }
  }
  return { name: target.name, executions, failures };
}

/** The inputs of a seed, always the same. */
export function batchOf(target: FuzzTarget, seed: number): readonly Uint8Array[] {
  const random = seededRandom(seed);
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.json({ maxDepth: 4 }).map((text) => new Uint8Array(Buffer.from(text))),
  );
  return [
    ...fc.sample(bytes, { numRuns: BATCH / 4, seed }),
    ...Array.from({ length: BATCH }, () => mutate(target.corpus, random)),
  ];
}

type Fault = Pick<FuzzFailure, 'kind' | 'detail'>;

/** One input: whole, byte by byte, and at random cuts where the target takes pieces. */
export function tryInput(target: FuzzTarget, input: Uint8Array, seed: number): Fault | null {
  const cuttings = target.isCuttable
    ? [
        [input],
        Array.from(input, (_, at) => input.subarray(at, at + 1)),
        randomPieces(input, { seed, largest: 64 }),
      ]
    : [[input]];
  let whole: string | null = null;
  for (const pieces of cuttings) {
    const { fault, result } = timed(target, pieces);
    if (fault !== null) return fault;
    whole ??= result;
    if (result !== whole) return { kind: 'cut', detail: `${whole} / ${result}`.slice(0, 400) };
  }
  return null;
}

/** A slow run counts only if it is slow three times: the machine may have been busy elsewhere. */
function timed(
  target: FuzzTarget,
  pieces: readonly Uint8Array[],
): { readonly fault: Fault | null; readonly result: string } {
  let fastest = Infinity;
  let result = '';
  for (let run = 0; run < 3 && fastest > SLOW_MS; run += 1) {
    const start = performance.now();
    try {
      result = target.run(pieces);
    } catch (error) {
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return { fault: { kind: 'exception', detail }, result };
    }
    fastest = Math.min(fastest, performance.now() - start);
  }
  if (fastest <= SLOW_MS) return { fault: null, result };
  return { fault: { kind: 'slow', detail: `${Math.round(fastest)} ms` }, result };
}
