import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import { bytesAt, bytesByChance } from '../../../src/transports/wrap/faulty.ts';
import type { ByteFault, BytePlace } from '../../../src/transports/wrap/faulty.ts';
import type { Direction } from '../../../src/transports/wrap/through.ts';
import { seededRandom } from '../chunking.ts';
import { runSerial, shortBundle } from './serial-run.ts';
import type { Hands, SerialRun } from './serial-run.ts';

/** `npm test` tries places spread over a session, `npm run test:full` every one. */
const FULL = process.env['SLIPWAY_FULL'] === '1';
const LONG_MS = FULL ? 3_600_000 : 120_000;

let bundle: Bundle;
let clean: SerialRun;

beforeAll(async () => {
  bundle = await shortBundle();
  clean = await runSerial({ bundle, plan: () => () => null });
});

/** So many of the places, first and last included; in a full run all of them, or as many as are given. */
function someOf(count: number, few: number, many = Infinity): readonly number[] {
  const sample = FULL ? many : few;
  if (count <= sample) return Array.from({ length: count }, (_, at) => at);
  return Array.from({ length: sample }, (_, at) => Math.round((at * (count - 1)) / (sample - 1)));
}

const withFaults = (places: readonly BytePlace[]): Promise<SerialRun> =>
  runSerial({ bundle, plan: () => bytesAt(places) });

const retriesOf = ({ events }: SerialRun): number =>
  events.filter(({ type }) => type === 'retry').length;

/** One fault costs one frame; what is late may be asked for twice meanwhile. */
const MOST_RETRIES = 2;

const withEvent = (direction: Direction, at: number, act: (hands: Hands) => void) =>
  runSerial({
    bundle,
    plan: (hands) => bytesAt([{ direction, at, fault: { kind: 'event', run: () => act(hands) } }]),
  });

interface Span {
  readonly from: number;
  readonly to: number;
}

/** Where the frames of a direction stand in the clean session. */
function framesOf(direction: Direction): readonly Span[] {
  const frames = clean.heard[direction].matchAll(/\{"id":.*\}[0-9a-f]{8}/g);
  return [...frames].map(({ index, 0: text }) => ({ from: index, to: index + text.length }));
}

function spanOf(direction: Direction, text: string): Span {
  const span = framesOf(direction).find(({ from, to }) =>
    clean.heard[direction].slice(from, to).includes(text),
  );
  if (span === undefined) throw new Error(`no frame with ${text}`);
  return span;
}

const everyByte = ({ from, to }: Span, fault: ByteFault, direction: Direction): BytePlace[] =>
  Array.from({ length: to - from }, (_, at) => ({ direction, at: from + at, fault }));

const late = (at: number, ms: number): BytePlace => ({
  direction: 'in',
  at,
  fault: { kind: 'delay', ms },
});

