import { describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../../src/contracts/failure.ts';
import { beginRun, withEvent } from '../../../../src/ui/state/run-view.ts';
import {
  isBrief,
  screenView,
  ScreenPace,
  STAY_MS,
  BRIEF_MS,
  type ScreenView,
} from '../../../../src/ui/state/screen-view.ts';
import type { ScreenFacts } from '../../../../src/ui/state/screen-view.ts';
import { bundle, deviceOn, finding, order } from '../../../support/ui/fixtures.ts';
import type { RunView } from '../../../../src/ui/state/run-view.ts';
import type { Phase } from '../../../../src/workers/api.ts';

const nothing: ScreenFacts = {
  firmware: { kind: 'none' },
  device: { kind: 'none' },
  findings: null,
  allowed: [],
  run: null,
  finished: null,
};
const sound: ScreenFacts = { ...nothing, firmware: { kind: 'sound', bundle } };
const known = (report = deviceOn('1.0.0')): ScreenFacts => ({
  ...sound,
  device: { kind: 'known', report, askedAtMs: 0 },
});
const same = finding(
  'device/same-version',
  { version: '1.1.0', buildId: 'build-110' },
  'same-version',
);
const older = finding('device/older', { running: '2.0.0', bundle: '1.1.0' }, 'downgrade');
const chip = finding('bundle/wrong-platform', { bundle: 'esp32c3', device: 'esp32' }, null);

const kindOf = (facts: ScreenFacts) => screenView(facts).kind;

describe('what the Update screen is in', () => {
  it('is empty until something is chosen, in any order', () => {
    expect(kindOf(nothing)).toBe('empty');
    expect(kindOf({ ...nothing, firmware: { kind: 'checking', fileName: 'fw.zip' } })).toBe(
      'empty',
    );
    expect(kindOf(sound)).toBe('file-only');
    expect(kindOf({ ...known(), firmware: { kind: 'none' } })).toBe('device-only');
  });

  it('tells of a bad file whatever the device does', () => {
    const failure = toFailure(new OtaError('bundle/no-manifest', { file: 'fw.zip' }));
    const firmware = { kind: 'refused', fileName: 'fw.zip', failure } as const;
    expect(kindOf({ ...nothing, firmware })).toBe('refused-file');
    expect(kindOf({ ...known(), firmware })).toBe('refused-file');
    expect(kindOf({ ...known(), firmware, device: { kind: 'connecting' } })).toBe('refused-file');
  });

  it('is ready only when file and device were compared and nothing speaks against it', () => {
    expect(kindOf(known())).toBe('comparing');
    expect(kindOf({ ...known(), findings: [] })).toBe('ready');
  });

  it('is away, not ready, whatever was compared, while a device that answered before does not', () => {
    const failure = toFailure(new OtaError('link/lost', { kind: 'serial', detail: 'unplugged' }));
    const gone = { kind: 'gone', since: 0, failure } as const;
    for (const away of [gone, { kind: 'silent', since: 0 } as const]) {
      const facts: ScreenFacts = {
        ...known(),
        device: { kind: 'known', report: deviceOn('1.0.0'), askedAtMs: 0, away },
      };
      expect(kindOf(facts)).toBe('away');
      expect(kindOf({ ...facts, findings: [] })).toBe('away');
      expect(kindOf({ ...facts, findings: [chip] })).toBe('away');
      expect(kindOf({ ...facts, firmware: { kind: 'none' } })).toBe('away');
    }
  });

  it('stops at what cannot be overridden, even beside what can', () => {
    expect(kindOf({ ...known(), findings: [chip] })).toBe('blocked');
    expect(kindOf({ ...known(), findings: [older, chip], allowed: ['downgrade'] })).toBe('blocked');
  });

  it('asks for what can be decided, and counts what is still open', () => {
    const facts = { ...known(deviceOn('2.0.0')), findings: [older] };
    expect(screenView(facts)).toMatchObject({ kind: 'to-decide', open: 1 });
    expect(screenView({ ...facts, allowed: ['downgrade'] })).toMatchObject({
      kind: 'to-decide',
      open: 0,
    });
  });

  it('says that there is nothing to do for the same version and build', () => {
    const facts = { ...known(deviceOn('1.1.0')), findings: [same] };
    expect(kindOf(facts)).toBe('same-version');
    expect(kindOf({ ...facts, findings: [same, older] })).toBe('to-decide');
    // Written again it is asked for as every finding: by Update, after the press.
    const wanted = screenView({ ...facts, allowed: ['same-version'] });
    expect(wanted).toMatchObject({ kind: 'to-decide', open: 0 });
  });

  it('puts a firmware on trial, and an update that is half done, before a new one', () => {
    expect(kindOf(known(deviceOn('1.0.0', { committed: false })))).toBe('unkept');
    const busy = finding('device/busy', { state: 1, percent: 38 }, null);
    expect(screenView({ ...known(), findings: [busy] })).toMatchObject({
      kind: 'busy',
      percent: 38,
    });
  });

  it('does not flicker through what is usually over at once', () => {
    expect(isBrief(screenView(known()))).toBe(true);
    expect(isBrief(screenView({ ...sound, device: { kind: 'connecting' } }))).toBe(true);
    expect(isBrief(screenView({ ...known(), findings: [] }))).toBe(false);
    expect(isBrief(screenView({ ...known(), findings: [chip] }))).toBe(false);
  });

  it('shows the running update and nothing else', () => {
    expect(kindOf({ ...known(), findings: [chip], run: beginRun(order, 0) })).toBe('running');
  });
});

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
