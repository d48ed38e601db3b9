import { describe, expect, it } from 'vitest';
import type { PictureSlot } from '../../../../../../src/contracts/flash-picture.ts';
import {
  nextPowerOn,
  slotAlternative,
  slotHolds,
} from '../../../../../../src/messages/flash-words.ts';
import {
  reportedPicture,
  boxBytesOf,
  rowsOf,
} from '../../../../../../src/ui/features/update/flash/reported-picture.ts';
import type { ReportedPicture } from '../../../../../../src/ui/features/update/flash/slots-view.ts';
import { beginRun, withEvent } from '../../../../../../src/ui/state/run-view.ts';
import type { FinishedRun, RunView } from '../../../../../../src/ui/state/run-view.ts';
import type { DeviceState, ScreenView } from '../../../../../../src/ui/state/screen-view.ts';
import type {
  DeviceReport,
  Phase,
  UpdateEvent,
  UpdateResult,
  PartReport,
} from '../../../../../../src/workers/api.ts';
import { bundle, deviceOn, order } from '../../../../../support/ui/fixtures.ts';
import { fateOf, erasingSince } from '../../../../../../src/ui/state/writing.ts';

const WALL_MS = 1_000_000;
const firmware = { kind: 'sound', bundle } as const;

const context = (acknowledgedBytes: number) => ({
  sessionId: 's',
  deviceId: 'd',
  bundleSha256: bundle.id,
  acknowledgedBytes,
  callId: 1,
  at: 0,
});
const phase = (name: Phase, bytes = 0): UpdateEvent => ({
  ...context(bytes),
  type: 'phase',
  phase: name,
});
const progress = (bytes: number): UpdateEvent => ({
  ...context(bytes),
  type: 'progress',
  totalBytes: bundle.sizeBytes,
  part: null,
});
const back: UpdateEvent = {
  ...context(bundle.sizeBytes),
  type: 'device',
  when: 'after',
  info: deviceOn('1.1.0').info,
  boot: { active_slot: 1, is_committed: false, revert_slot: 0, commit_timeout: 300 },
};

/** After these events, one each second of the window's clock. */
const after = (...events: readonly UpdateEvent[]): RunView =>
  events.reduce(
    (run, event, index) => withEvent(run, event, (index + 1) * 1_000),
    beginRun(order, 0),
  );

function shown(
  view: ScreenView,
  options: { readonly device?: DeviceState; readonly late?: boolean } = {},
): ReportedPicture {
  const device: DeviceState = options.device ?? known(deviceOn('1.0.0'));
  const wallOf = (at: number) => WALL_MS + at;
  const picture = reportedPicture({ view, device, firmware, late: options.late ?? false, wallOf });
  if (picture === null) throw new Error('nothing is drawn');
  return picture;
}

const known = (report: DeviceReport): DeviceState => ({ kind: 'known', report, askedAtMs: 7 });
const running = (run: RunView, late = false) => shown({ kind: 'running', run }, { late });
const boxes = (slot: PictureSlot | undefined) =>
  slot?.rows.map(({ cells }) => cells.map(({ state }) => state));
const roles = ({ picture }: ReportedPicture) => picture.slots.map(({ role }) => role);
const words = ({ picture }: ReportedPicture) =>
  nextPowerOn(picture.next, (slot) => `slot ${'AB'[slot] ?? '?'}`).strong;
const ended = (result: UpdateResult['result'], run: RunView): ScreenView => {
  const figures = { from: '1.0.0', to: '1.1.0', bytes: 0, seconds: 0, writeSeconds: 0 };
  const finished = {
    run,
    result: { ...figures, result } as UpdateResult,
    endedAt: 9_000,
    endedWallMs: WALL_MS + 9_000,
  } satisfies FinishedRun;
  return { kind: 'finished', finished };
};

