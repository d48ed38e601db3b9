/** What a runner tells of an update, and what its coordinator makes of that. */
import { OtaError, toFailure } from '../../contracts/failure.ts';
import type { UpdateEvent } from '../../update/events.ts';
import type { JobEnd, SoakFailure } from '../device-record.ts';
import type { JobEvent, RunnerAnswer, RunnerEnd } from './job-documents.ts';

/** null: neither decisions nor people need it. */
export function jobEvent(event: UpdateEvent): JobEvent | null {
  switch (event.type) {
    case 'phase':
      return { type: 'phase', phase: event.phase };
    case 'progress': {
      const { acknowledgedBytes, totalBytes } = event;
      return { type: 'progress', acknowledgedBytes, totalBytes };
    }
    case 'trial':
      return { type: 'trial', version: event.version, leftMs: event.leftMs };
    case 'device':
    case 'findings':
    case 'retry':
    case 'paused':
    case 'looking':
    case 'went-on':
    case 'started-over':
    case 'smaller-blocks':
    case 'rebooting':
    case 'reading':
    case 'checks':
    case 'contact':
    case 'committed':
    case 'left-behind':
      return null;
  }
}

/** As that of an update of this process; what was not told is empty. */
export function updateEvent(
  { device, job, event }: Extract<RunnerAnswer, { kind: 'event' }>,
  nowMs: number,
): UpdateEvent {
  const acknowledgedBytes = event.type === 'progress' ? event.acknowledgedBytes : 0;
  const context = {
    ...{ sessionId: job, deviceId: device, bundleSha256: '', acknowledgedBytes },
    ...{ callId: null, at: nowMs },
  };
  return event.type === 'progress'
    ? { ...context, type: 'progress', totalBytes: event.totalBytes, part: null }
    : { ...context, ...event };
}

/** Only a question ends with `runs`. */
export const jobEnd = (end: RunnerEnd): JobEnd =>
  end.kind === 'runs' ? { kind: 'put-back' } : end;

/** null = it runs the new firmware still. */
export function soakEnd(end: RunnerEnd): SoakFailure | null {
  if (end.kind === 'runs') return null;
  if (end.kind === 'went-back' || end.kind === 'failed') return end;
  const failure =
    'failure' in end
      ? end.failure
      : toFailure(OtaError.from(new OtaError('cancelled', { by: 'user' })));
  return { kind: 'failed', failure, mayAgain: false };
}
