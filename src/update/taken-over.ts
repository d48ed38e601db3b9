import type { UpdateResult } from './events.ts';

/** Another page has asked for it, and goes on. */
export const isTakenOver = (ended: UpdateResult): boolean =>
  'failure' in ended && ended.failure.code === 'update/taken-over';
