import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import type { Clock } from '../../../src/contracts/clock.ts';
import { OtaError } from '../../../src/contracts/failure.ts';
import type { Link } from '../../../src/contracts/link.ts';
import type { ProductCheck, RedRule } from '../../../src/contracts/product-check.ts';
import { keptByChecks } from '../../../src/update/commit.ts';
import type { CommitPolicy } from '../../../src/update/commit.ts';
import type { UpdateEvent } from '../../../src/update/events.ts';
import { cuttable } from '../../support/update/lost-wires.ts';
import {
  bundleNamed,
  changedResult,
  ofType,
  replyTo,
  setUpUpdate,
} from '../../support/update/update-harness.ts';
import type { HarnessSetup, Passing } from '../../support/update/update-harness.ts';
import type { VirtualClock } from '../../support/virtual-clock.ts';

let tiny: Bundle;

beforeAll(async () => {
  tiny = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
});

const quiet = new AbortController().signal;
const PUMP: ProductCheck = {
  ...{ name: 'Pump runs', method: 'Pump.Status', args: null, path: '/on' },
  ...{ operator: '=', value: true },
};
const by = (onRed: RedRule, ...checks: readonly ProductCheck[]): { commit: CommitPolicy } => ({
  commit: keptByChecks({ checks, onRed }),
});

interface Pump {
  /** What the product answers; undefined = it has no such method; null = it says nothing. */
  readonly pump?: (asked: number) => object | null | undefined;
}

/** A device with a product in it, whose cable can be pulled. */
function product({ pump = () => ({ on: true }), ...setup }: HarnessSetup & Pump = {}) {
  let drop: () => void = () => undefined;
  let away = false;
  const said = new Map<unknown, object | null | undefined>();
  const ofPump = (frame: Passing): readonly Uint8Array[] => {
    if (frame.direction === 'out') said.set(frame.json['id'], pump(said.size));
    return answered(frame, said.get(frame.json['id']));
  };
  const parts = setUpUpdate({
    ...setup,
    meddle: (frame) => (frame.method.startsWith('Pump.') ? ofPump(frame) : setup.meddle?.(frame)),
    connect: (own): Link => {
      if (away) throw new OtaError('link/refused', { address: 'x', detail: 'no port' });
      const pair = cuttable(own());
      drop = pair.drop;
      return pair.link;
    },
  });
  return {
    ...parts,
    later: (ms: number, act: () => void): void =>
      void parts.clock.sleep(ms, quiet).then(act, () => undefined),
    pull: () => {
      away = true;
      drop();
    },
    plug: () => (away = false),
    commits: () => parts.calls.filter((method) => method === 'OTA.Commit').length,
    reverts: () => parts.calls.filter((method) => method === 'OTA.Revert').length,
  };
}

function answered(frame: Passing, said: object | null | undefined): readonly Uint8Array[] {
  if (frame.direction === 'in')
    return said === null || said === undefined ? [frame.bytes] : [replyTo(frame, { result: said })];
  if (said === null) return [];
  const method = said === undefined ? 'Pump.Unknown' : 'RPC.Ping';
  return [new TextEncoder().encode(JSON.stringify({ ...frame.json, method }))];
}

/** Does it once, at the first event of this kind. */
const at = (type: UpdateEvent['type'], act: () => void) => {
  let done = false;
  return (event: UpdateEvent) => {
    if (done || event.type !== type) return;
    done = true;
    act();
  };
};