describe('the flash of a device that is only asked', () => {
  const ready = shown({ kind: 'ready', bundle, device: deviceOn('1.0.0'), force: [] });

  it('draws dashed what is not reported, and says so', () => {
    expect(ready.picture.slots.map(boxes)).toEqual([
      [['unknown'], ['unknown']],
      [['unknown'], ['unknown']],
    ]);
    const idle = shown({ kind: 'device-only', device: deviceOn('1.0.0') });
    const free = idle.picture.slots[1];
    expect(free && slotHolds(free)).toBe('content not reported');
    expect(free && slotAlternative(free)).toMatch(/not reported/);
  });

  it('has the time at which the device said so', () => {
    expect(ready.source).toEqual({ kind: 'reported', atMs: 7 });
  });

  it('outlines the slot that will be written, and names what comes', () => {
    expect(roles(ready)).toEqual(['runs', 'will-be-written']);
    expect(ready.picture.slots[1]?.holds).toEqual({ name: 'demo', version: '1.1.0' });
    expect(words(ready)).toBe('Next power-on starts slot A');
  });

  it('has one card with what OTA.GetBootState said', () => {
    expect(ready.picture.boot).toEqual({
      kind: 'card',
      source: 'device',
      slot: 0,
      committed: true,
      wayBackSlot: null,
      bytes: [],
    });
  });

  it('names no slot of a device without boot state', () => {
    const device = { ...deviceOn('1.0.0'), boot: null };
    const { picture } = shown({ kind: 'device-only', device }, { device: known(device) });
    expect(picture.boot).toEqual({ kind: 'not-reported' });
    expect(picture.next).toEqual({ kind: 'not-reported' });
    expect(picture.slots.map(({ label }) => label)).toEqual(['in use', 'beside it']);
  });

  it('knows the way back of a firmware found on trial', () => {
    const report = deviceOn('1.1.0', { committed: false });
    const device = { ...report, boot: { ...report.boot, active_slot: 1 } } as DeviceReport;
    const found = shown({ kind: 'unkept', device }, { device: known(device) });
    expect(roles(found)).toEqual(['way-back', 'trial']);
    expect(words(found)).toBe('A power cut now returns to slot A');
  });
});

describe('the flash while an update runs', () => {
  it('fills boxes with confirmed bytes only, and stripes the one under way', () => {
    const here = running(after(phase('writing'), progress(100_000 + 2.5 * 32_768)));
    const [app, fs] = boxes(here.picture.slots[1]) ?? [];
    expect(here.picture.cellBytes).toBe(32_768);
    expect(app?.slice(0, 4)).toEqual(['new', 'new', 'writing', 'unknown']);
    expect(new Set(fs)).toEqual(new Set(['unknown']));
    expect(here.source).toEqual({ kind: 'confirmed', atMs: WALL_MS + 2_000 });
  });

  it('has no stripe before the first part begins', () => {
    const here = running(after(phase('writing'), progress(50_000)));
    expect(boxes(here.picture.slots[1])?.flat()).not.toContain('writing');
  });

  it('is the last known one while the device restarts, and tries the new slot next', () => {
    const here = running(after(phase('writing'), progress(1_000_000), phase('rebooting')));
    expect(roles(here)).toEqual(['way-back', 'starting']);
    expect(here.source).toEqual({ kind: 'last-known', atMs: WALL_MS + 2_000 });
    expect(words(here)).toBe('Next power-on tries slot B');
  });

  it('draws the new slot dashed when the device is late: nobody saw it start', () => {
    const late = running(after(phase('writing'), progress(1_000_000), phase('rebooting')), true);
    expect(boxes(late.picture.slots[1])).toEqual([['unknown'], ['unknown']]);
    expect(words(late)).toBe('It starts slot B, or returns to slot A');
  });

  it('is half written and last known while the link is lost', () => {
    const lost: UpdateEvent = {
      ...context(400_000),
      ...{ type: 'paused', why: 'link-lost', link: 'serial', leftMs: 60_000 },
    };
    const here = running(after(phase('writing'), progress(400_000), lost));
    expect(roles(here)).toEqual(['runs', 'half-written']);
    expect(boxes(here.picture.slots[1])?.flat()).not.toContain('writing');
    expect(here.source).toEqual({ kind: 'last-known', atMs: WALL_MS + 2_000 });
  });

  it('shows the trial as the device reports it', () => {
    const here = running(after(phase('writing'), progress(1_000_000), phase('verifying'), back));
    expect(roles(here)).toEqual(['way-back', 'trial']);
    expect(here.picture.boot).toMatchObject({ slot: 1, committed: false, wayBackSlot: 0 });
    expect(here.source).toEqual({ kind: 'reported', atMs: WALL_MS + 3_000 });
  });
});

