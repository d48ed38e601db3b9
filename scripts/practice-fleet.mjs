// Ten emulated devices and a broker for them on this computer, as the screen Fleet says. Ends with Ctrl+C.
// The broker is Mosquitto, with a WebSocket listener for this computer alone, which the app and the devices use: its service, where
// one runs, is left as it is.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

/** Where the page looks; `npm run practice-fleet -- PORT` is for tests. */
const PORT = Number(process.argv[2] ?? 9001);
const COUNT = 10;
/** The page lists them by these names (src/ui/features/fleet/practice-fleet.ts). */
const DEVICES = [
  '--count',
  `${COUNT}`,
  '--id',
  'practice-01',
  '--app',
  'demo',
  '--fw-version',
  '1.0.0',
];
/** Of each reply: an update takes some seconds, so that one sees it. */
const LATENCY_MS = '20';
/** Folders of servers, which only an administrator has in the path. */
const SERVERS = ['/usr/sbin', '/usr/local/sbin', '/opt/homebrew/sbin'];
const START_MS = 10_000;

const fail = (text) => {
  console.error(text);
  process.exit(1);
};

const isTaken = () =>
  new Promise((resolve) => {
    const socket = connect(PORT, 'localhost');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

function startBroker(folder) {
  const config = path.join(folder, 'mosquitto.conf');
  const lines = [
    ...(process.getuid?.() === 0 ? ['user root'] : []), // who else may not read this folder
    'persistence false',
    'log_type error',
    'log_type warning',
    'allow_anonymous true',
    'set_tcp_nodelay true', // else each answer waits 40 ms
    // Mosquitto 2.0 does not start with nothing but WebSockets.
    `listener 0 ${path.join(folder, 'socket')}`,
    `listener ${PORT} 127.0.0.1`,
    'protocol websockets',
  ];
  writeFileSync(config, `${lines.join('\n')}\n`);
  const PATH = [process.env.PATH, ...SERVERS].join(path.delimiter);
  const broker = spawn('mosquitto', ['-c', config], {
    env: { ...process.env, PATH },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  broker.once('error', ({ code }) =>
    fail(
      code === 'ENOENT'
        ? 'Mosquitto is not installed. Debian, Ubuntu: sudo apt install mosquitto · macOS: brew install mosquitto'
        : `Mosquitto cannot be started: ${code}`,
    ),
  );
  process.once('exit', () => broker.kill('SIGTERM'));
  broker.once('exit', (status) => fail(`Mosquitto has ended (${status}).`));
  return broker;
}

if (await isTaken())
  fail(
    `Port ${PORT} of this computer is in use. End the other program there, or its practice fleet.`,
  );
const folder = mkdtempSync(path.join(tmpdir(), 'slipway-practice-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const broker = startBroker(folder);
for (let waitedMs = 0; !(await isTaken()); waitedMs += 50) {
  if (waitedMs >= START_MS) fail(`Mosquitto does not listen at ${PORT}.`);
  await pause(50);
}
const command = ['--import', 'tsx', 'src/cli/device.ts', '--mqtt', `ws://localhost:${PORT}`];
const devices = spawn(process.execPath, [...command, ...DEVICES, '--latency', LATENCY_MS], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
let started = 0;
createInterface({ input: devices.stdout }).on('line', (line) => {
  if (JSON.parse(line).event !== 'boot') return;
  started += 1;
  if (started === COUNT)
    console.log(
      `${COUNT} practice devices run. In the app: Fleet, Add these ten. Ctrl+C ends them.`,
    );
});
const end = () => {
  broker.removeAllListeners('exit');
  devices.kill('SIGTERM');
};
process.on('SIGINT', end).on('SIGTERM', end);
devices.once('exit', (status) => {
  end();
  process.exit(status ?? 0);
});
