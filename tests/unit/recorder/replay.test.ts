import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import { readBuild } from '../../../src/cli/device-build.ts';
import { OtaError } from '../../../src/contracts/failure.ts';
import { createSignIn } from '../../../src/rpc/sign-in.ts';
import { keptByChecks } from '../../../src/update/commit.ts';
import type { TrialDecision } from '../../../src/update/commit.ts';
import { recordUpdate, replayed } from '../../support/recorder/recorded.ts';
import type { RecordUpdateOptions } from '../../support/recorder/recorded.ts';
import { cyclePower, once } from '../../support/update/lost-wires.ts';
import type { Parts } from '../../support/update/lost-wires.ts';
import {
  bundleNamed,
  changedResult,
  replyTo,
  setUpUpdate,
  stayingLink,
} from '../../support/update/update-harness.ts';
import type { HarnessSetup } from '../../support/update/update-harness.ts';

let tiny: Bundle;
let large: Bundle;

beforeAll(async () => {
  tiny = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
  large = await bundleNamed('demo-esp32-1.1.0.zip');
});

interface Case {
  readonly setup?: HarnessSetup;
  readonly large?: boolean;
  /** Over a serial adapter. */
  readonly staying?: boolean;
  readonly ends: string;
  readonly code?: string;
  readonly run?: (parts: Parts) => RecordUpdateOptions;
}

const never = new Promise<TrialDecision>(() => undefined);
const says = (method: string, change: object): HarnessSetup['meddle'] => {
  return (frame) =>
    frame.direction === 'in' && frame.method === method
      ? changedResult(frame, { ...change })
      : undefined;
};

const CASES: Readonly<Record<string, Case>> = {
  'that was kept': { ends: 'committed', large: true },
  'of an image that hangs': {
    setup: { behaviour: 'hangs-at-once' },
    ends: 'reverted',
    code: 'update/rolled-back',
  },
  'refused for another chip': {
    setup: { meddle: says('Sys.GetInfo', { arch: 'esp32c3' }) },
    ends: 'refused',
    code: 'bundle/wrong-platform',
  },
  'whose end the device refused': {
    setup: {
      meddle: (frame) =>
        frame.direction === 'in' && frame.method === 'OTA.End'
          ? [replyTo(frame, { error: { code: -1, message: 'Invalid checksum' } })]
          : frame.direction === 'in' && frame.method === 'OTA.Status' && frame.index > 0
            ? changedResult(frame, { state: 2 })
            : undefined,
    },
    ends: 'failed',
    code: 'update/end-refused',
  },
  'whose device refused a block': {
    large: true,
    setup: {
      meddle: (frame) =>
        frame.direction === 'in' && frame.method === 'OTA.Write' && frame.index >= 20
          ? [replyTo(frame, { error: { code: 500, message: 'no room' } })]
          : undefined,
    },
    ends: 'failed',
    code: 'update/write-refused',
  },
  'whose device lost its power at 64 %': {
    large: true,
    ends: 'committed',
    run: (parts) => ({ onEvent: once(111_000, () => cyclePower(parts)) }),
  },
  'whose device lost its power for good': {
    large: true,
    ends: 'failed',
    code: 'link/lost',
    run: (parts) => ({
      options: { reconnectMs: 30_000 },
      onEvent: once(111_000, () => parts.emulator.powerOff()),
    }),
  },
  'without an answer to some blocks': {
    large: true,
    setup: {
      meddle: (frame) =>
        frame.direction === 'in' && frame.method === 'OTA.Write' && [3, 9, 10].includes(frame.index)
          ? []
          : undefined,
    },
    ends: 'committed',
  },
  'without any answer to a block': {
    large: true,
    setup: {
      meddle: (frame) =>
        frame.direction === 'in' && frame.index > 30 && frame.method !== '?' ? [] : undefined,
    },
    ends: 'failed',
    run: () => ({ options: { reconnectMs: 20_000 } }),
  },
  'of a device that never comes back': {
    setup: {
      connect: (own, index) => {
        if (index > 0) throw new OtaError('link/refused', { address: 'x', detail: 'nobody' });
        return own();
      },
    },
    ends: 'unknown',
    code: 'update/not-back',
  },
  'cancelled in the middle': {
    large: true,
    ends: 'cancelled',
    run: (parts) => ({ onEvent: once(90_000, () => parts.cancel()) }),
  },
  'that was paused and went on': {
    large: true,
    ends: 'committed',
    run: (parts) => ({
      onEvent: once(90_000, () => {
        parts.pause.pause();
        const { clock, pause } = parts;
        void clock.sleep(60_000, new AbortController().signal).then(() => pause.goOn());
      }),
    }),
  },
  'with a red check': {
    setup: {
      meddle: (frame) =>
        frame.direction === 'in' && frame.method === 'Pump.Status'
          ? [replyTo(frame, { result: { on: false } })]
          : undefined,
    },
    ends: 'reverted',
    code: 'update/rolled-back',
    run: () => ({
      options: {
        commit: keptByChecks({
          checks: [
            {
              ...{ name: 'Pump runs', method: 'Pump.Status', args: null, path: '/on' },
              ...{ operator: '=', value: true },
            },
          ],
          onRed: 'go-back',
        }),
      },
    }),
  },
  'that nobody decided about': {
    ends: 'reverted',
    code: 'update/rolled-back',
    run: ({ clock }) => ({
      options: {
        commitTimeoutMs: 60_000,
        commit: {
          kind: 'ask',
          decide: () => never,
          nextCheck: ({ signal }) => clock.sleep(10_000, signal),
        },
      },
    }),
  },
  'that a person kept': {
    ends: 'committed',
    run: ({ clock }) => ({
      options: {
        commit: {
          kind: 'ask',
          decide: ({ signal }) => clock.sleep(25_000, signal).then(() => 'keep'),
          nextCheck: ({ signal }) => clock.sleep(10_000, signal),
        },
      },
    }),
  },
  'over a link that stays while the device restarts': {
    staying: true,
    ends: 'committed',
  },
  'of a device that asks who calls': {
    setup: {
      build: readBuild(
        [`rpc.acl=${JSON.stringify([{ method: '*', acl: '+admin,-*' }])}`],
        'admin:s3cret-s3cret',
      ),
      signIn: createSignIn(
        { user: 'admin', password: 's3cret-s3cret' },
        { wallClock: () => 0, random: () => 7 },
      ),
    },
    ends: 'committed',
  },
};

