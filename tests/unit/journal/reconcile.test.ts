import { describe, expect, it } from 'vitest';
import type { JournaledUpdate } from '../../../src/journal/journaled-update.ts';
import { reconcile } from '../../../src/journal/reconcile.ts';
import type { DeviceNow } from '../../../src/journal/reconcile.ts';
import { journaled } from '../../support/journal/journals.ts';

const NOW = 1_000_000;

type Answer = NonNullable<DeviceNow>;

/** The device of the journal, long up. */
const info: Answer['info'] = {
  ...{ id: 'esp32_0E70AB', mac: '3C71BF0E70AB', arch: 'esp32', app: 'demo' },
  ...{ fw_version: '1.0.0', fw_id: 'old', uptime: 100_000 },
};
const status = {
  state: 0,
  message: '',
  is_committed: true,
  progress_percent: 0,
  commit_timeout: 0,
};
const boot = {
  active_slot: 0,
  is_committed: true,
  revert_slot: 1,
  commit_timeout: 0,
  scheme: null,
};

interface Own {
  readonly info?: Partial<Answer['info']>;
  readonly status?: Partial<NonNullable<Answer['status']>> | null;
  readonly boot?: Partial<NonNullable<Answer['boot']>> | null;
}

const answerOf = (own: Own): Answer => ({
  info: { ...info, ...own.info },
  status: own.status === null ? null : { ...status, merge: null, ...own.status },
  boot: own.boot === null ? null : { ...boot, ...own.boot },
});

const decide = (journal: Partial<JournaledUpdate>, own: Own | null): string => {
  const answer = own === null ? null : answerOf(own);
  const found = reconcile({
    journal: journaled({ lastAtMs: NOW - 60_000, stageAtMs: NOW - 60_000, ...journal }),
    answer,
    nowMs: NOW,
  });
  return `${found.decision}: ${found.reason}`;
};

const receives = (percent: number): Own => ({ status: { state: 1, progress_percent: percent } });
const runsNew = { fw_version: '1.1.0', fw_id: 'new' };
const onTrial: Own = { info: { ...runsNew, uptime: 20 }, status: { is_committed: false } };
const restarted: Own = { info: { uptime: 20 } };
const HALF = { stage: 'writing', acknowledgedBytes: 500_000 } as const;

describe('an interrupted update', () => {
  it.each([
    ['was not begun', { stage: null }, {}, 'start-over: nothing-sent'],
    ['was about to begin', { stage: 'preparing' }, {}, 'start-over: nothing-sent'],
    ['is half written, and received', HALF, receives(50), 'start-over: half-written'],
    ['is a block further than written down', HALF, receives(56), 'start-over: half-written'],
    ['has a percentage that nobody knows', HALF, receives(0), 'start-over: half-written'],
    ['was forgotten by a restart', HALF, restarted, 'start-over: forgotten'],
    ['was given up by its device', HALF, {}, 'start-over: forgotten'],
    ['is told by no state', HALF, { status: null }, 'start-over: forgotten'],
    ['had its end not heard', { stage: 'finalizing' }, {}, 'start-over: not-installed'],
    [
      'had its end refused',
      { stage: 'rebooting' },
      { status: { state: 2 } },
      'start-over: not-installed',
    ],
    ['never restarted', { stage: 'rebooting' }, {}, 'start-over: not-installed'],
    ['is about to restart', { stage: 'rebooting' }, { status: { state: 3 } }, 'wait: restarting'],
    ['is out of reach', HALF, null, 'wait: unreachable'],
    [
      'is fetched by the device itself',
      { ...HALF, delivery: 'pull' },
      receives(80),
      'wait: goes-on',
    ],
    ['runs on trial, unseen', { stage: 'rebooting' }, onTrial, 'verify: on-trial'],
    [
      'runs on trial, and was seen',
      { stage: 'verifying', trial: { dueAtMs: null } },
      onTrial,
      'keep: on-trial',
    ],
    [
      'was kept',
      { stage: 'committing', trial: { dueAtMs: 1 } },
      { info: runsNew },
      'nothing: kept',
    ],
    ['went back when it was restarting', { stage: 'rebooting' }, restarted, 'nothing: went-back'],
    [
      'went back from its trial',
      { stage: 'verifying', trial: { dueAtMs: 1 } },
      {},
      'nothing: went-back',
    ],
    ['has an end', { ...HALF, end: 'failed' }, receives(50), 'nothing: ended'],
  ] as const)('that %s is decided by what the device says', (_, journal, own, decided) => {
    expect(decide(journal, own)).toBe(decided);
  });

  it.each([
    ['another device', HALF, { info: { mac: '3C71BF000000' } }, 'nothing: other-device'],
    ['another firmware', HALF, { info: { fw_id: 'third' } }, 'nothing: other-firmware'],
    [
      'another build of our version',
      { stage: 'rebooting' },
      { ...onTrial, info: { ...runsNew, fw_id: 'third', uptime: 20 } },
      'nothing: other-firmware',
    ],
    ['an update before ours was begun', { stage: null }, receives(10), 'nothing: somebody-else'],
    [
      'an update after a restart',
      HALF,
      { ...restarted, ...receives(50) },
      'nothing: somebody-else',
    ],
    ['an update that has less', HALF, receives(20), 'nothing: somebody-else'],
    ['an update that has more', HALF, receives(80), 'nothing: somebody-else'],
  ] as const)('leaves alone what is not ours: %s', (_, journal, own, decided) => {
    expect(decide(journal, own)).toBe(decided);
  });

  it('of the same build is known by its slot, and by its trial where no slot is told', () => {
    const same = { from: { version: '1.1.0', buildId: 'new', slot: 0 } } as const;
    const other: Own = { ...onTrial, boot: { active_slot: 1, is_committed: false } };
    expect(decide({ ...same, stage: 'rebooting' }, other)).toBe('verify: on-trial');
    expect(decide({ ...same, stage: 'writing' }, { info: runsNew })).toBe('start-over: forgotten');
    expect(decide({ ...same, stage: 'rebooting' }, { ...onTrial, boot: null })).toBe(
      'verify: on-trial',
    );
    expect(decide({ ...same, stage: 'writing' }, { ...onTrial, boot: null })).toBe(
      'start-over: forgotten',
    );
  });
});
