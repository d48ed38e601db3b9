/** A process that updates is killed at any frame, and another one carries on with nothing but its journal and the device. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import type { Link } from '../../../src/contracts/link.ts';
import { carryOn } from '../../../src/journal/carry-on.ts';
import { decodeJournal } from '../../../src/journal/entries.ts';
import { journaledUpdate } from '../../../src/journal/journaled-update.ts';
import type { JournaledUpdate } from '../../../src/journal/journaled-update.ts';
import { createUpdateRecorder, journaledFirmware } from '../../../src/journal/update-recorder.ts';
import { keptByChecks } from '../../../src/update/commit.ts';
import type { CommitPolicy } from '../../../src/update/commit.ts';
import { DEFAULT_OPTIONS } from '../../../src/update/deps.ts';
import type { UpdateEvent, UpdateResult } from '../../../src/update/events.ts';
import { isFull, seedFor } from '../../support/sample.ts';
import {
  beginAsSomebodyElse,
  cyclePower,
  cuttable,
  expectKept,
} from '../../support/update/lost-wires.ts';
import { runToEnd } from '../../support/update/run-to-end.ts';
import { bundleNamed, setUpUpdate } from '../../support/update/update-harness.ts';
import type { Passing } from '../../support/update/update-harness.ts';

let tiny: Bundle;
/** Of an update that nobody kills. */
let frames = 0;

beforeAll(async () => {
  tiny = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
  const whole = setUp(Number.POSITIVE_INFINITY);
  await whole.run();
  frames = whole.frames();
});

const never = new AbortController().signal;
/** What does more than ask. */
const CHANGES = ['OTA.Begin', 'OTA.Write', 'OTA.End', 'OTA.Commit', 'OTA.Revert', 'Sys.Reboot'];
const REACH = { method: 'network', place: null } as const;

interface Kill {
  /** The first frame that is not carried any more, in either direction. */
  readonly atFrame: number;
  /** Characters of the last line that are lost. */
  readonly torn: number;
  readonly awayMs: number;
  readonly losesPower: boolean;
}

/** A device, and a process that is killed when so many frames have passed, or at one of them. */
function setUp(killedAt: number | ((frame: Passing) => boolean)) {
  let passed = 0;
  let isDead = false;
  let death: () => void = () => undefined;
  const died = new Promise<void>((resolve) => (death = resolve));
  const drops: (() => void)[] = [];
  /** Of the one that carries on. */
  const said: string[] = [];
  const meddle = (frame: Passing): readonly Uint8Array[] | undefined => {
    if (isDead) {
      if (frame.direction === 'out') said.push(frame.method);
      return undefined;
    }
    passed += 1;
    if (typeof killedAt === 'number' ? passed < killedAt : !killedAt(frame)) return undefined;
    isDead = true;
    for (const drop of drops) drop();
    death();
    return [];
  };
  const parts = setUpUpdate({
    meddle,
    connect: (own) => {
      if (isDead) return new Promise<Link>(() => undefined); // nobody is left to open one
      const { link, drop } = cuttable(own());
      drops.push(drop);
      return link;
    },
  });
  const { clock } = parts;
  const wall = (): number => 1_764_000_000_000 + clock.now();
  let journal = '';
  const recorder = createUpdateRecorder(
    {
      ...{ sessionId: 'session-1', reach: REACH, delivery: 'write', force: [] },
      firmware: journaledFirmware(tiny),
      commitTimeoutMs: 300_000,
    },
    { append: (line) => (journal += line), wall },
  );
  const run = (): Promise<unknown> => {
    const update = parts.update(tiny, {}, (event) => {
      if (!isDead) recorder.hear(event);
    });
    return clock.run(Promise.race([update, died]));
  };
  const resume = (
    update: JournaledUpdate,
    commit?: CommitPolicy,
  ): Promise<{ events: readonly UpdateEvent[]; result: UpdateResult }> => {
    let id = 10_000;
    const steps = carryOn(
      {
        ...{ bundle: tiny, clock, sessionId: 'session-1', nextId: () => (id += 1) },
        connect: () => Promise.resolve(parts.own()),
        options: commit === undefined ? DEFAULT_OPTIONS : { ...DEFAULT_OPTIONS, commit },
      },
      { journal: update, wall, signal: never },
    );
    return clock.run(runToEnd(steps));
  };
  return { ...parts, run, resume, said, frames: () => passed, journal: () => journal };
}

