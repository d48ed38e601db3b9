/** The history as files: CSV for spreadsheets, JSON for programs. */
import { csvOf } from '../../../report/csv.ts';
import type { PastUpdate } from '../../../workers/api.ts';

const COLUMNS = [
  ...['ended_at', 'started_at', 'device', 'device_id', 'mac', 'platform', 'result', 'cause'],
  ...['failure', 'from', 'from_build', 'to', 'to_build', 'app', 'file', 'file_sha256'],
  ...['signature', 'connection', 'link', 'delivery', 'by', 'seconds', 'write_seconds', 'bytes'],
  ...['sent_again', 'checks_passed', 'checks', 'allowed', 'continued', 'slipway', 'session'],
] as const;

export const historyAsCsv = (updates: readonly PastUpdate[]): string =>
  csvOf([COLUMNS, ...updates.map((one) => cellsOf(one).map((cell) => String(cell ?? '')))]);

function cellsOf(one: PastUpdate): readonly (string | number | null)[] {
  const { device, from, firmware, way, checks, madeBy } = one;
  const passed = checks.filter(({ state }) => state === 'passed').length;
  return [
    ...[isoTime(one.endedAtMs), isoTime(one.startedAtMs), device.name, device.id, device.mac],
    ...[device.arch, one.result, one.cause, one.failure?.code ?? null],
    ...[from.version, from.buildId, firmware.version, firmware.buildId, firmware.name],
    ...[firmware.fileName, firmware.sha256, firmware.signature],
    ...[way.method, way.link, way.delivery, one.who, one.seconds, one.writeSeconds, one.bytes],
    ...[one.retries, passed, checks.length, one.allowed.join(';')],
    ...[one.isCarriedOn ? 'yes' : 'no', madeBy.version, one.id],
  ];
}

/** Facts of a failure may have an address or what a device said in them: its code alone leaves the computer. */
export const historyAsJson = (updates: readonly PastUpdate[]): string =>
  `${JSON.stringify(
    {
      format: { name: 'slipway-history', version: 1 },
      updates: updates.map(({ startedAtMs, endedAtMs, failure, ...one }) => ({
        startedAt: isoTime(startedAtMs),
        endedAt: isoTime(endedAtMs),
        ...one,
        failure: failure?.code ?? null,
      })),
    },
    null,
    2,
  )}\n`;

const isoTime = (atMs: number): string => new Date(atMs).toISOString();