describe('a firmware that is kept by its checks', () => {
  it('is kept when all have passed, and not before it has run for 30 s', async () => {
    const parts = product();
    const { events, result } = await parts.update(tiny, by('go-back', PUMP));
    expect(result.result).toBe('committed');
    const [first, ...more] = ofType(events, 'checks');
    expect(first!.checks.find(({ kind }) => kind === 'product')).toMatchObject({
      state: 'waiting',
    });
    const last = more.at(-1)!;
    expect(last.checks.map(({ state }) => state)).not.toContain('waiting');
    expect(last.checks.find(({ kind }) => kind === 'product')).toMatchObject({
      ...{ name: 'Pump runs', state: 'passed', expected: 'true', found: 'true' },
    });
    const uptimes = ofType(events, 'device').map(({ info }) => info.uptime);
    expect(uptimes.at(-1)).toBeGreaterThanOrEqual(30);
    expect(uptimes.at(-1)).toBeLessThan(45);
    expect(parts.commits()).toBe(1);
  });

  it('says at every moment what happens if nobody acts', async () => {
    const red = await product({ pump: () => ({ on: false }) }).update(tiny, by('go-back', PUMP));
    const told = ofType(red.events, 'checks').map(({ ifNobodyActs }) => ifNobodyActs);
    expect(new Set(told)).toEqual(new Set(['goes-back', 'kept', 'told-back']));
    expect(told.at(-1)).toBe('told-back');
    const waiting = await product({ pump: () => ({ on: false }) }).update(tiny, by('wait', PUMP));
    expect(ofType(waiting.events, 'checks').at(-1)).toMatchObject({ ifNobodyActs: 'goes-back' });
    for (const { leftMs } of ofType(waiting.events, 'checks')) expect(leftMs).not.toBeNull();
  });

  it('is told to go back when a check stays red, and is never committed', async () => {
    const parts = product({ pump: () => ({ on: false }) });
    const { result } = await parts.update(tiny, by('go-back', PUMP));
    expect(result).toMatchObject({
      ...{ result: 'reverted', cause: 'checks' },
      failure: { code: 'update/rolled-back', facts: { why: 'checks' } },
      running: { version: '1.0.0', committed: true },
    });
    expect([parts.commits(), parts.reverts()]).toEqual([0, 1]);
  });

  it('is kept by itself without anybody, and a person may have it go back before that', async () => {
    const policy = (decide: () => Promise<'keep' | 'go-back'>): { commit: CommitPolicy } => ({
      commit: { kind: 'ask', decide, checks: [PUMP], guard: 'wait', keepsItself: true },
    });
    const nobody = (): Promise<never> => new Promise(() => undefined);
    const alone = product();
    const kept = await alone.update(tiny, policy(nobody));
    expect(kept.result.result).toBe('committed');
    for (const { ifNobodyActs } of ofType(kept.events, 'checks')) expect(ifNobodyActs).toBe('kept');

    const red = product({ pump: () => ({ on: false }) });
    expect((await red.update(tiny, policy(nobody))).result).toMatchObject({
      ...{ result: 'reverted', cause: 'time-over' },
    });
    expect([red.commits(), red.reverts()]).toEqual([0, 0]);

    let goBack: (decision: 'go-back') => void = () => undefined;
    const asked = product();
    const told = await asked.update(
      tiny,
      policy(() => new Promise((resolve) => (goBack = resolve))),
      at('trial', () => asked.later(5_000, () => goBack('go-back'))),
    );
    expect(told.result).toMatchObject({ result: 'reverted', cause: 'asked' });
    expect([asked.commits(), asked.reverts()]).toEqual([0, 1]);
  });

  it('that a person wants to keep is not kept beside a red check, where checks decide', async () => {
    const parts = product({ pump: () => ({ on: false }) });
    const { result } = await parts.update(tiny, {
      commit: {
        ...{ kind: 'ask', decide: () => Promise.resolve('keep'), checks: [PUMP] },
        ...{ guard: 'wait', keepsItself: true },
      },
    });
    expect(result.result).toBe('reverted');
    expect(parts.commits()).toBe(0);
  });

  it('is left to its own time where that is asked for', async () => {
    const parts = product({ pump: () => ({ on: false }) });
    const { result } = await parts.update(tiny, by('wait', PUMP));
    expect(result).toMatchObject({ result: 'reverted', cause: 'time-over' });
    expect([parts.commits(), parts.reverts()]).toEqual([0, 0]);
  });

  it.each<[string, NonNullable<Pump['pump']>, why: string]>([
    ['that the device does not have', () => undefined, 'refused'],
    ['that never answers', () => null, 'no-answer'],
    ['whose answer lacks the value', () => ({ off: true }), 'no-value'],
  ])('is not kept by a method %s', async (_, pump, why) => {
    const parts = product({ pump });
    const { events, result } = await parts.update(tiny, by('wait', PUMP));
    expect(result.result).toBe('reverted');
    expect(parts.commits()).toBe(0);
    const last = ofType(events, 'checks').at(-1)!;
    expect(last.checks.at(-1)).toMatchObject({ kind: 'product', state: 'not-told', why });
  });

  it('is kept when what failed once passes the next time it is asked', async () => {
    const parts = product({ pump: (asked) => ({ on: asked !== 1 }) });
    const { result } = await parts.update(tiny, by('go-back', PUMP));
    expect(result.result).toBe('committed');
    expect(parts.reverts()).toBe(0);
  });

  it('is kept when its product needs a minute until it works, where it is waited for', async () => {
    let works = false;
    const parts = product({ pump: () => ({ on: works }) });
    const { result } = await parts.update(
      tiny,
      by('wait', PUMP),
      at('trial', () => parts.later(60_000, () => (works = true))),
    );
    expect(result.result).toBe('committed');
  });

  it('is compared with what the device answered before the update', async () => {
    const flow: ProductCheck = {
      ...{ ...PUMP, name: 'Flow', path: '/flow' },
      ...{ operator: '>=', value: { before: 0.9 } },
    };
    const good = product({ pump: (asked) => ({ flow: asked === 0 ? 100 : 90 }) });
    expect((await good.update(tiny, by('go-back', flow))).result.result).toBe('committed');
    const bad = product({ pump: (asked) => ({ flow: asked === 0 ? 100 : 89 }) });
    const { result } = await bad.update(tiny, by('go-back', flow));
    expect(result).toMatchObject({ result: 'reverted', cause: 'checks' });
  });

  it('is given a trial that leaves room for its checks', async () => {
    const asked: unknown[] = [];
    const parts = product({
      meddle: ({ method, direction, json }) => {
        if (method === 'OTA.Begin' && direction === 'out')
          asked.push(json['params'] ?? json['args']);
        return undefined;
      },
    });
    await parts.update(tiny, { ...by('go-back', PUMP), commitTimeoutMs: 10_000 });
    await parts.update(tiny, {
      ...by('go-back', PUMP),
      commitTimeoutMs: 0,
      force: ['same-version'],
    });
    expect(asked).toEqual([
      expect.objectContaining({ commit_timeout: 90 }),
      expect.objectContaining({ commit_timeout: 90 }),
    ]);
  });

  it('that is found late is asked everything anew, and kept', async () => {
    const parts = product();
    const { events, result } = await parts.update(
      tiny,
      by('go-back', PUMP),
      at('trial', () => {
        parts.later(5_000, parts.pull);
        parts.later(120_000, parts.plug);
      }),
    );
    expect(result.result).toBe('committed');
    const back = ofType(events, 'contact').find(({ contact }) => contact === 'answers')!;
    const after = ofType(events, 'checks').filter((event) => event.at >= back.at);
    expect(after[0]!.checks.at(-1)).toMatchObject({ kind: 'product', state: 'waiting' });
    const committing = ofType(events, 'phase').find(({ phase }) => phase === 'committing')!;
    expect(committing.at).toBeGreaterThanOrEqual(back.at);
    expect(after.at(-1)!.checks.at(-1)).toMatchObject({ kind: 'product', state: 'passed' });
  });

  it('that is lost for all of its trial is back on the old one, which is no failure', async () => {
    const parts = product();
    const { result } = await parts.update(
      tiny,
      by('go-back', PUMP),
      at('trial', () => {
        parts.later(5_000, parts.pull);
        parts.later(320_000, parts.plug);
      }),
    );
    expect(result).toMatchObject({ result: 'reverted', running: { version: '1.0.0' } });
    expect(parts.commits()).toBe(0);
  });

  it('that restarts on trial is back on the old one, as its boot loader has it', async () => {
    const parts = product();
    const { result } = await parts.update(
      tiny,
      by('go-back', PUMP),
      at('trial', () => {
        parts.later(10_000, () => parts.emulator.powerOff());
        parts.later(15_000, () => parts.emulator.powerOn());
      }),
    );
    expect(result).toMatchObject({ result: 'reverted', cause: 'restarted' });
    expect(parts.commits()).toBe(0);
  });

  it('that starts again and again and stays on trial is never kept', async () => {
    let trial = false;
    const parts = product({
      // Every 20 s its uptime begins anew.
      meddle: (frame) => {
        if (!trial || frame.direction !== 'in' || frame.method !== 'Sys.GetInfo') return undefined;
        return changedResult(frame, { uptime: (parts.clock.now() / 1_000) % 20 });
      },
    });
    const { result } = await parts.update(
      tiny,
      by('wait', PUMP),
      at('trial', () => (trial = true)),
    );
    expect(result.result).toBe('reverted');
    expect(parts.commits()).toBe(0);
  });

  it.each([0.92, 1.25])(
    'with a clock of the device that runs %s times as fast ends the same',
    async (factor) => {
      let clock: VirtualClock | null = null;
      const own: Clock = {
        now: () => (clock?.now() ?? 0) * factor,
        sleep: (ms, signal) => clock?.sleep(ms / factor, signal) ?? Promise.resolve(),
      };
      const parts = product({ clock: own });
      ({ clock } = parts);
      expect((await parts.update(tiny, by('go-back', PUMP))).result.result).toBe('committed');
      const red = product({ clock: own, pump: () => ({ on: false }) });
      ({ clock } = red);
      const { result } = await red.update(tiny, by('wait', PUMP));
      expect(result).toMatchObject({ result: 'reverted', running: { version: '1.0.0' } });
      expect(red.commits()).toBe(0);
    },
  );

  it('is never kept while its last answers are red, whatever they are, and never called failed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(true, false, null, undefined), { minLength: 1, maxLength: 12 }),
        fc.constantFrom<RedRule>('go-back', 'wait'),
        async (answers, onRed) => {
          const said: unknown[] = [];
          const of = (asked: number) => answers[Math.min(asked, answers.length - 1)];
          const parts = product({
            pump: (asked) => {
              const on = of(asked);
              return typeof on === 'boolean' ? { on } : on;
            },
          });
          const { events, result } = await parts.update(tiny, by(onRed, PUMP), (event) => {
            if (event.type === 'checks') said.push(event.checks.at(-1)!.state);
            if (event.type === 'phase' && event.phase === 'committing')
              expect(said.at(-1)).toBe('passed');
          });
          expect(['committed', 'reverted']).toContain(result.result);
          expect(parts.commits() > 0).toBe(result.result === 'committed');
          expect(ofType(events, 'checks').length).toBeGreaterThan(1);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('a firmware that people decide about', () => {
  const asked = (decide: Extract<CommitPolicy, { kind: 'ask' }>['decide']) => ({
    commit: { kind: 'ask', decide, checks: [PUMP] } as const,
  });

  it('has its product asked, and is kept when they say so, also in spite of it', async () => {
    const parts = product({ pump: () => ({ on: false }) });
    const { events, result } = await parts.update(
      tiny,
      asked(async ({ signal }) => {
        await parts.clock.sleep(20_000, signal);
        return 'keep';
      }),
    );
    const last = ofType(events, 'checks').at(-1)!;
    expect(last.checks.at(-1)).toMatchObject({ state: 'failed', found: 'false' });
    expect(result.result).toBe('committed');
  });

  it('goes back when they say so, though the device is slow to answer its checks', async () => {
    const many = Array.from({ length: 16 }, (_, index) => ({ ...PUMP, name: `Pump ${index}` }));
    const parts = product({ pump: () => null });
    let saidAt = 0;
    const decide = async ({ signal }: { readonly signal: AbortSignal }) => {
      await parts.clock.sleep(10_000, signal);
      saidAt = parts.clock.now();
      return 'go-back' as const;
    };
    const { events, result } = await parts.update(tiny, {
      commit: { kind: 'ask', decide, checks: many },
    });
    expect(result).toMatchObject({ result: 'reverted', cause: 'asked' });
    const [, ...told] = ofType(events, 'phase').filter(({ phase }) => phase === 'rebooting');
    expect(told[0]!.at - saidAt).toBeLessThanOrEqual(3_000);
  });
});
