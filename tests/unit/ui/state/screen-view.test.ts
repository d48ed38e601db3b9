import { describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../../src/contracts/failure.ts';
import { beginRun } from '../../../../src/ui/state/run-view.ts';
import { isBrief, screenView } from '../../../../src/ui/state/screen-view.ts';
import type { ScreenFacts } from '../../../../src/ui/state/screen-view.ts';
import { bundle, deviceOn, finding, order } from '../../../support/ui/fixtures.ts';

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
