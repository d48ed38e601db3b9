import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync, lstatSync, rmSync } from 'node:fs';
import type { Clock } from '../../contracts/clock.ts';
import { OtaError } from '../../contracts/failure.ts';
import type { Link } from '../../contracts/link.ts';
import { SERIAL } from '../../contracts/link.ts';
import { throttle } from '../../transports/wrap/throttle.ts';
import { linkOfSocket, plainBytes } from './server-link.ts';

export interface PtyOptions {
  /** Where the port appears, as a link to a pseudo-terminal; one that is there already is replaced. */
  readonly path: string;
  /** Bits per second in both directions; null: as fast as it goes. */
  readonly baudRate: number | null;
  readonly clock: Clock;
}

/** The device's end of a serial adapter whose other end is a tty of this machine. */
export interface Pty {
  readonly link: Link;
  close(): Promise<void>;
}

/** socat appears within milliseconds or never. */
const APPEARS_MS = 5000;
const LOOK_EVERY_MS = 5;
/** What an adapter keeps while nobody has its port open; the rest of what the device says is lost. */
const KEPT_BYTES = 16_384;

/** Throws OtaError link/refused where there is no socat, or the path is something else. */
export async function openPty({ path, baudRate, clock }: PtyOptions): Promise<Pty> {
  makeMethod(path);
  // `ignoreeof`: a port that was closed can be opened again.
  const child = spawn('socat', [`pty,rawer,ignoreeof,link=${path}`, 'stdio'], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let trouble = '';
  child.on('error', (error) => (trouble += error.message));
  child.stderr.on('data', (text: Buffer) => (trouble += text.toString()));
  const gone = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  const until = clock.now() + APPEARS_MS;
  while (!existsSync(path)) {
    if (child.exitCode !== null || trouble !== '' || clock.now() > until) {
      child.kill();
      throw refusal(path, trouble === '' ? 'socat ended' : trouble.trim());
    }
    await clock.sleep(LOOK_EVERY_MS, new AbortController().signal);
  }
  const link = linkOf(child, path);
  return {
    link: baudRate === null ? link : throttle(link, { clock, bytesPerSecond: baudRate / 10 }),
    async close() {
      child.kill('SIGTERM');
      await gone;
      rmSync(path, { force: true });
    },
  };
}

function makeMethod(path: string): void {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there === undefined) return;
  if (!there.isSymbolicLink()) throw refusal(path, 'a file is there');
  rmSync(path);
}

const refusal = (path: string, detail: string): OtaError =>
  new OtaError('link/refused', { address: path, detail });

function linkOf(child: ChildProcessWithoutNullStreams, path: string): Link {
  child.stdin.on('error', () => undefined); // 'close' follows and tells it
  return linkOfSocket({
    ...SERIAL,
    label: path,
    framing: 'stream',
    listen({ data, closed }) {
      child.stdout.on('data', (bytes: Buffer) => data(plainBytes(bytes)));
      child.once('close', closed);
    },
    pause: () => void child.stdout.pause(),
    resume: () => void child.stdout.resume(),
    send(bytes, done) {
      if (child.stdin.writableLength + bytes.length <= KEPT_BYTES) child.stdin.write(bytes);
      done(child.exitCode === null ? null : new Error('socat ended'));
    },
    destroy: () => void child.kill('SIGTERM'),
  });
}
