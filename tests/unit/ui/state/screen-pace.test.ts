import { describe, expect, it } from 'vitest';
import { beginRun, withEvent } from '../../../../src/ui/state/run-view.ts';
import type { RunView } from '../../../../src/ui/state/run-view.ts';
import {
  ScreenPace,
  STAY_MS,
  BRIEF_MS,
  type ScreenView,
} from '../../../../src/ui/state/screen-view.ts';
import type { Phase } from '../../../../src/workers/api.ts';
import { bundle, order } from '../../../support/ui/fixtures.ts';

const EMPTY: ScreenView = { kind: 'empty' };
const CONNECTING: ScreenView = { kind: 'connecting' };
const FILE: ScreenView = { kind: 'file-only', bundle };

const context = { sessionId: 's', deviceId: 'd', bundleSha256: bundle.id, callId: 1, at: 0 };
const runIn = (phase: Phase, bytes = 0): RunView =>
  withEvent(beginRun(order, 0), { ...context, acknowledgedBytes: bytes, type: 'phase', phase }, 0);
const running = (phase: Phase, more: Partial<RunView> = {}): ScreenView => ({
  kind: 'running',
  run: { ...runIn(phase), ...more },
});

describe('the pace of the screen', () => {
  it('leaves out what is over in 400 ms, also when its numbers change meanwhile', () => {
    const pace = new ScreenPace(EMPTY, 0);
    expect(pace.waitMs(CONNECTING, 1_000)).toBe(BRIEF_MS);
    expect(pace.waitMs({ ...CONNECTING }, 1_300)).toBe(100);
    expect(pace.waitMs(FILE, 1_350)).toBe(0);
  });

  it('shows at once what is no brief state', () => {
    const pace = new ScreenPace(EMPTY, 0);
    expect(pace.waitMs(FILE, 1)).toBe(0);
  });

  it('lets what passes by itself stay 600 ms once it is shown', () => {
    const pace = new ScreenPace(EMPTY, 0);
    pace.show(running('finalizing'), 1_000);
    expect(pace.waitMs(running('rebooting'), 1_200)).toBe(STAY_MS - 200);
    expect(pace.waitMs(running('verifying'), 1_590)).toBe(10);
    expect(pace.waitMs(running('verifying'), 1_600)).toBe(0);
  });

  it('waits for the longer of both', () => {
    const pace = new ScreenPace(EMPTY, 0);
    pace.show(CONNECTING, 1_000);
    expect(pace.waitMs(running('checking'), 1_100)).toBe(STAY_MS - 100);
    expect(pace.waitMs(running('preparing'), 1_550)).toBe(BRIEF_MS);
  });

  it('shows every number of a state, and never holds one in which there is something to decide', () => {
    const pace = new ScreenPace(EMPTY, 0);
    pace.show(running('writing'), 1_000);
    expect(pace.waitMs({ kind: 'running', run: runIn('writing', 512) }, 1_001)).toBe(0);
    pace.show(FILE, 2_000);
    expect(pace.waitMs(EMPTY, 2_001)).toBe(0);
  });

  it('never delays a pause, or the answer to a press of Cancel', () => {
    const pace = new ScreenPace(EMPTY, 0);
    pace.show(running('preparing'), 1_000);
    expect(pace.waitMs(running('writing', { cancelling: true }), 1_001)).toBe(0);
    expect(pace.waitMs(running('writing'), 1_001)).toBeGreaterThan(0);
  });
});
