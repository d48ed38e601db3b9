/**
 * What a sequence is made of: a name and numbers, so that a list of them is short enough for a replay id. What a step
 * does follows from its numbers and from what the device is when its turn comes.
 */
import fc from 'fast-check';
import { TORN_VARIANTS } from '../../../src/ota-core/flash/fault-plan.ts';
import { FIRMWARE_NAMES, OLD, type FirmwareName } from '../power-cut/firmwares.ts';
import type { Channel } from './act.ts';
import type { DeviceFacts } from './device-facts.ts';
import { flipped, rest, write, type ActOf, type Place } from './write-acts.ts';

export interface Step {
  readonly name: StepName;
  readonly numbers: readonly number[];
}

interface Kind {
  /** How often it is drawn, against the others. */
  readonly weight: number;
  readonly numbers: (facts: DeviceFacts) => readonly fc.Arbitrary<number>[];
  readonly acts: (numbers: readonly number[], place: Place) => readonly ActOf[];
  /** Left out: at any time. */
  readonly fits?: (place: Place) => boolean;
}

const CHUNKS = [1, 100, 512, 2048, 9000] as const;
/** Also names that images ship. */
const FILE_NAMES = ['conf9.json', 'log_0.txt', 'style.css', 'note.txt'] as const;
const LENGTHS = [0, 20, 300] as const;
const TIMES = [0, 1, 99, 100, 399, 400, 401, 499, 500, 4999, 5000, 29_999, 30_000, 60_000] as const;
const LONG_TIMES = [299_000, 300_000, 600_000] as const;
const COMMIT_S = [0, 30, 300] as const;
const TIMEOUT_S = [60, 600] as const;

const among = (values: readonly number[]): fc.Arbitrary<number> => fc.constantFrom(...values);
const CHANNEL = among([0, 1]);
const FILE = fc.nat({ max: FILE_NAMES.length - 1 });
const imageIn = (facts: DeviceFacts): fc.Arbitrary<number> =>
  among(facts.images.map((name) => FIRMWARE_NAMES.indexOf(name)));

const channelOf = (number: number | undefined): Channel => (number === 1 ? 'UART0' : 'WS_in');
const imageOf = (number: number | undefined): FirmwareName => FIRMWARE_NAMES[number ?? 0] ?? OLD;
const fileOf = (number: number | undefined): string =>
  FILE_NAMES[(number ?? 0) % FILE_NAMES.length] ?? '';
const after =
  (ms: number): ActOf =>
  () => ({ kind: 'pass', ms });

const begin =
  ([image, commitS = 0, timeoutS = 600, channel]: readonly number[]): ActOf =>
  ({ facts }) => ({
    kind: 'begin',
    image: imageOf(image),
    sizeBytes: facts.firmwares.get(imageOf(image)).zip.length,
    commitS,
    timeoutS,
    channel: channelOf(channel),
  });

const TORN = [fc.nat({ max: TORN_VARIANTS.length - 1 }), fc.nat({ max: 3 })] as const;
/** Any time from now on. */
const CUT = [
  fc.oneof(fc.nat({ max: 6 }), fc.nat({ max: 20 }), fc.nat({ max: 100 }), fc.nat({ max: 600 })),
  ...TORN,
];
/** Among the few operations of one change of boot state. */
const CLOSE_CUT = [fc.oneof(fc.nat({ max: 6 }), fc.nat({ max: 30 })), ...TORN];

const cut =
  ([by = 0, variant = 0, seed = 0]: readonly number[]): ActOf =>
  () => ({ kind: 'cut', after: by, variant: TORN_VARIANTS[variant] ?? 'clean', seed });

const fileSteps = (facts: DeviceFacts, ...numbers: readonly fc.Arbitrary<number>[]) =>
  facts.isMounted ? numbers : [];

const hasFiles = ({ facts }: Place): boolean => facts.isMounted;
const simple = (kind: 'commit' | 'revert' | 'end', weight: number): Kind => ({
  weight,
  numbers: () => [CHANNEL],
  acts: ([channel]) => [() => ({ kind, channel: channelOf(channel) })],
});

