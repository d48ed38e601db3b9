import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureBroker } from '../../../../scripts/ensure.mjs';
import { freePort, serverPath, takesConnections } from '../server-ports.ts';

export interface BrokerOptions {
  /** Lets in these only, by user and password; anybody when left out. */
  readonly users?: Readonly<Record<string, string>>;
  /** More lines of its configuration. */
  readonly settings?: readonly string[];
  /** What is retained outlives `kill`: written to disk after each change, within a second. */
  readonly keeps?: boolean;
}

/** A Mosquitto of our own, with MQTT and MQTT over WebSocket on free ports of this machine. */
export interface TestBroker {
  readonly port: number;
  readonly webPort: number;
  /** `mqtt://127.0.0.1:PORT` */
  readonly url: string;
  /** `ws://127.0.0.1:PORT` */
  readonly webUrl: string;
  /** Kills it: its connections are reset. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, at the same ports. Nothing of before is kept, unless it `keeps`. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export async function startBroker({
  users,
  settings = [],
  keeps = false,
}: BrokerOptions = {}): Promise<TestBroker> {
  ensureBroker();
  const folder = mkdtempSync(path.join(tmpdir(), 'slipway-broker-'));
  const [port, webPort] = [await freePort(), await freePort()];
  const config = path.join(folder, 'mosquitto.conf');
  const lines = [
    'user root', // where it is started as root it would take another user, who may not read this folder
    'per_listener_settings false',
    ...(keeps
      ? [
          'persistence true',
          `persistence_location ${folder}/`,
          'autosave_on_changes true',
          'autosave_interval 1',
        ]
      : ['persistence false']),
    'set_tcp_nodelay true', // else every answer waits 40 ms for an acknowledgement of TCP
    'max_queued_messages 0',
    ...settings,
    ...(users === undefined
      ? ['allow_anonymous true']
      : ['allow_anonymous false', `password_file ${writePasswords(folder, users)}`]),
    `listener ${port} 127.0.0.1`,
    `listener ${webPort} 127.0.0.1`,
    'protocol websockets',
  ];
  writeFileSync(config, `${lines.join('\n')}\n`);
  let running: ChildProcess | null = null;
  const kill = async (): Promise<void> => {
    const child = running;
    running = null;
    if (child === null) return;
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
  };
  const start = async (): Promise<void> => {
    running = await run(config, [port, webPort]);
  };
  const clean = (): void => {
    running?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', clean);
  await start();
  return {
    port,
    webPort,
    url: `mqtt://127.0.0.1:${port}`,
    webUrl: `ws://127.0.0.1:${webPort}`,
    kill,
    start,
    async stop() {
      process.off('exit', clean);
      await kill();
      clean();
    },
  };
}

function writePasswords(folder: string, users: Readonly<Record<string, string>>): string {
  const file = path.join(folder, 'passwords');
  writeFileSync(file, '', { mode: 0o600 });
  for (const [user, password] of Object.entries(users))
    execFileSync('mosquitto_passwd', ['-b', file, user, password]);
  return file;
}

async function run(config: string, ports: readonly number[]): Promise<ChildProcess> {
  const child = spawn('mosquitto', ['-c', config], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: serverPath(),
  });
  let complaint = '';
  child.stderr.on('data', (text: Buffer) => (complaint += text.toString()));
  const ended = once(child, 'close').then(() => {
    throw new Error(`mosquitto: ${complaint}`);
  });
  ended.catch(() => undefined); // later: it was killed
  await Promise.race([ended, Promise.all(ports.map(takesConnections))]);
  return child;
}
