import { OtaError, toFailure } from '../../../src/contracts/failure.ts';
import { NO_NOTES, noteEvent } from '../../../src/report/run-notes.ts';
import type { ReportFirmware, ReportSource } from '../../../src/report/report-shape.ts';
import type { UpdateEvent, UpdateEventBody, UpdateResult } from '../../../src/update/events.ts';

export const figures = {
  from: '1.0.0',
  to: '1.1.0',
  bytes: 900_000,
  seconds: 95,
  writeSeconds: 60,
} as const;

export const info = {
  id: 'esp32_0A1B2C',
  app: 'demo',
  fw_version: '1.0.0',
  fw_id: 'build-100',
  mac: '30AEA40A1B2C',
  arch: 'esp32',
  uptime: 10,
  ram_free: 120_000,
};
export const boot = {
  active_slot: 0,
  is_committed: true,
  revert_slot: 0,
  commit_timeout: 300,
  scheme: null,
};

export const firmware: ReportFirmware = {
  fileName: 'fw.zip',
  sizeBytes: 1_000_000,
  sha256: 'b'.repeat(64),
  name: 'demo',
  platform: 'esp32',
  version: '1.1.0',
  buildId: 'build-110',
  parts: [
    { name: 'app', file: 'app11.bin', sizeBytes: 600_000, sha256: 'c'.repeat(64) },
    { name: 'nvs', file: null, sizeBytes: 16_384, sha256: null },
  ],
};

export const eventAt = (at: number, body: UpdateEventBody): UpdateEvent => ({
  ...{ sessionId: 's', deviceId: 'd', bundleSha256: firmware.sha256, callId: null },
  ...{ at, acknowledgedBytes: 0 },
  ...body,
});

export const lost = toFailure(new OtaError('link/lost', { kind: 'serial', detail: 'gone' }));
export const rolledBack = toFailure(
  new OtaError('update/rolled-back', { from: '1.0.0', to: '1.1.0', why: 'time-over' }),
);

const running = { name: 'demo', version: '1.0.0', buildId: 'b1', slot: 0, committed: true };

/** One of each end of an update. */
export const RESULTS: readonly UpdateResult[] = [
  { ...figures, result: 'committed' },
  { ...figures, result: 'uncommitted' },
  { ...figures, result: 'uncommitted', failure: lost },
  { ...figures, result: 'refused', failure: lost, findings: [] },
  { ...figures, result: 'failed', failure: lost },
  { ...figures, result: 'cancelled', failure: lost },
  { ...figures, result: 'reverted', failure: rolledBack, cause: 'time-over', running },
  { ...figures, result: 'other', failure: lost, running: { ...running, version: '3' } },
  { ...figures, result: 'unknown', failure: lost },
];

export const notesOf = (...events: readonly UpdateEvent[]) => events.reduce(noteEvent, NO_NOTES);

/** A whole update, as far as it matters to a report. */
export function sourceOf(more: Partial<ReportSource> = {}): ReportSource {
  return {
    program: 'app',
    build: { version: '0.1.0', commit: 'abc1234', build: '1a2b3c4d' },
    startedAtMs: Date.UTC(2026, 10, 20, 14, 31, 8),
    result: { ...figures, result: 'committed' },
    failure: null,
    notes: notesOf(
      eventAt(1_000, { type: 'phase', phase: 'connecting' }),
      eventAt(1_200, { type: 'device', when: 'before', info, boot }),
      eventAt(2_000, { type: 'phase', phase: 'preparing' }),
      eventAt(4_000, { type: 'phase', phase: 'writing' }),
      eventAt(9_000, { type: 'retry', offset: 4096, attempt: 2, why: 'rpc/timeout' }),
    ),
    last: { info: { ...info, fw_version: '1.1.0' }, boot },
    firmware,
    link: { kind: 'serial', label: 'CP210x (10c4:ea60)', baudRate: 115_200 },
    commitTimeoutMs: 300_000,
    allowed: ['same-version'],
    log: [{ atMs: Date.UTC(2026, 10, 20, 14, 31, 9), text: 'mgos_ota.c:12 Written 4096' }],
    ...more,
  };
}
