import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import type { Clock } from '../../../src/contracts/clock.ts';
import { OtaError } from '../../../src/contracts/failure.ts';
import type { Link } from '../../../src/contracts/link.ts';
import type { LinkBound, LinkReport, TripPartName } from '../../../src/contracts/link-log.ts';
import type { EmulatorOptions } from '../../../src/emulator/create-emulator.ts';
import { lossSignal } from '../../../src/transports/wrap/throttle.ts';
import { through } from '../../support/transports/wrap/through.ts';
import { faultsAt, lossy } from '../../support/transports/wrap/lossy.ts';
import { DEFAULT_OPTIONS } from '../../../src/update/deps.ts';
import { LinkMeter } from '../../../src/update/link-meter.ts';
import { linkReportOf } from '../../../src/update/link-verdict.ts';
import { runUpdate } from '../../../src/update/run-update.ts';
import { never, setUpEmulator } from '../../support/emulator/test-emulator.ts';
import { setUpAir } from '../../proof/link-faults/bluetooth-run.ts';
import type { AirSetup } from '../../proof/link-faults/bluetooth-run.ts';
import { createSerialPair } from '../../proof/link-faults/serial-pair.ts';
import { bundleNamed } from '../../support/update/update-harness.ts';
import { BLUETOOTH, WEBSOCKET } from '../../../src/contracts/link.ts';

let bundle: Bundle;

beforeAll(async () => {
  bundle = await bundleNamed('demo-esp32-2.0.0.zip');
});

interface FaultyLink {
  readonly device?: Partial<EmulatorOptions>;
  /** A serial cable at this speed; null = the link is no serial line. */
  readonly baudRate?: number | null;
  readonly wrap?: (link: Link, clock: Clock) => Link;
  /** Over Bluetooth, with its connection interval and MTU. */
  readonly air?: AirSetup;
  readonly chunkSize?: number;
  /** How long the page does other things after each block. */
  readonly pageMs?: number;
  /** Until so many bytes are confirmed. */
  readonly bytes?: number;
}

/** An update over that link until so many bytes are confirmed, and what was measured by then. */
async function measured(at: FaultyLink): Promise<LinkReport> {
  const { device = {}, baudRate = null, wrap = (link: Link) => link, bytes = 450_000 } = at;
  const { chunkSize = 'auto', pageMs = 0 } = at;
  const setup = { timing: 'typical', ...device } as const;
  const bed = at.air === undefined ? null : setUpAir({ device: setup, ...at.air });
  const { emulator, clock } = bed ?? setUpEmulator(setup);
  emulator.powerOn();
  const meter = new LinkMeter();
  const stop = new AbortController();
  const connect = (): Link => {
    if (baudRate === null) return wrap(emulator.connect(), clock);
    const { near, far } = createSerialPair({ clock, baudRate });
    emulator.attach(far, { channel: 'UART0' });
    return wrap(near, clock);
  };
  let id = 0;
  const steps = runUpdate(
    {
      bundle,
      clock,
      sessionId: 'session-1',
      nextId: () => (id += 1),
      connect: () => bed?.open() ?? Promise.resolve(connect()),
      log: (record) => meter.note(record),
      options: { ...DEFAULT_OPTIONS, chunkSize },
    },
    stop.signal,
  );
  const reports: LinkReport[] = [];
  const all = async (): Promise<void> => {
    for (;;) {
      const step = await steps.next();
      if (step.done === true) return;
      if (pageMs > 0) await clock.sleep(pageMs, never);
      if (reports.length > 0 || step.value.acknowledgedBytes < bytes) continue;
      const report = linkReportOf(meter.measure(), clock.now());
      if (report !== null) reports.push(report);
      stop.abort(new OtaError('cancelled', { by: 'user' }));
    }
  };
  await clock.run(all());
  const [report] = reports;
  if (report === undefined) throw new Error('so many bytes were never confirmed');
  return report;
}

/** Every chunk arrives later, without holding the ones behind it. */
const later =
  (ms: number, direction: 'in' | 'out' | 'both' = 'both') =>
  (link: Link, clock: Clock): Link => {
    const lost = lossSignal(link);
    const due = { in: 0, out: 0 };
    return through(link, async (chunk, method) => {
      if (direction !== 'both' && method !== direction) return [chunk];
      due[method] = Math.max(due[method], clock.now() + ms);
      await clock.sleep(due[method] - clock.now(), lost);
      return [chunk];
    });
  };

const partMs = (report: LinkReport, name: TripPartName): number =>
  report.parts.find((part) => part.name === name)?.ms ?? 0;

/** The same device, with 21,000 bytes free. */
const littleMemory = (link: Link): Link =>
  through(link, (chunk) => {
    const text = new TextDecoder().decode(chunk);
    return [new TextEncoder().encode(text.replace(/"ram_free":\d+/, '"ram_free":21000'))];
  });

const losing =
  (oneIn: number) =>
  (link: Link, clock: Clock): Link =>
    lossy(link, {
      clock,
      plan: (method, index) =>
        method === 'in' && index % oneIn === oneIn - 1 ? { kind: 'drop' } : null,
    });

