/** What services send, read with care: of a bounded length, no deeper than any document, and an object. */
import { OtaError } from '../contracts/failure.ts';
import { DEEPEST_NESTING } from '../contracts/peer-limits.ts';
import type { ShadowTrouble } from '../contracts/shadow-failures.ts';
import { decodeUtf8 } from '../ota-core/primitives/utf8.ts';
import { nestsDeeperThan } from '../rpc/frame.ts';
import { membersOf } from './members.ts';
import type { Members } from './members.ts';
import { desiredUrl, reportedUpdate } from './reported-update.ts';
import { LONGEST_DOCUMENT_BYTES } from './shadow.ts';
import type { ShadowState } from './shadow.ts';

/** Of the words of a service: what a message shows. */
const LONGEST_DETAIL = 300;

export function shadowTrouble(
  address: string,
  why: ShadowTrouble,
  detail: string,
): OtaError<'shadow/service'> {
  return new OtaError('shadow/service', { address, why, detail: detail.slice(0, LONGEST_DETAIL) });
}

/** null: no object of JSON. */
export function readDocument(bytes: Uint8Array): Members | null {
  if (bytes.length > LONGEST_DOCUMENT_BYTES) return null;
  const text = decodeUtf8(bytes);
  if (text === null || nestsDeeperThan(text, DEEPEST_NESTING)) return null;
  try {
    return membersOf(JSON.parse(text));
  } catch {
    return null; // no JSON
  }
}

/** `state`: with `desired` and `reported`, either of which may be missing. */
export function shadowState(state: Members, version: string | null): ShadowState {
  return {
    version,
    desiredUrl: desiredUrl(state['desired']),
    reported: reportedUpdate(state['reported']),
  };
}
