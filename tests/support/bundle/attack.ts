import { createHash } from 'node:crypto';
import type { FailureCode } from '../../../src/contracts/failure.ts';
import { pushBlindly, startUpdate } from '../ota-core/update/update-bench.ts';
import { refusalOfBytes } from './refusal.ts';
import { forgeZip, utf8, type ForgedEnd, type ForgedEntry } from './zip-forge.ts';

export const APP = utf8('application '.repeat(60));
export const FS = utf8('filesystem '.repeat(50));

const hash = (algorithm: string, bytes: Uint8Array) =>
  createHash(algorithm).update(bytes).digest('hex');

export const digestsOf = (bytes: Uint8Array) => ({
  cs_sha1: hash('sha1', bytes),
  cs_sha256: hash('sha256', bytes),
});

const PARTS = {
  app: { type: 'app', src: 'app.bin', size: APP.length, ...digestsOf(APP) },
  fs: { type: 'fs', src: 'fs.img', size: FS.length, ...digestsOf(FS) },
};

export const MANIFEST = {
  name: 'demo',
  platform: 'esp32',
  version: '1.1.0',
  build_id: 'b',
  parts: PARTS,
};

export const entry = (name: string, bytes: Uint8Array | string): ForgedEntry => ({
  name,
  bytes: typeof bytes === 'string' ? utf8(bytes) : bytes,
});

/** A bundle that both take, with what an attacker changes of it. */
export function attack({
  manifest = JSON.stringify(MANIFEST),
  more = [],
  app = {},
  end = {},
}: {
  readonly manifest?: string | Uint8Array;
  /** Behind the others. */
  readonly more?: readonly ForgedEntry[];
  readonly app?: Partial<ForgedEntry>;
  readonly end?: ForgedEnd;
} = {}): Uint8Array {
  return forgeZip(
    [
      entry('manifest.json', manifest),
      { ...entry('app.bin', APP), ...app },
      entry('fs.img', FS),
      ...more,
    ],
    end,
  );
}

/** A manifest with some of its fields changed, and of its app. */
export const manifestWith = (fields: object, app: object = {}): string =>
  JSON.stringify({
    ...MANIFEST,
    parts: { ...PARTS, app: { ...PARTS.app, ...app } },
    ...fields,
  });

export interface Verdict {
  /** Why the host refuses it; null: it is taken. */
  readonly host: FailureCode | null;
  /** What the device says, pushed by a client that checks nothing; null: it would start it. */
  readonly device: string | null;
}

/** What both make of an archive. Throws where the device touched anything but the slot to be written. */
export function judge(bytes: Uint8Array): Verdict {
  const run = startUpdate();
  const state = pushBlindly(run, [bytes]);
  if (run.strays > 0) throw new Error('written outside the target slot');
  const isStaged = run.staged.length > 0;
  if (isStaged !== (state.phase === 'finalized')) throw new Error(`staged and ${state.phase}`);
  return {
    host: refusalOfBytes(bytes)?.code ?? null,
    device: isStaged ? null : state.phase === 'failed' ? state.message : state.phase,
  };
}
