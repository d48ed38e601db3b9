import { describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../../src/contracts/failure.ts';
import type { Failure } from '../../../../src/contracts/failure.ts';
import { PracticeState } from '../../../../src/ui/state/practice.svelte.ts';
import type { PracticeClient } from '../../../../src/ui/state/practice.svelte.ts';
import type { ChipSnapshot, PracticeSnapshot } from '../../../../src/workers/api.ts';
import type { PracticeListener } from '../../../../src/workers/client/emulator-client.ts';
import { ok } from '../../../../src/workers/comlink/calls.ts';

const dark: PracticeSnapshot = {
  snapshot: { id: 'esp32_0A1B2C', profile: 'esp32', power: false, running: null, known: [] },
  cablePlugged: true,
  timeFactor: 1,
  storage: 'kept',
};
const withChip: ChipSnapshot = {
  ...dark,
  profile: 'esp32',
  picture: {
    slots: [],
    boot: { kind: 'records', rule: 'smaller-is-newer', records: [] },
    next: { kind: 'starts', slot: 0, firmware: null },
    bootTarget: 0,
    cellBytes: 65_536,
  },
  ...{ sizeBytes: 131_072, places: [], log: [], operations: 0, files: [], upMs: null },
  ...{ writing: false, noise: false, faults: [] },
};

/** A thread that can be ended; it writes down what it is asked. */
function setUp() {
  const asked: string[] = [];
  const told: PracticeListener[] = [];
  let die: (failure: Failure) => void = () => undefined;
  const newDeath = () => new Promise<Failure>((resolve) => (die = resolve));
  let died = newDeath();
  const client: Pick<PracticeClient, 'died' | 'restart' | 'start' | 'watch' | 'watchChip'> = {
    get died() {
      return died;
    },
    restart: () => {
      died = newDeath();
      asked.push('restart');
    },
    start: () => Promise.resolve(ok({ kind: 'started', storage: 'kept', fresh: false })),
    watch: (listener) => {
      asked.push('watch');
      told.push(listener);
      return Promise.resolve(ok(null));
    },
    watchChip: () => {
      asked.push('watchChip');
      return Promise.resolve(ok(null));
    },
  };
  const practice = new PracticeState(client as PracticeClient); // the rest is not called here
  return {
    practice,
    asked,
    tell: (latest: PracticeSnapshot | ChipSnapshot) => told.at(-1)?.(latest),
    die: () => die(toFailure(new OtaError('worker/died', { worker: 'emulator' }))),
  };
}

describe('the practice device of the window', () => {
  it('asks for news once, however often the screen is opened', async () => {
    const { practice, asked } = setUp();
    await practice.start();
    await practice.watchChip();
    await practice.watchChip();
    expect(asked).toEqual(['watch', 'watchChip']);
  });

  it('goes on telling whoever watched the chip when its thread is replaced', async () => {
    const { practice, asked, tell } = setUp();
    await practice.start();
    await practice.watchChip();
    await practice.startAgain();
    expect(asked).toEqual(['watch', 'watchChip', 'restart', 'watch', 'watchChip']);
    tell(withChip);
    expect(practice.chip).toBe(withChip);
  });

  it('is watched without its chip where nobody asked for that', async () => {
    const { practice, asked, tell } = setUp();
    await practice.start();
    await practice.startAgain();
    tell(dark);
    expect([asked, practice.chip]).toEqual([['watch', 'restart', 'watch'], null]);
  });

  it('tells of device and chip at one moment, from one source', async () => {
    const { practice, tell } = setUp();
    const heard: unknown[] = [];
    practice.listen((latest) => heard.push(latest));
    await practice.start();
    await practice.watchChip();
    tell(withChip);
    expect(practice.chip?.snapshot).toBe(practice.snapshot);
    expect([practice.missing, heard]).toEqual(['power', [withChip]]);
  });

  it('shows the chip as it was when the thread died', async () => {
    const { practice, tell, die } = setUp();
    await practice.start();
    await practice.watchChip();
    tell(withChip);
    die();
    await Promise.resolve();
    await Promise.resolve();
    expect([practice.phase.kind, practice.chip]).toEqual(['failed', withChip]);
  });
});
