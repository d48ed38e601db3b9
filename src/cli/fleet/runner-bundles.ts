/** The packages that a runner has: fetched once each, checked, and kept in a folder by their SHA-256. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { MAX_BUNDLE_BYTES, checkBundle } from '../../bundle/open-bundle.ts';
import { judgeSignature } from '../../bundle/verify-signature.ts';
import { realClock } from '../../contracts/clock.ts';
import type { Clock } from '../../contracts/clock.ts';
import { OtaError, unwritableFile } from '../../contracts/failure.ts';
import { randomHex } from '../../contracts/random-hex.ts';
import type { SignatureTrust } from '../../contracts/signature.ts';
import type { JobBundle } from '../../fleet/runner/job-documents.ts';
import { throwIfAborted, untilAborted, withDeadline } from '../../rpc/deadline.ts';
import { nodeFetch } from '../../transports/nodehttp/node-send.ts';
import { requireSignature } from '../../update/signature-findings.ts';
import { connectionDetail } from '../delivery/connection-detail.ts';
import { nodeDigests } from '../device-chip.ts';
import type { FleetBundle } from './fleet-bundles.ts';

/** In all: for 64 MiB over a line of 1 Mbit/s. */
const LONGEST_FETCH_MS = 600_000;
/** The coordinator hands its packages to so many at once; the others come again. */
const FETCH_TRIES = 5;
const PAUSE_MS = 2_000;
/** What the folder holds at most; the ones that were used longest ago go first. */
const MOST_KEPT_BYTES = 512 * 1024 * 1024;
const MOST_KEPT_FILES = 64;
/** Opened, in memory. */
const MOST_OPEN = 8;

const NAME = /^[0-9a-f]{64}\.zip$/;

export class RunnerBundles {
  readonly #folder: string;
  readonly #trust: SignatureTrust;
  readonly #clock: Clock;
  /** By SHA-256, the one that was used last at the end. */
  readonly #open = new Map<string, Promise<FleetBundle>>();

  private constructor(folder: string, trust: SignatureTrust, clock: Clock) {
    this.#folder = folder;
    this.#trust = trust;
    this.#clock = clock;
  }

  /** Throws file/unwritable. */
  static async at(
    folder: string,
    trust: SignatureTrust,
    clock: Clock = realClock,
  ): Promise<RunnerBundles> {
    try {
      await mkdir(folder, { recursive: true });
      const probe = path.join(folder, `.probe-${randomHex(8)}`);
      await writeFile(probe, '');
      await rm(probe);
    } catch (reason) {
      throw unwritableFile(folder, reason);
    }
    return new RunnerBundles(folder, trust, clock);
  }

  /**
   * Jobs that need the same one at the same time wait for the same. Throws source/… where it cannot be had, or is another one, bundle/…, and
   * what the signal says.
   */
  async open(wanted: JobBundle, signal: AbortSignal): Promise<FleetBundle> {
    const { sha256 } = wanted;
    const opening = this.#open.get(sha256) ?? this.#load(wanted);
    this.#open.delete(sha256);
    this.#open.set(sha256, opening);
    const [oldest = ''] = this.#open.keys();
    if (this.#open.size > MOST_OPEN) this.#open.delete(oldest);
    opening.catch(() => {
      if (this.#open.get(sha256) === opening) this.#open.delete(sha256);
    });
    return untilAborted(opening, signal);
  }

  async #load(wanted: JobBundle): Promise<FleetBundle> {
    const file = path.join(this.#folder, `${wanted.sha256}.zip`);
    const kept = await readFile(file).catch(() => null);
    const isKept = kept !== null && sha256Of(kept) === wanted.sha256;
    const bytes = new Uint8Array(isKept ? kept : await fetched(wanted, this.#clock));
    if (isKept) await utimes(file, new Date(), new Date()).catch(() => undefined);
    else await this.#keep(file, bytes);
    const { signal } = new AbortController();
    const name = `${wanted.sha256.slice(0, 12)}.zip`;
    const bundle = checkBundle(bytes, { fileName: name, signal, digests: nodeDigests });
    const signature = await judgeSignature({ bundle, mended: [] }, this.#trust);
    requireSignature(signature);
    return { bundle, signature };
  }

  /** Where the disk is full the next runner's start fetches it again. */
  async #keep(file: string, bytes: Uint8Array): Promise<void> {
    const part = `${file}.${randomHex(8)}`;
    try {
      await writeFile(part, bytes);
      await rename(part, file);
      await this.#tidy(path.basename(file));
    } catch {
      await rm(part, { force: true }).catch(() => undefined); // it is in memory
    }
  }

  async #tidy(newest: string): Promise<void> {
    const names = (await readdir(this.#folder)).filter((name) => NAME.test(name));
    const files = await Promise.all(
      names.map(async (name) => {
        const { size, mtimeMs } = await stat(path.join(this.#folder, name));
        return { name, size, usedMs: name === newest ? Infinity : mtimeMs };
      }),
    );
    let [bytes, count] = [0, 0];
    for (const { name, size } of files.sort((one, other) => other.usedMs - one.usedMs)) {
      bytes += size;
      count += 1;
      if (name !== newest && (bytes > MOST_KEPT_BYTES || count > MOST_KEPT_FILES))
        await rm(path.join(this.#folder, name), { force: true });
    }
  }
}

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Throws source/not-fetched, source/status, source/other-file. */
async function fetched(wanted: JobBundle, clock: Clock): Promise<Uint8Array> {
  const late = () =>
    OtaError.from(new OtaError('rpc/timeout', { method: 'GET', timeoutMs: LONGEST_FETCH_MS }));
  const { signal: never } = new AbortController();
  const bound = { clock, ms: LONGEST_FETCH_MS, signal: never, late };
  try {
    return await withDeadline(bound, (signal) => fetchIn(wanted, { clock, signal }));
  } catch (reason) {
    if (OtaError.from(reason).code.startsWith('source/')) throw reason;
    const facts = { address: originOf(wanted), detail: connectionDetail(reason) };
    throw new OtaError('source/not-fetched', facts, { cause: reason });
  }
}

/** Throws source/status, source/other-file, what the last try failed with, and what the signal says. */
async function fetchIn(
  wanted: JobBundle,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<Uint8Array> {
  const { url, sha256, bytes: expected } = wanted;
  const address = originOf(wanted);
  const mostBytes = Math.min(MAX_BUNDLE_BYTES, expected) + 1;
  const request = { method: 'GET', headers: {}, body: null, mostBytes, signal };
  for (let tries = 1; ; tries += 1) {
    const answer = await nodeFetch(url, request).catch((reason: unknown) => {
      throwIfAborted(signal);
      if (tries >= FETCH_TRIES) throw reason;
      return null;
    });
    if (answer !== null && answer.status !== 200)
      throw new OtaError('source/status', { address, status: answer.status });
    const found = answer?.body.length ?? 0;
    if (answer !== null && found === expected && sha256Of(answer.body) === sha256)
      return answer.body;
    // One that ends early may be whole the next time.
    if (answer !== null && (found >= expected || tries >= FETCH_TRIES))
      throw new OtaError('source/other-file', { address, found, expected });
    await clock.sleep(PAUSE_MS, signal);
  }
}

/** Without the path, which nobody guesses. */
const originOf = ({ url }: JobBundle): string => new URL(url).origin;
