import type { RequiredPart } from '../update/required-part.ts';

/** A part that a manifest must have: app and filesystem alike. */
export const slotPart = (kind: 'app' | 'fs', name: string | null): RequiredPart => ({
  name,
  kind,
  digest: 'sha1',
});
