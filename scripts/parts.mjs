// What `npm test` and `npm run test:full` are made of, cheapest first.

export const script = (name, ...args) => ({ name, kind: 'script', args });
/**
 * A vitest run: `files` are its filters; `leave` are files that a part of their own runs; `setup` are options of
 * scripts/setup.mjs for what only this part needs.
 */
export const tests = (
  name,
  projects,
  { files = [], leave = [], workers = 2, setup = [] } = {},
) => ({
  name,
  kind: 'tests',
  projects,
  files,
  leave,
  workers,
  setup,
});

const types = script('types', 'scripts/types.mjs');
const lint = script('lint', 'scripts/lint.mjs');
const build = script('build', 'scripts/build.mjs');
const size = script('size', 'scripts/size.mjs', '--no-build');

/** Where most tests wait for a process, a line or a radio, more of them go side by side than there are cores. */
const WAITING = 3;
/** A visit in a browser waits more than it works: for restarts, trials and lines of 115,200 baud. */
const VISITS = 4;

/** Those that wait for nothing and start no process. */
export const QUICK = ['unit', 'mocked', 'repository', 'contracts'];

/** In browsers that nothing else here needs. */
const otherBrowsers = 'tests/e2e/other-browsers.e2e.ts';

/** The tiers of `npm test`, one after the other; what stands in one tier goes side by side. */
export const TIERS = [
  [types, lint],
  [tests('unit', QUICK)],
  [build],
  [size],
  [tests('proof', ['conformance', 'proof'], { workers: WAITING })],
  [tests('end to end', ['e2e', 'german'], { leave: [otherBrowsers], workers: VISITS })],
];

const FILESYSTEMS = 'tests/unit/ota-core/fs/';
const proof = (name) => tests(name, ['proof'], { files: [`tests/proof/${name}/`] });
const states = 'tests/e2e/accessibility.e2e.ts';
const lanes = 'tests/e2e/lanes.e2e.ts';
const interrupted = ['practice', 'cable', 'here', 'matrix'].map(
  (by) => `tests/e2e/interrupted-${by}.e2e.ts`,
);
const hidden = 'tests/e2e/bluetooth-hidden.e2e.ts';

/** The parts of `npm run test:full`: every matrix whole. Each runs on its own, so that what it times is alone. */
export const PARTS = [
  types,
  lint,
  tests('unit', ['unit', 'mocked'], { leave: [`${FILESYSTEMS}**`] }),
  tests('filesystems', ['unit'], { files: [FILESYSTEMS] }),
  tests('repository', ['repository']),
  tests('contracts', ['contracts']),
  build,
  size,
  tests('conformance', ['conformance']),
  proof('link-faults'),
  proof('power-cut'),
  script('sweep', '--import', 'tsx', 'tests/proof/power-cut/sweep.ts', '--full'),
  proof('sequences'),
  proof('kill9'),
  proof('differential'),
  tests('fuzz', ['proof'], { files: ['tests/proof/fuzz/', 'tests/proof/plants/'] }),
  script('plants', '--import', 'tsx', 'tests/proof/plants/plants.ts'),
  tests('e2e', ['e2e'], {
    leave: [states, lanes, hidden, otherBrowsers, ...interrupted],
    workers: WAITING,
  }),
  tests('states', ['e2e'], { files: [states], workers: 1 }),
  tests('interrupted', ['e2e'], { files: interrupted }),
  tests('lanes', ['e2e'], { files: [lanes], workers: 1 }),
  tests('hidden-tab', ['e2e'], { files: [hidden], workers: 1 }),
  tests('other-browsers', ['e2e'], {
    files: [otherBrowsers],
    workers: 1,
    setup: ['--other-browsers'],
  }),
  tests('german', ['german'], { workers: WAITING }),
];
