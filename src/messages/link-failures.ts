/** Words for what links do: see failures.ts. */
import type { FailureCode, FailureFacts } from '../contracts/failure.ts';
import english from './en/link-failures.ts';
import type { FailureWords, FailureWriters } from './failure-shape.ts';
import { linkNames } from './link-names.ts';
import { texts } from './locale.ts';

export type LinkFailureWriters = Pick<FailureWriters, Extract<FailureCode, `link/${string}`>>;

const text = texts('linkFailures', english);

/** What a page asks the browser for, by the kind of the link. */
function asked(kind: string): 'serial' | 'bluetooth' | 'other' {
  return kind === 'serial' || kind === 'bluetooth' ? kind : 'other';
}

function held({ kind, by }: FailureFacts['link/held']): FailureWords {
  if (by === 'other-tab') return text.held.tab();
  return kind === 'bluetooth' ? text.held.app() : text.held.program();
}

/** In the language that is spoken. */
export const linkFailures = (): LinkFailureWriters => ({
  ...text.plain,
  'link/lost': ({ kind }) => text.lost[linkNames(kind).loss](),
  'link/refused': ({ address, detail }) =>
    detail === 'unplugged' ? text.refused.unplugged(address) : text.refused.other(address),
  'link/held': held,
  'link/not-allowed': ({ kind }) => text.notAllowed[asked(kind)](),
  'link/no-feature': ({ kind }) => text.noFeature[asked(kind)](),
  'link/no-answer': ({ heard, bytes }) => text.noAnswer[heard](bytes),
  'link/rpc-off': ({ seen }) => text.rpcOff[seen](),
});