export const KINDS = {
  begin: {
    weight: 7,
    numbers: (facts) => [imageIn(facts), among(COMMIT_S), among(TIMEOUT_S), CHANNEL],
    acts: (numbers) => [begin(numbers)],
  },
  write: {
    weight: 8,
    numbers: () => [among(CHUNKS), CHANNEL],
    acts: ([length = 0, channel]) => [write(0, length, { channel: channelOf(channel) })],
  },
  rest: {
    weight: 5,
    numbers: () => [CHANNEL],
    acts: ([channel]) => [rest(channelOf(channel))],
  },
  /** The last bytes once more, as after a lost reply. */
  repeat: {
    weight: 5,
    numbers: () => [among(CHUNKS), CHANNEL],
    acts: ([length = 0, channel]) => [write(-length, 0, { channel: channelOf(channel) })],
  },
  /** Bytes that are not next. */
  gap: { weight: 1, numbers: () => [among(CHUNKS)], acts: ([by = 1]) => [write(by, by + 512)] },
  /** Partly known, partly new. */
  overlap: { weight: 1, numbers: () => [among(CHUNKS)], acts: ([by = 1]) => [write(-by, by)] },
  garbled: { weight: 1, numbers: () => [], acts: () => [write(0, 512, { form: 'not-base64' })] },
  flip: { weight: 1, numbers: () => [among(CHUNKS)], acts: ([length = 1]) => [flipped(length)] },
  end: simple('end', 5),
  commit: simple('commit', 5),
  revert: simple('revert', 2),
  reboot: {
    weight: 1,
    numbers: () => [among([0, 100, 1000])],
    acts: ([delayMs = 0]) => [() => ({ kind: 'reboot', delayMs })],
  },
  reset: { weight: 3, numbers: () => [], acts: () => [() => ({ kind: 'reset' })] },
  pass: {
    weight: 6,
    numbers: () => [fc.oneof(among(TIMES), among(TIMES), among(LONG_TIMES))],
    acts: ([ms = 0]) => [after(ms)],
  },
  /** A whole update up to its first start. */
  update: {
    weight: 6,
    numbers: (facts) => [imageIn(facts), among(COMMIT_S)],
    acts: ([image = 0, commitS = 0]) => [
      begin([image, commitS]),
      rest('WS_in'),
      () => ({ kind: 'end', channel: 'WS_in' }),
      after(500),
    ],
  },
  /** The commit and the end of its time at the same millisecond: 0 the commit first, 1 the timer. */
  race: {
    weight: 3,
    numbers: () => [among([0, 1])],
    fits: ({ state }) => state.ram.trial !== null && state.ram.dead === null,
    acts: ([timerFirst], { state }) => {
      const left = (state.ram.trial?.endsAt ?? state.now + 1) - state.now;
      const commit: ActOf = () => ({ kind: 'commit', channel: 'UART0' });
      const together: readonly ActOf[] = [() => ({ kind: 'clock', ms: 1 })];
      const ends = timerFirst === 1 ? [after(0), commit] : [commit, after(0)];
      return [after(left - 1), ...together, ...ends];
    },
  },
  cut: {
    weight: 5,
    numbers: () => CUT,
    acts: (numbers) => [cut(numbers)],
  },
  /** The last bytes, and a cut while they are staged. */
  cutend: {
    weight: 5,
    numbers: () => CLOSE_CUT,
    fits: ({ state }) => state.ram.session.phase === 'progress',
    acts: (numbers) => [rest('WS_in'), cut(numbers), () => ({ kind: 'end', channel: 'WS_in' })],
  },
  /** A cut in the first start of a new image. */
  cutstart: {
    weight: 5,
    numbers: () => CLOSE_CUT,
    fits: ({ state }) => state.durable.pending !== null,
    acts: (numbers) => [cut(numbers), after(500)],
  },
  cutcommit: {
    weight: 5,
    numbers: () => CLOSE_CUT,
    fits: ({ state }) => state.ram.trial !== null && state.ram.dead === null,
    acts: (numbers) => [cut(numbers), () => ({ kind: 'commit', channel: 'WS_in' })],
  },
  put: {
    weight: 3,
    fits: hasFiles,
    numbers: (facts) => fileSteps(facts, FILE, among(LENGTHS), fc.nat({ max: 3 })),
    acts: ([file, length = 0, salt = 0]) => [
      () => ({ kind: 'put', name: fileOf(file), text: 'abcd'.charAt(salt).repeat(length) }),
    ],
  },
  remove: {
    weight: 1,
    fits: hasFiles,
    numbers: (facts) => fileSteps(facts, FILE),
    acts: ([file]) => [() => ({ kind: 'remove', name: fileOf(file) })],
  },
  get: {
    weight: 1,
    fits: hasFiles,
    numbers: (facts) => fileSteps(facts, FILE),
    acts: ([file]) => [() => ({ kind: 'get', name: fileOf(file) })],
  },
  rename: {
    weight: 1,
    fits: hasFiles,
    numbers: (facts) => fileSteps(facts, FILE, fc.integer({ min: 1, max: FILE_NAMES.length - 1 })),
    acts: ([from = 0, by = 1]) => [
      () => ({ kind: 'rename', name: fileOf(from), to: fileOf(from + by) }),
    ],
  },
} satisfies Readonly<Record<string, Kind>>;

export type StepName = keyof typeof KINDS;
const isStepName = (text: string): text is StepName => Object.hasOwn(KINDS, text);
export const STEP_NAMES: readonly StepName[] = Object.keys(KINDS).filter(isStepName);

export const kindOf = (name: StepName): Kind => KINDS[name];

/** `update.1.300` */
export const formatStep = ({ name, numbers }: Step): string => [name, ...numbers].join('.');

/** null if it is not one. */
export function parseStep(text: string): Step | null {
  const [name = '', ...rest] = text.split('.');
  const isWhole = rest.every((number) => /^\d+$/.test(number));
  return isStepName(name) && isWhole ? { name, numbers: rest.map(Number) } : null;
}
