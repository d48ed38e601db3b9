// What a fresh machine lacks: npm packages always, Chromium where the system's package manager may install it.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';

const run = (command, args, options = {}) =>
  spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'], ...options }).status === 0;

/** True when node_modules holds what package-lock.json asks for. */
function packagesAreFresh() {
  const installed = 'node_modules/.package-lock.json';
  if (!existsSync(installed)) return false;
  if (statSync(installed).mtimeMs >= statSync('package-lock.json').mtimeMs) return true;
  const versions = (file) =>
    Object.entries(JSON.parse(readFileSync(file, 'utf8')).packages)
      .filter(([name, entry]) => name !== '' && entry.extraneous !== true)
      .map(([name, entry]) => [name, entry.version, entry.optional === true]);
  const present = new Map(versions(installed).map(([name, version]) => [name, version]));
  return versions('package-lock.json').every(
    ([name, version, optional]) =>
      present.get(name) === version || (optional && !present.has(name)),
  );
}

export function ensurePackages() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    console.error(`Slipway needs Node 20.19 or newer; this is ${process.version}.`);
    process.exit(1);
  }
  if (packagesAreFresh()) return;
  console.log('Installing npm packages (npm ci, from the npm registry that npm is set to) …');
  // No package needs its install script (docs/DEPENDENCIES.md).
  // Where NODE_ENV says production, npm leaves out what the app is built with.
  if (!run('npm', ['ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund'])) {
    console.error('npm ci failed. Is the npm registry reachable?');
    process.exit(1);
  }
}

const isExecutable = (file) => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const firstProgram = (...places) =>
  places.find((file) => file !== undefined && file !== '' && isExecutable(file)) ?? null;

/** Path of Chromium, or null. */
export const findChromium = () =>
  firstProgram(
    process.env.CHROMIUM,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  );

/** Path of the build of Chromium that has no windows, or null: the same engine in two thirds of the time. */
export const findHeadlessChromium = () =>
  firstProgram(process.env.CHROMIUM_HEADLESS, '/usr/bin/chromium-headless-shell');

export function ensureChromium() {
  if (findChromium() === null) aptInstall(['chromium']);
  // Not every system has it; Chromium itself does as well, only slower.
  if (findHeadlessChromium() === null) aptInstall(['chromium-headless-shell']);
  const found = findChromium();
  if (found !== null) return found;
  console.error(
    'The end-to-end tests need Chromium: install the package "chromium", or name a binary in $CHROMIUM.',
  );
  process.exit(1);
}

/** Path of Firefox, or null. */
export const findFirefox = () =>
  firstProgram(
    process.env.FIREFOX,
    '/usr/bin/firefox-esr',
    '/usr/bin/firefox',
    '/Applications/Firefox.app/Contents/MacOS/firefox',
  );

/** Paths of what drives WebKitGTK, the browser that it drives, and a display for it; or null. */
export function findWebKit() {
  const driver = firstProgram(process.env.WEBKIT_DRIVER, '/usr/bin/WebKitWebDriver');
  const xvfb = firstProgram('/usr/bin/Xvfb');
  const browser = firstProgram(process.env.MINIBROWSER, ...miniBrowsers());
  return driver === null || browser === null || xvfb === null ? null : { driver, browser, xvfb };
}

/** Beside the library, in the folder of the machine's kind. */
const miniBrowsers = () =>
  ['x86_64-linux-gnu', 'aarch64-linux-gnu'].flatMap((kind) =>
    ['4.1', '4.0'].map((version) => `/usr/lib/${kind}/webkit2gtk-${version}/MiniBrowser`),
  );

/** For the part other-browsers of the full run. What cannot be had is named: its test is skipped. */
export function ensureOtherBrowsers() {
  if (findFirefox() === null) aptInstall(['firefox-esr']);
  if (findWebKit() === null) aptInstall(['webkit2gtk-driver', 'xvfb']);
  if (findFirefox() === null) console.log(WITHOUT_FIREFOX);
  if (findWebKit() === null) console.log(WITHOUT_WEBKIT);
}

export const WITHOUT_FIREFOX =
  'Skipped: the test in a private window of Firefox. Install the package "firefox-esr", or name a binary in $FIREFOX.';
export const WITHOUT_WEBKIT =
  'Skipped: the test in WebKitGTK. Install the packages "webkit2gtk-driver" and "xvfb".';

let listsAreFresh = false;

/** Nothing where this system has no apt-get, or nobody who may use it. */
function aptInstall(packages) {
  if (process.getuid?.() !== 0 || !isExecutable('/usr/bin/apt-get')) return;
  console.log(
    `Installing ${packages.join(' and ')} (apt-get, from the system’s package sources) …`,
  );
  // Servers are for the tests to start: of this systemctl starts none.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', SYSTEMD_OFFLINE: '1' };
  if (!listsAreFresh) listsAreFresh = run('apt-get', ['update', '-qq'], { env });
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env });
}

/** What the browser's serial ports are emulated with in tests (tests/support/testbed/serial). Throws where it cannot be had. */
export const ensureSerialBench = () => ensurePrograms(['gcc', 'socat']);

/** What the browser's Bluetooth is emulated with in tests (tests/support/testbed/bluetooth). Throws where it cannot be had. */
export const ensureBluetoothBench = () => ensurePrograms(['dbus-daemon']);

/** What `npm run device -- --pty` makes a serial port with. Throws where it cannot be had. */
export const ensureSocat = () => ensurePrograms(['socat']);

/** The broker of the tests of MQTT (tests/support/testbed/broker). Throws where it cannot be had. */
export const ensureBroker = () => ensurePrograms(['mosquitto']);

/** The web server of the tests of updates that a device fetches (tests/support/testbed/files). Throws where it cannot be had. */
export const ensureWebServer = () => ensurePrograms(['nginx']);

/** The client of the tests of the device's web pages. Throws where it cannot be had. */
export const ensureCurl = () => ensurePrograms(['curl']);

function ensurePrograms(names) {
  const missing = () => names.filter((name) => !isInstalled(name));
  const wanted = missing();
  if (wanted.length === 0) return;
  aptInstall(wanted.flatMap((name) => (name === 'gcc' ? ['gcc', 'libc6-dev'] : [name])));
  const still = missing();
  if (still.length > 0) throw new Error(`This needs ${still.join(' and ')}: install them first.`);
}

const isInstalled = (name) =>
  // Servers stand in folders that only an administrator has in the path.
  [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin'].some((folder) =>
    isExecutable(`${folder}/${name}`),
  );