describe('a session over a serial line', () => {
  it('has some twenty frames and ends committed without faults', () => {
    expect(clean.result.result).toBe('committed');
    expect(framesOf('out').length).toBeGreaterThanOrEqual(15);
    expect(framesOf('in').length).toBe(framesOf('out').length);
  });

  it.each(['out', 'in'] as const)(
    'survives that the cable is pulled after every byte going %s',
    async (direction) => {
      const [results, ways] = [new Set<string>(), new Set<string>()];
      for (const at of someOf(clean.heard[direction].length, 12)) {
        const { result, events } = await withEvent(direction, at, ({ pull }) => pull());
        results.add(result.result);
        for (const { type } of events) ways.add(type);
      }
      expect(results).toContain('committed'); // most of them find the device again
      expect(ways).toContain('went-on');
    },
    LONG_MS,
  );

  it.each(['out', 'in'] as const)(
    'survives that the device loses its power at every byte going %s',
    async (direction) => {
      for (const at of someOf(clean.heard[direction].length, 6, 400))
        await withEvent(direction, at, ({ emulator }) => {
          emulator.powerOff();
          emulator.powerOn();
        });
    },
    LONG_MS,
  );

  it.each([
    ['out', '"offset":512'],
    ['in', '"result":null'],
  ] as const)(
    'survives every bit of one frame going %s being flipped, and completes',
    async (direction, text) => {
      const { from, to } = spanOf(direction, text);
      let [runs, retries] = [0, 0];
      for (const bit of someOf((to - from) * 8, 24)) {
        const fault = { kind: 'flip', bit: bit % 8 } as const;
        const run = await withFaults([{ direction, at: from + (bit >> 3), fault }]);
        expect(run.result.result).toBe('committed');
        runs += 1;
        retries += retriesOf(run);
      }
      // All but what flips the case of a digit of the CRC costs the frame.
      expect(retries).toBeGreaterThan(0.8 * runs);
    },
    LONG_MS,
  );

  it.each(['out', 'in'] as const)(
    'survives a byte above 0x7f at every position going %s, and completes',
    async (direction) => {
      const fault = { kind: 'insert', bytes: Uint8Array.of(0x80) } as const;
      for (const at of someOf(clean.heard[direction].length, 24)) {
        const { result } = await withFaults([{ direction, at, fault }]);
        expect(result.result).toBe('committed');
      }
    },
    LONG_MS,
  );

  it.each(['drop', 'double'] as const)(
    'survives a single byte that is gone or there twice (%s), in either direction, and completes',
    async (kind) => {
      for (const direction of ['out', 'in'] as const)
        for (const at of someOf(clean.heard[direction].length, 12)) {
          const { result } = await withFaults([{ direction, at, fault: { kind } }]);
          expect(result.result).toBe('committed');
        }
    },
    LONG_MS,
  );

  it.each([
    ['lost', (span: Span) => everyByte(span, { kind: 'drop' }, 'in')],
    ['5 s late', ({ from }: Span) => [late(from, 5000)]],
    [
      'there twice',
      ({ from, to }: Span) => {
        const bytes = Uint8Array.from(
          Buffer.from(`\n${clean.heard.in.slice(from, to)}\n`, 'latin1'),
        );
        return [{ direction: 'in', at: to + 1, fault: { kind: 'insert', bytes } } as const];
      },
    ],
  ])(
    'survives every reply being %s, and completes',
    async (_, places) => {
      const frames = framesOf('in');
      for (const index of someOf(frames.length, 10)) {
        const run = await withFaults(places(frames[index] ?? { from: 0, to: 0 }));
        expect(run.result.result).toBe('committed');
        expect(retriesOf(run)).toBeLessThanOrEqual(MOST_RETRIES);
      }
    },
    LONG_MS,
  );

  it(
    'ends as it says when a reply comes later than anybody waits for it',
    async () => {
      const frames = framesOf('in');
      for (const index of someOf(frames.length, 10))
        await withFaults([late(frames[index]?.from ?? 0, 25_000)]);
    },
    LONG_MS,
  );

  it(
    'survives an XOFF without an XON at every position, and completes',
    async () => {
      const fault = { kind: 'insert', bytes: Uint8Array.of(0x13) } as const;
      for (const direction of ['out', 'in'] as const)
        for (const at of someOf(clean.heard[direction].length, 12)) {
          const { result } = await withFaults([{ direction, at, fault }]);
          expect(result.result).toBe('committed');
        }
    },
    LONG_MS,
  );

  it.each(someOf(FULL ? 60 : 6, 6))(
    'over a line that loses, doubles and flips bytes, ends as it says (seed %i)',
    async (seed) => {
      const random = seededRandom(seed + 1);
      const rates = { random, drop: 2e-4, double: 1e-4, flip: 4e-4 };
      await runSerial({ bundle, plan: () => bytesByChance(rates) });
    },
    LONG_MS,
  );

  it('takes the log of a chatty device for what it is', async () => {
    const chatter = 'I (1) {"x":1} """ \u0000\r\n'.repeat(50);
    const bytes = Uint8Array.from(Buffer.from(chatter, 'latin1'));
    const gaps = framesOf('in').map(({ to }) => to + 1);
    const places = gaps.map(
      (at) => ({ direction: 'in', at, fault: { kind: 'insert', bytes } }) as const,
    );
    expect((await withFaults(places)).result.result).toBe('committed');
  });
});