describe('the flash after an update', () => {
  const whole = after(phase('writing'), progress(1_000_000), phase('verifying'), back);

  it('is free where the old firmware lies, once the new one is kept', () => {
    const done = shown(ended('committed', whole), { device: known(deviceOn('1.1.0')) });
    expect(roles(done)).toEqual(['free', 'runs']);
    expect(done.picture.slots.map(({ holds }) => holds?.version)).toEqual(['1.0.0', '1.1.0']);
  });

  it('says not kept where the device went back', () => {
    expect(roles(shown(ended('reverted', whole)))).toEqual(['runs', 'not-kept']);
  });

  it('is half written after a cancel, and untouched when nothing was written', () => {
    const some = after(phase('writing'), progress(400_000));
    expect(roles(shown(ended('cancelled', some)))).toEqual(['runs', 'half-written']);
    expect(roles(shown(ended('cancelled', after())))).toEqual(['runs', 'free']);
  });

  it('is dashed and last known where the device was not reached again', () => {
    const gone = after(phase('writing'), progress(1_000_000), phase('rebooting'));
    const lost = shown(ended('unknown', gone));
    expect(boxes(lost.picture.slots[1])).toEqual([['unknown'], ['unknown']]);
    expect(lost.source.kind).toBe('last-known');
    expect(lost.picture.boot).toEqual({ kind: 'not-reported' });
  });
});

const part = (name: string, more: Partial<PartReport>): PartReport => ({
  ...{ name, file: `${name}.bin`, dataOffset: 100_000, sizeBytes: 8_192 },
  ...{ sha256: null, digests: [], installed: true, slotPart: null, onlySlot: null },
  ...more,
});
const drawn = (parts: readonly PartReport[], slot: number) =>
  rowsOf(
    { kind: 'parts', parts, confirmedBytes: 200_000, looks: 'new', writing: false },
    { slot, boxBytes: 4_096 },
  ).map(({ kind, cells }) => [kind, cells.length]);

describe('a boot loader that an update replaces', () => {
  const boot = part('boot', {});

  it('is said to be written outside the slots, and is not drawn in one', () => {
    expect(fateOf(boot, 0)).toBe('written outside the slots');
    expect(drawn([boot], 1)).toEqual([]);
  });
});

describe('an image for one slot', () => {
  const parts = [
    part('app0', { slotPart: 'app', onlySlot: 0 }),
    part('app1', { slotPart: 'app', onlySlot: 1, dataOffset: 150_000, sizeBytes: 900_000 }),
  ];

  it('is drawn in that slot, and sets the size of its boxes', () => {
    expect(drawn(parts, 0)).toEqual([['app', 2]]);
    expect(drawn(parts, 1)).toEqual([['app', 220]]);
    expect([boxBytesOf(parts, 0), boxBytesOf(parts, 1)]).toEqual([4_096, 32_768]);
  });

  it('is erased for only where the other slot runs', () => {
    const run = {
      ...({ phase: 'writing', pause: null, acknowledgedBytes: 100_000 } as const),
      samples: [{ at: 1_000, bytes: 100_000 }],
    };
    const from = (fromSlot: number) => ({ ...run, order: { ...order, parts, fromSlot } });
    expect(erasingSince(from(1), 9_000)).toBe(1_000);
    expect(erasingSince(from(0), 9_000)).toBeNull();
  });
});
