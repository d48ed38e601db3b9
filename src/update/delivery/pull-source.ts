import { OtaError, toFailure } from '../../contracts/failure.ts';
import type { FailureCode, FailureFacts } from '../../contracts/failure.ts';
import type { Finding } from '../events.ts';

/** The file at the URL that a device is to fetch. Who serves it, and how it is looked at, is the host's. */
export interface PullSource {
  /** As the device gets it; may hold a token or a password, so it is neither shown nor recorded. */
  readonly url: string;
  /** The same without user, password, token and query. */
  readonly address: string;
  /** It leads to this machine from this machine only, and the device is another one. */
  readonly isOutOfReach: boolean;
  /** Bytes of the file that were handed to the device so far; null = somebody else serves it. */
  readonly servedBytes: (() => number) | null;
  /** Fetches it as a device would; one that is not of `expectedBytes` is not read. Throws only what the signal says. */
  readonly examine: (options: {
    readonly expectedBytes: number;
    readonly signal: AbortSignal;
  }) => Promise<SourceReport>;
  /** Nothing is handed out any more, where this host serves it: a device in the middle of it gives up. */
  readonly stop: () => Promise<void>;
}

/** What the server of a URL answers. */
export type SourceReport =
  | { readonly kind: 'unreachable'; readonly detail: string }
  /** Too many, in a circle, to a relative address, or to another scheme than http and https. */
  | { readonly kind: 'bad-redirects' }
  | { readonly kind: 'other-status'; readonly status: number }
  /** No length, or in chunks. */
  | { readonly kind: 'no-length' }
  /** `sha256` in lower-case hex; null = it is of another length than expected, and was not read. */
  | { readonly kind: 'file'; readonly sizeBytes: number; readonly sha256: string | null };

/** What was to be at the address. */
export interface ExpectedFile {
  readonly address: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** What speaks against letting a device fetch it. Pure. */
export function sourceFindings(
  report: SourceReport,
  { address, sizeBytes, sha256 }: ExpectedFile,
): readonly Finding[] {
  switch (report.kind) {
    case 'unreachable':
      return [
        {
          ...stopped('source/unchecked', { address, detail: report.detail }),
          force: 'unchecked-url',
        },
      ];
    case 'bad-redirects':
      return [stopped('source/redirects', { address })];
    case 'other-status':
      return [stopped('source/status', { address, status: report.status })];
    case 'no-length':
      return [stopped('source/no-length', { address })];
    case 'file': {
      if (report.sizeBytes === sizeBytes && report.sha256 === sha256) return [];
      const facts = { address, found: report.sizeBytes, expected: sizeBytes };
      return [stopped('source/other-file', facts)];
    }
  }
}

/** A finding that cannot be overridden. */
export const stopped = <C extends FailureCode>(code: C, facts: FailureFacts[C]): Finding => ({
  failure: toFailure(new OtaError(code, facts)),
  force: null,
});
