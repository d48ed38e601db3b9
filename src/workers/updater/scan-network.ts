/** Asks each address of a network, over HTTP, whether a device is there (channels.md#http). A chunk of its own. */
import type { Clock } from '../../contracts/clock.ts';
import { OtaError } from '../../contracts/failure.ts';
import { MOST_SCANNED } from '../../contracts/network-scan.ts';
import type { ScanOrder, ScannedDevice, ScanSnapshot } from '../../contracts/network-scan.ts';
import { LONGEST_FRAME_BYTES } from '../../contracts/peer-limits.ts';
import { withDeadline } from '../../rpc/deadline.ts';
import { frameBytes, parseFrame, requestOf, textOfBytes } from '../../rpc/frame.ts';
import { sysInfoIn } from '../../rpc/methods.ts';
import type { HttpSend } from '../../transports/http/http-link.ts';

/** A device of this network answers in some 10 ms, one whose radio sleeps in some 300; nobody answers at most addresses. */
export const SCAN_ANSWER_MS = 2_500;
/** Questions under way at once: routers take more of a burst for an attack. */
export const SCANNED_AT_ONCE = 16;
/** Between two pictures, where nothing was found. */
const TELL_EVERY_MS = 200;
/** What devices answer who want to know who calls (rpc-frames.md#digest-authentication). */
const DENIED: readonly number[] = [401, 403];

const QUESTION_ID = 1;
const QUESTION = frameBytes(
  requestOf({ id: QUESTION_ID, method: 'Sys.GetInfo', params: null }, undefined),
);

export interface ScanDeps {
  readonly clock: Clock;
  readonly send: HttpSend;
  readonly signal: AbortSignal;
  readonly tell: (latest: ScanSnapshot) => void;
}

/** Settles when each was asked, or the signal has ended it; never rejects for what an address does. */
export async function scanNetwork({ hosts, port }: ScanOrder, deps: ScanDeps): Promise<void> {
  const { clock, signal, tell } = deps;
  const wanted = hosts.slice(0, MOST_SCANNED);
  const found: ScannedDevice[] = [];
  let [next, asked, toldAt] = [0, 0, clock.now()];
  const now = (phase: ScanSnapshot['phase']): void => {
    toldAt = clock.now();
    tell({ phase, asked, of: wanted.length, found: [...found] });
  };
  const askInTurn = async (): Promise<void> => {
    while (!signal.aborted) {
      const host = wanted[next];
      if (host === undefined) return;
      next += 1;
      const device = await askOne(`http://${host}:${port}/rpc`, host, deps);
      if (isOver(signal)) return;
      asked += 1;
      if (device !== null) found.push(device);
      if (device !== null || clock.now() - toldAt >= TELL_EVERY_MS) now('running');
    }
  };
  now('running');
  await Promise.all(Array.from({ length: SCANNED_AT_ONCE }, askInTurn));
  now(signal.aborted ? 'stopped' : 'done');
}

const isOver = ({ aborted }: AbortSignal): boolean => aborted;

/** null: nobody, or somebody else. */
async function askOne(
  url: string,
  host: string,
  { clock, send, signal }: ScanDeps,
): Promise<ScannedDevice | null> {
  const late = (): OtaError => new OtaError('link/refused', { address: url, detail: 'no answer' });
  try {
    const { status, body } = await withDeadline(
      { clock, ms: SCAN_ANSWER_MS, signal, late },
      (inner) => send(url, { frame: QUESTION, mostBytes: LONGEST_FRAME_BYTES + 1, signal: inner }),
    );
    if (status === 401) return { host, info: null };
    return status === 200 && body.length <= LONGEST_FRAME_BYTES ? deviceIn(host, body) : null;
  } catch {
    return null; // whatever it is, it is no device that answers
  }
}

function deviceIn(host: string, body: Uint8Array): ScannedDevice | null {
  const parsed = parseFrame(textOfBytes(body).trim());
  if (!parsed.ok || parsed.frame.kind !== 'response') return null;
  const { id: answers, outcome } = parsed.frame;
  if (answers !== QUESTION_ID) return null;
  if (!outcome.ok) return DENIED.includes(outcome.code) ? { host, info: null } : null;
  const info = sysInfoIn(outcome.result);
  if (info === null) return null;
  const { id, app, fw_version: version, arch } = info;
  return { host, info: { id, app, version, arch } };
}
