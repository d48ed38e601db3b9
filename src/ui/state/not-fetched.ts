import { OtaError, toFailure } from '../../contracts/failure.ts';
import type { FirmwareState } from './screen-view.ts';

/** A file that travels with the app did not come: `answer` null where nobody answered. */
export function notFetched(address: string, answer: Response | null): FirmwareState {
  const detail = answer === null ? 'no network' : `status ${answer.status}`;
  const failure = toFailure(new OtaError('file/unreadable', { file: address, detail }));
  return { kind: 'refused', fileName: address, failure };
}