/** What is left for the next process. */
function leftOf(journal: string, torn: number): JournaledUpdate | null {
  const cut = torn === 0 ? journal : journal.slice(0, Math.max(0, journal.length - torn));
  return journaledUpdate(decodeJournal(cut).entries);
}

async function killAndCarryOn({ atFrame, torn, awayMs, losesPower }: Kill): Promise<string> {
  const set = setUp(atFrame);
  await set.run();
  if (losesPower) cyclePower(set, 500);
  await set.clock.run(set.clock.sleep(awayMs, never));
  const update = leftOf(set.journal(), torn);
  if (update === null) {
    await set.clock.run(set.clock.sleep(10_000, never)); // its start
    expect(set.emulator.snapshot().running).toMatchObject({ version: '1.0.0', committed: true });
    return 'never begun';
  }
  const { events, result } = await set.resume(update);
  const { running } = set.emulator.snapshot();
  if (result.result === 'committed') {
    await expectKept(set, tiny);
    // Kept only after it has said in this process who it is.
    const kept = set.said.indexOf('OTA.Commit');
    if (kept !== -1) expect(set.said.slice(0, kept)).toContain('Sys.GetInfo');
  } else {
    expect(running).toMatchObject({ version: '1.0.0', committed: true });
    expect(set.said).not.toContain('OTA.Commit');
  }
  // Every write of this process comes after its own begin, from the first byte on.
  const begun = set.said.indexOf('OTA.Begin');
  const wrote = set.said.indexOf('OTA.Write');
  expect(wrote === -1 || (begun !== -1 && begun < wrote)).toBe(true);
  expect(events.at(-1)?.sessionId).toBe('session-1');
  return result.result;
}

