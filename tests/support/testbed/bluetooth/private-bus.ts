import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** A dbus-daemon of our own. The browser takes it for the system's: DBUS_SYSTEM_BUS_ADDRESS. */
export interface PrivateBus {
  readonly address: string;
  /** After the browser: to lose the bus is fatal for it. */
  stop(): Promise<void>;
}

export async function startPrivateBus(): Promise<PrivateBus> {
  const folder = mkdtempSync(path.join(tmpdir(), 'slipway-bus-'));
  const config = fileURLToPath(new URL('bus.conf', import.meta.url));
  const daemon = spawn(
    'dbus-daemon',
    [
      `--config-file=${config}`,
      `--address=unix:path=${path.join(folder, 'bus')}`,
      '--nofork',
      '--nopidfile',
      '--print-address',
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let complaint = '';
  daemon.stderr.on('data', (text: Buffer) => (complaint += text.toString()));
  const clean = (): void => {
    daemon.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', clean);
  const ended = once(daemon, 'close').catch((error: unknown) => (complaint += String(error)));
  const address = await Promise.race([
    once(daemon.stdout, 'data').then(([line]) => String(line).trim()),
    ended.then(() => Promise.reject(new Error(`dbus-daemon: ${complaint}`))),
  ]);
  return {
    address,
    async stop() {
      process.off('exit', clean);
      clean();
      await ended;
    },
  };
}
