/** A device on 1.1.0 and another build of 1.1.0: wherever both are named, they can be told apart. */
import { describe, expect, it } from 'vitest';
import { screenWords } from '../../../../../src/messages/screen-words.ts';
import { stateWords } from '../../../../../src/messages/state-words.ts';
import {
  receiptFacts,
  receiptOutcome,
} from '../../../../../src/ui/features/receipt/receipt-paper.ts';
import { moveOf, moveOfRun } from '../../../../../src/ui/state/move.ts';
import { wentBackStory } from '../../../../../src/ui/state/evidence.ts';
import { noticeOf } from '../../../../../src/ui/state/notifications.ts';
import { orderOf } from '../../../../../src/ui/state/run-order.ts';
import { beginRun, type FinishedRun } from '../../../../../src/ui/state/run-view.ts';
import { bundle, deviceOn } from '../../../../support/ui/fixtures.ts';

const device = deviceOn('1.1.0');
const other = { ...bundle, buildId: '20261102-080000/v1.1.0-4' };
const OLD = '1.1.0 (build build-110)';
const NEW = '1.1.0 (build 20261102-080000)';

const run = beginRun(orderOf(other, device, 300_000), 1_000);
const figures = { from: '1.1.0', to: '1.1.0', bytes: 1, seconds: 1, writeSeconds: 1 };
const finished: FinishedRun = {
  run,
  result: { ...figures, result: 'committed' },
  endedAt: 2_000,
  endedWallMs: 0,
};

describe('another build of the version that runs', () => {
  it('is told apart before, and in every state of the update', () => {
    for (const move of [moveOf(other, device), moveOfRun(run)]) {
      expect(move).toMatchObject({ from: OLD, to: NEW });
      const trial = stateWords.trial(move, { ms: null, untilMs: null });
      expect(trial.headline).toBe(`${NEW} is running. Keep it?`);
      expect(trial.safety.text).toContain(OLD);
      expect(screenWords.buttons.keep(move.to)).not.toBe(screenWords.buttons.goBack(move.to));
      expect(stateWords.ready(move).safety.text).toContain(OLD);
    }
  });

  it('is told apart in the notice, the story and the receipt', () => {
    expect(noticeOf({ kind: 'finished', finished }, () => 0)).toEqual({
      kind: 'done',
      version: NEW,
    });
    expect(receiptOutcome(finished).headline).toBe(`The practice device runs ${NEW}`);
    const facts = receiptFacts({
      finished,
      bundle: other,
      info: device.info,
      allowed: [],
      appBuild: { version: '0', commit: 'a', build: 'b' },
    });
    const texts = facts.map(({ text }) => text);
    expect(texts).toContain(`demo ${OLD}`);
    expect(texts).toContain(`demo ${NEW}`);
    const back = {
      ...finished.result,
      result: 'reverted',
      failure: { code: 'worker/died', facts: { worker: 'updater' }, trace: '' },
      cause: 'time-over',
      running: { name: 'demo', version: '1.1.0', buildId: 'A', slot: 0, committed: true },
    } as const;
    const trial = { leftMs: 1, at: 0, factor: 1 };
    const [written] = wentBackStory({ ...finished, run: { ...run, trial }, result: back });
    expect(written?.value).toBe(NEW);
  });
});