describe('an update whose process was killed', () => {
  it('ends in the wanted image, bit for bit, or in the old one, untouched, wherever that was', async () => {
    const ends = new Set<string>();
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          atFrame: fc.integer({ min: 1, max: frames }),
          torn: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 90 })),
          awayMs: fc.constantFrom(0, 1_000, 20_000, 280_000, 400_000, 2_000_000),
          losesPower: fc.boolean(),
        }),
        async (kill) => {
          ends.add(await killAndCarryOn(kill));
        },
      ),
      { seed: seedFor('journal kills'), numRuns: isFull ? 600 : 60 },
    );
    expect(ends).toContain('committed');
  });

  const at =
    (method: string, direction: Passing['direction'], index = 0) =>
    (frame: Passing): boolean =>
      frame.method === method && frame.direction === direction && frame.index === index;

  async function resumedAfter(killedAt: (frame: Passing) => boolean, awayMs = 1_000) {
    const set = setUp(killedAt);
    await set.run();
    await set.clock.run(set.clock.sleep(awayMs, never));
    const update = leftOf(set.journal(), 0);
    if (update === null) throw new Error('the journal has no update');
    const { result } = await set.resume(update);
    const changes = set.said.filter((method) => CHANGES.includes(method));
    return {
      set,
      result,
      changes: changes.filter((method, index) => method !== changes[index - 1]),
    };
  }

  it('while it writes: the device is told to forget what it has, and gets all of it', async () => {
    const { set, result, changes } = await resumedAfter(at('OTA.Write', 'out', 5));
    expect(changes).toEqual(['OTA.End', 'OTA.Begin', 'OTA.Write', 'OTA.End', 'OTA.Commit']);
    expect(result).toMatchObject({ result: 'committed', from: '1.0.0', to: '1.1.0' });
    await expectKept(set, tiny);
  });

  it('with every byte written: the device is restarted, for OTA.End would install', async () => {
    const { set, changes } = await resumedAfter(at('OTA.End', 'out'));
    expect(changes).toEqual(['Sys.Reboot', 'OTA.Begin', 'OTA.Write', 'OTA.End', 'OTA.Commit']);
    await expectKept(set, tiny);
  });

  it('while the device restarts: the new firmware is looked at and kept, nothing is written', async () => {
    const { set, result, changes } = await resumedAfter(at('OTA.End', 'in'), 20_000);
    expect([result.result, changes]).toEqual(['committed', ['OTA.Commit']]);
    await expectKept(set, tiny);
  });

  it('while the device was told to keep it: it has, and is told nothing more', async () => {
    const { set, result, changes } = await resumedAfter(at('OTA.Commit', 'in'));
    expect([result.result, changes]).toEqual(['committed', []]);
    await expectKept(set, tiny);
  });

  it('on trial, and nobody came in time: it says that the device went back, and begins nothing', async () => {
    const { result, changes } = await resumedAfter(at('OTA.Commit', 'out'), 400_000);
    expect([result.result, changes]).toEqual(['reverted', []]);
  });

  it('on trial: it is kept by its checks, which compare with nothing that no journal has', async () => {
    const set = setUp(at('OTA.Commit', 'out'));
    await set.run();
    const update = leftOf(set.journal(), 0);
    if (update === null) throw new Error('the journal has no update');
    const { events, result } = await set.resume(
      update,
      keptByChecks({ checks: [], onRed: 'wait' }),
    );
    expect(result.result).toBe('committed');
    const last = events.filter((event) => event.type === 'checks').at(-1)!;
    const states = new Map(last.checks.map(({ kind, state }) => [kind, state]));
    expect(states.get('version')).toBe('passed');
    expect(states.get('memory')).toBe('not-told');
  });

  it('while somebody else has begun an update since: that one is left alone', async () => {
    const set = setUp(at('OTA.Write', 'out', 5));
    await set.run();
    cyclePower(set, 500);
    await set.clock.run(set.clock.sleep(60_000, never));
    await beginAsSomebodyElse(set, tiny, 2_000);
    const update = leftOf(set.journal(), 0);
    if (update === null) throw new Error('the journal has no update');
    const { result } = await set.resume(update);
    expect(result).toMatchObject({ result: 'refused', failure: { code: 'device/busy' } });
    expect(set.said.filter((method) => CHANGES.includes(method))).toEqual([]);
  });

  it('and another device answers at its place: nothing is said to it but questions', async () => {
    const set = setUp(at('OTA.Write', 'out', 5));
    await set.run();
    const update = leftOf(set.journal(), 0);
    if (update === null) throw new Error('the journal has no update');
    const device = { ...update.device, mac: '3C71BF000001', id: 'esp32_000001' };
    const { result } = await set.resume({ ...update, device });
    expect(result).toMatchObject({ result: 'unknown', failure: { code: 'device/other-device' } });
    expect(set.said.filter((method) => CHANGES.includes(method))).toEqual([]);
  });

  it('and its device is out of reach: it is looked for as long as a start takes, and no longer', async () => {
    const set = setUp(at('OTA.Write', 'out', 5));
    await set.run();
    set.emulator.powerOff();
    const update = leftOf(set.journal(), 0);
    if (update === null) throw new Error('the journal has no update');
    const from = set.clock.now();
    const { result } = await set.resume(update);
    expect(result.result).toBe('failed');
    expect(set.clock.now() - from).toBeGreaterThanOrEqual(60_000);
    expect(set.clock.now() - from).toBeLessThan(90_000);
  });
});