describe('a recorded update', () => {
  it.each(Object.entries(CASES))('%s goes through the same states again', async (_, given) => {
    const parts: Parts = setUpUpdate({
      ...given.setup,
      ...(given.staying === true && { connect: (own) => stayingLink(own, parts.clock) }),
    });
    const recorded = await recordUpdate(
      parts,
      given.large === true ? large : tiny,
      given.run?.(parts),
    );
    expect(recorded.result).toMatchObject({
      result: given.ends,
      ...(given.code !== undefined && { failure: { code: given.code } }),
    });
    const again = await replayed(recorded.recording);
    expect(again.difference).toBeNull();
    expect(again.states.map(({ state, bytes }) => [state, bytes])).toEqual(
      recorded.recording.states.map(({ state, bytes }) => [state, bytes]),
    );
    expect(again.result?.result).toBe(given.ends);
  });
});

describe('a recording that was changed', () => {
  it('is told to differ, at the first thing that the update does otherwise', async () => {
    const { recording } = await recordUpdate(setUpUpdate(), tiny);
    const tape = recording.tape.map((item) =>
      item.is === 'answered' && JSON.stringify(item.result ?? null).includes('"arch":"esp32"')
        ? { ...item, result: { ...(item.result as object), arch: 'esp32c3' } }
        : item,
    );
    const again = await replayed({ ...recording, tape });
    expect(again.difference).toMatchObject({ recorded: 'OTA.Begin', replayed: null });
  });

  it('with another state at its end is told to differ there', async () => {
    const { recording } = await recordUpdate(setUpUpdate(), tiny);
    const last = recording.states.at(-1);
    const states = recording.states.map((one) =>
      one === last ? { ...one, state: 'end reverted' } : one,
    );
    expect((await replayed({ ...recording, states })).difference).toMatchObject({
      recorded: 'end reverted',
      replayed: 'end committed',
    });
  });
});