/** One faulty link per cause: it is slow for this reason. */
const FAULTY: Readonly<Record<Exclude<LinkBound['cause'], 'unknown'>, FaultyLink>> = {
  line: { baudRate: 115_200 },
  adapter: { baudRate: 3_000_000, wrap: later(32, 'in') },
  flash: { device: { timing: 'worst' } },
  bluetooth: { wrap: (link, clock) => later(30)({ ...link, ...BLUETOOTH }, clock) },
  interval: { air: { intervalMs: 50, peerMtu: 500 } },
  pieces: { air: { intervalMs: 30, peerMtu: 185 } },
  loss: { baudRate: 115_200, wrap: losing(7), bytes: 250_000, chunkSize: 3000 },
  memory: {
    ...{ chunkSize: 255, bytes: 100_000 },
    wrap: (link, clock) => later(12)({ ...littleMemory(link), ...WEBSOCKET }, clock),
  },
  network: { wrap: (link, clock) => later(60)({ ...link, ...WEBSOCKET }, clock) },
  page: { pageMs: 60 },
};
const CAUSES = Object.keys(FAULTY).filter((name): name is keyof typeof FAULTY => name in FAULTY);

const seen = new Map<string, LinkReport>();

beforeAll(async () => {
  for (const cause of CAUSES) seen.set(cause, await measured(FAULTY[cause]));
}, 60_000);

function reportFor(cause: keyof typeof FAULTY): LinkReport {
  const report = seen.get(cause);
  if (report === undefined) throw new Error(`${cause} was not measured`);
  return report;
}

describe('a link that is slow for one reason', () => {
  it.each(CAUSES)('is called by that reason and no other: %s', (cause) => {
    expect(reportFor(cause).bound.cause).toBe(cause);
  });

  it('has a bar whose parts are the time from one block to the next', () => {
    for (const cause of CAUSES) {
      const report = reportFor(cause);
      const total = report.parts.reduce((sum, { ms }) => sum + ms, 0);
      const [speed, block] = [report.bytesPerSecond ?? 0, report.blockBytes ?? 0];
      // Loss and the erase of a partition are no part of a usual block.
      if (cause !== 'loss' && cause !== 'flash')
        expect(total / ((block * 1_000) / speed), cause).toBeCloseTo(1, 0);
      expect(total, cause).toBeGreaterThan(0);
    }
  });
});

describe('the measured numbers', () => {
  it('of a line are those of its speed: 10 bits a byte, base64 and frame included', () => {
    const report = reportFor('line');
    expect(report.blockBytes).toBe(3000);
    // 4,000 letters, their frame and the answer: 4,130 bytes at 11,520 a second.
    expect(partMs(report, 'line')).toBeGreaterThan(350);
    expect(partMs(report, 'line')).toBeLessThan(365);
    expect(report.bound).toMatchObject({ baudRate: 115_200 });
    const most = report.bound.cause === 'line' ? report.bound.mostBytesPerSecond : 0;
    expect(most).toBeGreaterThan(report.bytesPerSecond ?? 0);
    expect(most).toBeLessThan(8_600);
  });

  it('of an adapter are its latency', () => {
    expect(partMs(reportFor('adapter'), 'adapter')).toBeCloseTo(32, -1);
  });

  it('of a far network are one way of it', () => {
    // The 2 ms that the device needs for a request are in it, and not told apart.
    expect(reportFor('network').bound).toMatchObject({ eachWayMs: 61 });
  });

  it('of a page that is busy are the gap after each answer', () => {
    expect(partMs(reportFor('page'), 'page')).toBe(60);
  });

  it('of a radio are its connection interval, how many turns a block needs, and what it carries at a time', () => {
    const { bound } = reportFor('interval');
    if (bound.cause !== 'interval') throw new Error('the interval was not named');
    expect(bound.eachMs).toBeGreaterThan(47);
    expect(bound.eachMs).toBeLessThan(53);
    expect(bound.turns).toBe(11);
    const pieces = reportFor('pieces').bound;
    expect(pieces).toMatchObject({ pieceBytes: 182 });
    if (pieces.cause === 'pieces') expect(pieces.eachMs).toBeCloseTo(30, -1);
  });

  it('of loss are what was lost, of how many, and the share of the time', () => {
    const { bound, again } = reportFor('loss');
    if (bound.cause !== 'loss') throw new Error('lost blocks were not named');
    expect(bound.lost).toBe(again);
    expect(bound.share).toBeGreaterThan(0.5);
  });

  it('of a device with little memory name what is free, and its small block', () => {
    expect(reportFor('memory').bound).toMatchObject({ freeBytes: 21_000, blockBytes: 255 });
  });
});

describe('what is no reason', () => {
  it('is one lost block on a slow line: the line stays the limit, and the block is counted', async () => {
    const once = (link: Link, clock: Clock): Link =>
      lossy(link, {
        clock,
        plan: faultsAt([{ direction: 'in', index: 60, fault: { kind: 'drop' } }]),
      });
    const report = await measured({ baudRate: 115_200, wrap: once, bytes: 400_000 });
    expect(report).toMatchObject({ again: 1, bound: { cause: 'line' } });
  });

  it('is anything before some blocks were confirmed', async () => {
    const report = await measured({ bytes: 1 });
    expect(report.bound).toEqual({ cause: 'unknown' });
  });
});
