/**
 * The shadow of a device: a document that a service keeps for it, with what somebody wants of it (`desired`) and what it says of itself
 * (`reported`). A device that takes its updates from there fetches `desired.ota.url` (pull-and-post.md#shadow), at once or when it is
 * online again.
 *
 *   Slipway ── desired.ota.url ──▶ service ── delta ──▶ device ── GET url ──▶ whoever serves the file
 *           ◀─── reported.ota ────         ◀─ reported ─
 *
 * One folder's file for each kind of service; none of them knows what the file is, or who serves it.
 */
import type { Clock } from '../contracts/clock.ts';
import type { ReportedUpdate, UrlMember } from './reported-update.ts';

export interface SignalOption {
  readonly signal: AbortSignal;
}

/** The document, as far as updates go. */
export interface ShadowState {
  /** Of the document, as its service counts; null: it keeps none, or there is no document yet. */
  readonly version: string | null;
  readonly desiredUrl: string | null;
  /** null: the device has never reported. */
  readonly reported: ReportedUpdate | null;
}

export interface WantedUrl extends SignalOption {
  /** Of the document that was read: another one is not overwritten, where the service can tell. */
  readonly version: string | null;
  /** Which member the device reads. */
  readonly member: UrlMember;
}

/** Every call is bounded in time and throws shadow/service, or what its signal says. */
export interface Shadow {
  /** Of the service: without a key, it may be shown. */
  readonly address: string;
  readonly device: string;
  read(options: SignalOption): Promise<ShadowState>;
  /** Sets desired.ota.url; null takes it out. */
  setUrl(url: string | null, wanted: WantedUrl): Promise<void>;
  /** Settles when the document may have changed: it did, or a while has passed, `mostMs` at most. */
  changed(options: SignalOption & { readonly mostMs: number }): Promise<void>;
  /** Says good-bye, and waits for nothing. May be called twice. */
  close(): void;
}

/** One request of HTTP. Redirects are not followed: what goes with it is for this server. */
export interface RestRequest extends SignalOption {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly headers: Readonly<Record<string, string>>;
  /** null: none. */
  readonly body: Uint8Array | null;
  /** A longer answer is cut off. */
  readonly mostBytes: number;
}

export interface RestAnswer {
  readonly status: number;
  readonly body: Uint8Array;
}

/** Rejects in the system's words where no answer comes. */
export type RestSend = (url: string, request: RestRequest) => Promise<RestAnswer>;

/** What a host brings. */
export interface ShadowHost {
  readonly clock: Clock;
  /** Milliseconds since 1970: until when a token holds. */
  readonly wallClock: () => number;
  readonly send: RestSend;
}

/** Until the service has answered, in milliseconds. */
export const SERVICE_MS = 15_000;
/** Between two looks at a document of a service that tells nobody when it changes, in milliseconds. */
export const LOOK_AGAIN_MS = 2_000;
/** Of a document, at most: Azure keeps 2 × 32 KB of values, and the time of each (pull-and-post.md#azure-device-twin). */
export const LONGEST_DOCUMENT_BYTES = 262_144;
/** Of a URL that a device is given: its buffer for a request has 3,072 bytes, headers included (channels.md#http). */
export const LONGEST_URL = 2048;
