import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import { OtaError } from '../../../src/contracts/failure.ts';
import type { Link } from '../../../src/contracts/link.ts';
import { openClient } from '../../../src/rpc/client.ts';
import type { CommitPolicy, TrialDecision } from '../../../src/update/commit.ts';
import type { UpdateEvent } from '../../../src/update/events.ts';
import { cuttable } from '../../support/update/lost-wires.ts';
import {
  bundleNamed,
  changedResult,
  ofType,
  replyTo,
  setUpUpdate,
  stayingLink,
} from '../../support/update/update-harness.ts';
import type { HarnessSetup } from '../../support/update/update-harness.ts';

let tiny: Bundle;

beforeAll(async () => {
  tiny = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
});

const quiet = new AbortController().signal;
type Ask = Extract<CommitPolicy, { kind: 'ask' }>;
const nobody = () => new Promise<TrialDecision>(() => undefined);

/** An update that somebody watches, asked every 10 s as the app does; its cable can be pulled. */
function watched(setup: HarnessSetup = {}) {
  let drop: () => void = () => undefined;
  let away = false;
  const parts = setUpUpdate({
    ...setup,
    connect: (own): Link => {
      if (away) throw new OtaError('link/refused', { address: 'x', detail: 'no port' });
      const pair = cuttable(own());
      drop = pair.drop;
      return pair.link;
    },
  });
  const { clock } = parts;
  const ask = (decide: Ask['decide'] = nobody): { commit: CommitPolicy } => ({
    commit: { kind: 'ask', decide, nextCheck: ({ signal }) => clock.sleep(10_000, signal) },
  });
  const later = (ms: number, act: () => void): void => void clock.sleep(ms, quiet).then(act);
  return {
    ...parts,
    ask,
    later,
    pull: () => {
      away = true;
      drop();
    },
    plug: () => (away = false),
    /** Somebody else's tool, over a link of its own. */
    async another(method: 'OTA.Commit'): Promise<void> {
      const timeoutMs = 3_000;
      const { client } = openClient(parts.emulator.connect(), {
        clock,
        timeoutMs,
        nextId: () => 1,
      });
      await client.call(method, null, { signal: quiet });
      await client.close();
    },
  };
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

describe('a firmware on trial', () => {
  it('is told lost as soon as its link is, and found again by itself', async () => {
    const parts = watched();
    const { events } = await parts.update(
      tiny,
      parts.ask(),
      at('trial', () => {
        parts.later(20_000, parts.pull);
        parts.later(80_000, parts.plug);
      }),
    );
    const [trial] = ofType(events, 'trial');
    const [lost, back] = ofType(events, 'contact');
    expect(lost).toMatchObject({ contact: 'lost' });
    expect(lost!.at - trial!.at).toBeLessThan(21_000);
    expect(lost!.silentMs).toBeLessThanOrEqual(10_000);
    expect(back).toMatchObject({ contact: 'answers', silentMs: 0 });
    expect(back!.at - trial!.at).toBeLessThan(85_000);
    // By the device's own clock, whole seconds.
    const left = 300_000 - (back!.at - trial!.at);
    expect(Math.abs(back!.leftMs! - left)).toBeLessThanOrEqual(2_000);
  });

  it('is not kept before it answers again', async () => {
    const parts = watched();
    const pressed = async ({ signal }: { readonly signal: AbortSignal }) => {
      await parts.clock.sleep(50_000, signal);
      return 'keep' as const;
    };
    const { events, result } = await parts.update(
      tiny,
      parts.ask(pressed),
      at('trial', () => {
        parts.later(20_000, parts.pull);
        parts.later(80_000, parts.plug);
      }),
    );
    expect(result.result).toBe('committed');
    const committing = ofType(events, 'phase').find(({ phase }) => phase === 'committing');
    const back = ofType(events, 'contact').find(({ contact }) => contact === 'answers');
    expect(committing!.at).toBeGreaterThanOrEqual(back!.at);
  });

  it('that another tool keeps meanwhile is told kept at the next question', async () => {
    const parts = watched();
    const { events, result } = await parts.update(
      tiny,
      parts.ask(),
      at('trial', () => parts.later(42_000, () => void parts.another('OTA.Commit'))),
    );
    expect(result.result).toBe('committed');
    const [trial] = ofType(events, 'trial');
    const [told] = ofType(events, 'committed');
    expect(told!.at - trial!.at).toBeGreaterThanOrEqual(42_000);
    expect(told!.at - trial!.at).toBeLessThan(53_000);
  });

  it('that another tool keeps while its cable is out is told kept when it answers again', async () => {
    const parts = watched();
    const { result } = await parts.update(
      tiny,
      parts.ask(),
      at('trial', () => {
        parts.later(20_000, parts.pull);
        parts.later(30_000, () => void parts.another('OTA.Commit'));
        parts.later(60_000, parts.plug);
      }),
    );
    expect(result.result).toBe('committed');
    expect(parts.clock.now()).toBeLessThan(120_000);
  });

  it('that falls silent on a cable that stays is told so, and nothing is opened anew', async () => {
    let mute = false;
    const parts = setUpUpdate({
      meddle: ({ direction, method }) =>
        mute && direction === 'out' && method.startsWith('Sys.') ? [] : undefined,
      connect: (own) => stayingLink(own, parts.clock),
    });
    const commit: CommitPolicy = {
      kind: 'ask',
      decide: nobody,
      nextCheck: ({ signal }) => parts.clock.sleep(10_000, signal),
    };
    const { events } = await parts.update(
      tiny,
      { commit },
      at('trial', () => {
        mute = true;
        void parts.clock.sleep(60_000, quiet).then(() => (mute = false));
      }),
    );
    const told = ofType(events, 'contact').map(({ contact }) => contact);
    expect(told.slice(0, 2)).toEqual(['silent', 'answers']);
    expect(parts.links()).toBe(1);
  });

  it('that stays away is not seen, and is not said to be on trial when the watching ends', async () => {
    const parts = watched();
    const { result } = await parts.update(
      tiny,
      parts.ask(),
      at('trial', () => {
        parts.later(20_000, parts.pull);
        parts.later(60_000, parts.cancel);
      }),
    );
    expect(result).toMatchObject({ result: 'unknown', failure: { code: 'cancelled' } });
  });

  it('of 60 days is kept when somebody says so', async () => {
    const parts = watched();
    const { result, events } = await parts.update(tiny, {
      ...parts.ask(() => Promise.resolve('keep')),
      commitTimeoutMs: 60 * 86_400_000,
    });
    expect(ofType(events, 'trial')[0]!.leftMs).toBeGreaterThan(2 ** 31);
    expect(result.result).toBe('committed');
  });
});

describe('what a device on its old firmware is said to have done', () => {
  const end = async (parts: ReturnType<typeof watched>, act: () => void) => {
    const { result } = await parts.update(tiny, parts.ask(), at('trial', act));
    return result;
  };

  it('restarted before it was kept, where its power was cut two minutes before the end', async () => {
    const parts = watched();
    const result = await end(parts, () => {
      parts.later(30_000, () => parts.emulator.powerOff());
      parts.later(180_000, () => parts.emulator.powerOn());
    });
    expect(result).toMatchObject({
      result: 'reverted',
      cause: 'restarted',
      failure: { facts: { why: 'restarted' } },
      running: { version: '1.0.0', slot: 0, committed: true },
    });
  });

  it('went back when its time was over', async () => {
    const result = await end(watched(), () => undefined);
    expect(result).toMatchObject({ result: 'reverted', cause: 'time-over' });
  });

  it('went back as it was told', async () => {
    const parts = watched();
    const { result } = await parts.update(
      tiny,
      parts.ask(() => Promise.resolve('go-back')),
    );
    expect(result).toMatchObject({ result: 'reverted', cause: 'asked' });
  });

  it('was not seen on the new one', async () => {
    const { result } = await watched({ behaviour: 'crashes' }).update(tiny);
    expect(result).toMatchObject({ result: 'reverted', cause: 'not-seen' });
  });

  it('runs something else, where the version is right and the build is not, on trial', async () => {
    let trial = false;
    const parts = watched({
      meddle: (frame) =>
        trial && frame.direction === 'in' && frame.method === 'Sys.GetInfo'
          ? changedResult(frame, { fw_id: 'another build' })
          : undefined,
    });
    const result = await end(parts, () => (trial = true));
    expect(result).toMatchObject({
      result: 'other',
      running: { version: '1.1.0', buildId: 'another build', slot: 1 },
    });
  });
});

describe('a device that does not do as it is told', () => {
  it('answers and does not restart: that is said, not that it is lost', async () => {
    const parts = setUpUpdate({
      // It says yes, and nothing comes of it.
      meddle: (frame) => {
        if (frame.method !== 'OTA.End' || frame.direction !== 'out') return undefined;
        return [new TextEncoder().encode(JSON.stringify({ ...frame.json, method: 'RPC.Ping' }))];
      },
      connect: (own) => stayingLink(own, parts.clock),
    });
    const quietState = (await parts.update(tiny)).result;
    expect(quietState).toMatchObject({ result: 'unknown' });
    expect(quietState).toMatchObject({
      failure: { code: 'update/not-restarted', facts: { running: '1.0.0' } },
    });
  });

  it('refuses to go back: it is still on trial, and that takes no trial to find out', async () => {
    const parts = watched({
      meddle: (frame) =>
        frame.method === 'OTA.Revert' && frame.direction === 'out'
          ? [new TextEncoder().encode(JSON.stringify({ ...frame.json, method: 'OTA.Nope' }))]
          : undefined,
    });
    const before = parts.clock.now();
    const { result } = await parts.update(
      tiny,
      parts.ask(() => Promise.resolve('go-back')),
    );
    expect(result).toMatchObject({
      result: 'uncommitted',
      failure: { code: 'update/revert-refused', facts: { remoteCode: 404 } },
    });
    expect(parts.clock.now() - before).toBeLessThan(90_000);
  });

  it('says it has 31 years and falls silent after OTA.Commit: the wait is ours to end', async () => {
    let silent = false;
    const parts = setUpUpdate({
      meddle: (frame) => {
        if (frame.method === 'OTA.Commit') silent = true;
        if (silent) return [];
        return frame.direction === 'in' &&
          (frame.method === 'OTA.Status' || frame.method === 'OTA.GetBootState')
          ? changedResult(frame, { commit_timeout: 1e9 })
          : undefined;
      },
    });
    const before = parts.clock.now();
    const { result } = await parts.update(tiny);
    expect(result).toMatchObject({ result: 'unknown', failure: { code: 'update/not-back' } });
    expect(parts.clock.now() - before).toBeLessThan(3_800_000);
  });

  it('says no to OTA.Commit and has committed: what it reports counts', async () => {
    const parts = setUpUpdate({
      meddle: (frame) =>
        frame.method === 'OTA.Commit' && frame.direction === 'in'
          ? [replyTo(frame, { error: { code: -1, message: 'not now' } })]
          : undefined,
    });
    // The reply is a lie: the device has committed, and its state tells.
    expect((await parts.update(tiny)).result.result).toBe('committed');
  });
});
