import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureWebServer } from '../../../../scripts/ensure.mjs';
import { freePort, serverPath, takesConnections } from '../server-ports.ts';

export interface WebServerOptions {
  /** What stands at `/NAME`. */
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** More lines of its `server` block. */
  readonly lines?: readonly string[];
  /** Lets in these only where a line says `auth_basic`; by user and password, in the file `users`. */
  readonly users?: Readonly<Record<string, string>>;
}

/** As its log has it: written when the answer ends. */
export interface LoggedRequest {
  readonly method: string;
  readonly uri: string;
  readonly status: number;
  /** Of the body. */
  readonly sentBytes: number;
  /** Headers; '' where there was none. */
  readonly range: string;
  readonly acceptEncoding: string;
  readonly device: string;
}

/** An nginx of our own on a free port of this machine, out of a folder of its own. */
export interface TestWebServer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  requests(): readonly LoggedRequest[];
  /** A file gets shorter on the disk, whoever is reading it. */
  cut(name: string, bytes: number): void;
  /** Whoever is in the middle of a file gets no more of it. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
const LOGGED = {
  method: '"$request_method"',
  uri: '"$request_uri"',
  status: '$status',
  sentBytes: '$body_bytes_sent',
  range: '"$http_range"',
  acceptEncoding: '"$http_accept_encoding"',
  device: '"$http_x_mgos_device_id"',
} as const satisfies Record<keyof LoggedRequest, string>;

export async function startNginx(options: WebServerOptions): Promise<TestWebServer> {
  ensureWebServer();
  const { files, users = {} } = options;
  const folder = mkdtempSync(path.join(tmpdir(), 'slipway-nginx-'));
  const at = (...names: readonly string[]): string => path.join(folder, ...names);
  mkdirSync(at('files'));
  for (const [name, bytes] of Object.entries(files)) writeFileSync(at('files', name), bytes);
  const passwords = Object.entries(users).map(([user, password]) => `${user}:{PLAIN}${password}\n`);
  writeFileSync(at('users'), passwords.join(''));
  const port = await freePort();
  writeFileSync(at('nginx.conf'), configuration(port, options.lines ?? []));
  const child = spawn('nginx', ['-p', folder, '-c', at('nginx.conf'), '-e', 'stderr'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: serverPath(),
  });
  let complaint = '';
  child.stderr.on('data', (text: Buffer) => (complaint += text.toString()));
  const closed = once(child, 'close');
  const ended = closed.then(() => {
    throw new Error(`nginx: ${complaint}`);
  });
  ended.catch(() => undefined); // later: it was killed
  const clean = (): void => {
    child.kill('SIGTERM'); // its worker does not outlive it
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', clean);
  const kill = async (): Promise<void> => {
    child.kill('SIGTERM'); // at once, in the middle of an answer: that is SIGQUIT's difference
    await closed;
  };
  await Promise.race([ended, takesConnections(port)]);
  return {
    url: `http://127.0.0.1:${port}`,
    requests: () =>
      readFileSync(at('access.log'), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as LoggedRequest),
    cut: (name, bytes) => truncateSync(at('files', name), bytes),
    kill,
    async stop() {
      process.off('exit', clean);
      await kill();
      clean();
    },
  };
}

/** Paths are in the folder that it is started with. */
function configuration(port: number, lines: readonly string[]): string {
  const members = Object.entries(LOGGED).map(([name, value]) => `"${name}":${value}`);
  return [
    'daemon off;',
    // Started as root its worker would take another user, who may not read this folder.
    ...(process.getuid?.() === 0 ? ['user root root;'] : []),
    'worker_processes 1;',
    'pid nginx.pid;',
    'error_log stderr warn;',
    'events { worker_connections 64; }',
    'http {',
    ...TEMPORARY.map((name) => `${name}_temp_path ${name};`),
    `log_format told escape=json '{${members.join(',')}}';`,
    'access_log access.log told;',
    'default_type application/zip;',
    'server {',
    `listen 127.0.0.1:${port};`,
    'root files;',
    ...lines,
    '}',
    '}',
    '',
  ].join('\n');
}
