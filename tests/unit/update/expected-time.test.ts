import { describe, expect, it } from 'vitest';
import type { MeasuredTimes } from '../../../src/contracts/expected-time.ts';
import { expectTime } from '../../../src/update/expected-time.ts';
import type { LinkFacts } from '../../../src/update/expected-time.ts';
import type { UpdateEvent } from '../../../src/update/events.ts';
import { bundleNamed, setUpUpdate } from '../../support/update/update-harness.ts';
import { BLUETOOTH, SERIAL, WEBSOCKET } from '../../../src/contracts/link.ts';

const MIB = 1_048_576;
/** One part that fills the archive, as the tables of the reference have it. */
const bundle = {
  sizeBytes: MIB,
  parts: [{ part: { name: 'app' } as never, file: 'app.bin', sizeBytes: MIB, dataOffset: 0 }],
} as const;

const serial = (baudRate: number): LinkFacts => ({
  ...SERIAL,
  framing: 'stream',
  maxFrameBytes: 4_096,
  baudRate,
});
const radio = (pieceBytes: number): LinkFacts => ({
  ...BLUETOOTH,
  framing: 'message',
  maxFrameBytes: 4_096,
  pieceBytes,
});
const network: LinkFacts = { ...WEBSOCKET, framing: 'message', maxFrameBytes: 4_096 };

const expected = (link: LinkFacts, measured: MeasuredTimes | null = null, arch = 'esp8266') => {
  const time = expectTime({ bundle, arch, link, measured });
  if (time === null) throw new Error('nothing expected');
  return time;
};
const seconds = ({ fromMs, toMs }: { fromMs: number; toMs: number }) =>
  [fromMs, toMs].map((ms) => Math.round(ms / 1_000));

describe('the expected time of writing 1 MiB', () => {
  // timing.md#serial-line, the row of 3000 B: at 1 ms with blocks of 64 K erased, at 16 ms with 4 K sectors.
  it.each([
    [115_200, 133, 139],
    [230_400, 70, 76],
    [460_800, 39, 44],
    [921_600, 23, 29],
  ])('at %i baud holds the row of the reference, and little more', (baudRate, tuned, asItComes) => {
    const [from = 0, to = 0] = seconds(expected(serial(baudRate)).writing);
    expect(Math.abs(from - tuned)).toBeLessThanOrEqual(1);
    const slowErase = (1_024 * (11 - 2.3)) / 1_000;
    expect(Math.abs(to - asItComes - slowErase)).toBeLessThanOrEqual(1);
  });

  it.each([
    [497, 69, 408],
    [244, 111, 688],
  ])('in pieces of %i bytes lies between the columns of the reference', (piece, least, most) => {
    const [from = 0, to = 0] = seconds(expected(radio(piece)).writing);
    expect(from / least).toBeGreaterThan(0.9);
    expect(from / least).toBeLessThan(1.1);
    expect(to / most).toBeGreaterThan(0.9);
    expect(to / most).toBeLessThan(1.1);
  });

  it('over a network is between a room and a broker far away', () => {
    const [from = 0, to = 0] = seconds(expected(network).writing);
    expect(from).toBeLessThanOrEqual(9);
    expect(to).toBeGreaterThanOrEqual(35);
    expect(to).toBeLessThan(50);
  });

  it('on an ESP32 counts the erase of the whole app partition', () => {
    const [, other = 0] = seconds(expected(serial(115_200)).writing);
    const [, esp32 = 0] = seconds(expected(serial(115_200), null, 'esp32').writing);
    expect(esp32 - other).toBe(6);
  });

  it('is what the last update of this device took, where that was over such a link', () => {
    const measured = { restart: null, paces: { 'serial 115200': MIB / 200 } };
    expect(seconds(expected(serial(115_200), measured).writing)).toEqual([180, 230]);
    expect(expected(serial(230_400), measured)).toEqual(expected(serial(230_400)));
  });
});

describe('the expected time of a restart', () => {
  it('is what is usual anywhere as long as none was seen', () => {
    const { restart } = expected(serial(115_200));
    expect(restart).toEqual({ fromMs: 10_000, toMs: 60_000, measured: 'none' });
  });

  it('is what was measured, and counts in the whole', () => {
    const restart = { fromMs: 8_000, toMs: 11_000, measured: 'device' } as const;
    const time = expected(serial(115_200), { restart, paces: {} });
    expect(time.restart).toEqual(restart);
    const { whole, writing, check } = time;
    expect(whole.fromMs).toBeCloseTo(writing.fromMs + check.fromMs + 8_000);
    expect(whole.toMs).toBeCloseTo(writing.toMs + check.toMs + 11_000);
  });
});

it('nothing is expected where no frame carries a byte', () => {
  const link = { ...network, maxFrameBytes: 60 };
  expect(expectTime({ bundle, arch: 'esp32', link, measured: null })).toBeNull();
});

it('the practice device takes about what is expected of it', async () => {
  const { clock, update } = setUpUpdate({ timing: 'typical' });
  const events: UpdateEvent[] = [];
  await update(await bundleNamed('demo-esp32-1.1.0.zip'), {}, (event) => events.push(event));
  const findings = events.find((event) => event.type === 'findings');
  const trial = events.find((event) => event.type === 'trial');
  if (findings?.type !== 'findings' || trial === undefined) throw new Error('no update');
  const { whole } = findings.expected ?? { whole: { fromMs: 0, toMs: 0 } };
  const tookMs = trial.at - findings.at;
  expect(tookMs).toBeGreaterThan(0.8 * whole.fromMs);
  expect(tookMs).toBeLessThan(1.2 * whole.toMs);
  expect(clock.now()).toBeGreaterThan(0);
});
