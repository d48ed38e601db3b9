import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { closeSync, constants, existsSync, openSync, readlinkSync } from 'node:fs';

/** A pseudo-terminal made by socat. Its slave is what a browser opens; the master's bytes are here. */
export class Pty {
  /** The slave: /dev/pts/… */
  readonly path: string;
  readonly #socat: ChildProcessWithoutNullStreams;
  /** Held open and never read: without anybody at the slave, socat would take the master for closed. */
  #holder: number | null;
  #baud = { rate: 0, askedAt: -Infinity, usedAt: -Infinity };
  #hear: (bytes: Uint8Array) => void = () => undefined;

  private constructor(socat: ChildProcessWithoutNullStreams, path: string) {
    this.#socat = socat;
    this.path = path;
    this.#holder = openSync(path, constants.O_RDWR | constants.O_NOCTTY);
    socat.stdout.on('data', (bytes: Buffer) => this.#hear(Uint8Array.from(bytes)));
    socat.stdin.on('error', () => undefined); // hung up: what was on its way is gone
  }

  /** `link`: a path that does not exist yet. */
  static async open(link: string): Promise<Pty> {
    const socat = spawn('socat', ['-b', '256', `PTY,rawer,link=${link}`, 'STDIO']);
    const failed = new Promise<never>((_, reject) => {
      socat.once('error', (cause) => reject(new Error('socat does not start', { cause })));
      socat.stderr.once('data', (words: Buffer) => reject(new Error(`socat: ${words.toString()}`)));
    });
    failed.catch(() => undefined); // after the start only the far end matters
    const made = async (): Promise<string> => {
      while (!existsSync(link)) await new Promise((resolve) => setTimeout(resolve, 5));
      return readlinkSync(link);
    };
    return new Pty(socat, await Promise.race([made(), failed]));
  }

  /** What comes from the browser; one listener at a time. Bytes are owned by the listener. */
  listen(hear: (bytes: Uint8Array) => void): void {
    this.#hear = hear;
  }

  /** What the browser set when it opened the port: a pty keeps the number, though it has no line. */
  baudRate(): number {
    const now = performance.now();
    if (now - this.#baud.usedAt > BAUD_KEEPS_MS || now - this.#baud.askedAt > BAUD_HOLDS_MS) {
      const { stdout } = spawnSync('stty', ['-F', this.path, 'speed']);
      this.#baud = { rate: Number(stdout.toString()), askedAt: now, usedAt: now };
    }
    this.#baud.usedAt = now;
    return this.#baud.rate;
  }

  write(bytes: Uint8Array): void {
    if (!this.#socat.stdin.destroyed) this.#socat.stdin.write(bytes);
  }

  /** The line is gone: whoever has the slave open reads its end. */
  async hangUp(): Promise<void> {
    if (this.#holder === null) return;
    closeSync(this.#holder);
    this.#holder = null;
    const gone = new Promise((resolve) => this.#socat.once('exit', resolve));
    this.#socat.kill('SIGKILL');
    await gone;
  }
}

/** As long as bytes pass nobody sets another: a page that tries rates closes the port between two of them, which takes longer. */
const BAUD_KEEPS_MS = 200;
const BAUD_HOLDS_MS = 2_000;
