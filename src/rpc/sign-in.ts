/**
 * Who calls, proved by digest in each frame (rpc-frames.md#digest-authentication). A device asks once; its answer holds for an hour, so
 * from then on each request carries the proof with its first try: half the frames of a client that is asked each time.
 */
import { hashText } from '../ota-core/primitives/text-hash.ts';
import type { TextHash } from '../ota-core/primitives/text-hash.ts';

/** Kept in memory only, by whoever holds the SignIn. */
export interface Credentials {
  readonly user: string;
  readonly password: string;
}

/** `auth` of a frame, in the order of the official client. */
export interface FrameAuth {
  readonly realm: string;
  readonly username: string;
  readonly nonce: number;
  readonly cnonce: number;
  readonly algorithm: TextHash;
  readonly response: string;
}

/** One device's, over all links to it. */
export interface SignIn {
  /** User or password were refused: nothing more is sent with them, as some count the tries. */
  readonly isRefused: boolean;
  /** Of the next request; null: the device has not asked. */
  auth(): FrameAuth | null;
  /** As long as one may get: a device may ask for it in the middle of an update, of some methods only (rpc-frames.md#access-control). */
  longestAuth(): FrameAuth;
  /**
   * A call was answered with `code` and these words, after so many tries of it before. True: the next try carries another proof.
   * False: this answer is the device's last word.
   */
  retries(code: number, message: string, triesBefore: number): boolean;
}

/** HA2: there is neither a method nor an address in a frame. */
const FRAME_TARGET = 'dummy_method:dummy_uri';
/** `rpc.auth_domain` of stock devices. */
const STOCK_REALM = 'RPC';
/** The device's clock may be behind ours; a nonce of the future is not taken, and one of the last hour is. */
const CLOCK_MARGIN_SECONDS = 60;

/** Of a device that has not asked yet: longer than any that people think of. */
const LONG_REALM = 'r'.repeat(32);
/** The largest number of 32 bits. */
const MOST = 0xffffffff;

interface Challenge {
  readonly realm: string;
  readonly nonce: number;
  readonly algorithm: TextHash;
}

export interface SignInOptions {
  /** Milliseconds since 1970: where the device's own nonce cannot be read. */
  readonly wallClock: () => number;
  /** A whole number of 32 bits. */
  readonly random: () => number;
}

export function createSignIn(
  { user, password }: Credentials,
  { wallClock, random }: SignInOptions,
): SignIn {
  let challenge: Challenge | null = null;
  let prove: Prover | null = null;
  let isRefused = false;
  /** Algorithms that are still to be tried at a device whose challenge cannot be read. */
  let guesses: readonly TextHash[] = ['MD5', 'SHA-256'];
  let isGuessed = false;
  const guess = (): Challenge | null => {
    const [algorithm, ...rest] = guesses;
    guesses = rest;
    isGuessed = true;
    const nonce = Math.floor(wallClock() / 1000) - CLOCK_MARGIN_SECONDS;
    return algorithm === undefined ? null : { realm: STOCK_REALM, nonce, algorithm };
  };
  return {
    get isRefused() {
      return isRefused;
    },
    longestAuth: () => ({
      realm: challenge?.realm ?? LONG_REALM,
      ...{ username: user, nonce: MOST, cnonce: MOST },
      ...{ algorithm: 'SHA-256', response: '0'.repeat(64) },
    }),
    auth: () => prove?.(random()) ?? null,
    retries(code, message, triesBefore) {
      // Another algorithm than the device's is a bad request to it.
      if (code !== 401 && !(code === 400 && isGuessed)) return false;
      const asked = readChallenge(message);
      isGuessed &&= asked === null;
      // An old proof is refused once; the answer to the device's own challenge only where it is wrong.
      if (asked === null) challenge = guess();
      else challenge = triesBefore === 0 ? asked : null;
      prove = challenge === null ? null : proverOf(challenge, { user, password });
      isRefused = challenge === null;
      return !isRefused;
    },
  };
}

/** Proves it with a number of the client's own. */
type Prover = (cnonce: number) => FrameAuth;

/** What is the same in every frame is hashed once. */
function proverOf({ realm, nonce, algorithm }: Challenge, { user, password }: Credentials): Prover {
  const secret = digestSecret({ user, realm, password }, algorithm);
  return (cnonce) => {
    const proof = { secret, nonce, nc: '1', cnonce, target: FRAME_TARGET };
    const response = digestResponse(proof, algorithm);
    return { realm, username: user, nonce, cnonce, algorithm, response };
  };
}

/** HA1 of RFC 7616. */
export const digestSecret = (
  { user, realm, password }: Credentials & { readonly realm: string },
  algorithm: TextHash,
): string => hashText(`${user}:${realm}:${password}`, algorithm);

export interface DigestProof {
  /** HA1. */
  readonly secret: string;
  readonly nonce: number | string;
  readonly nc: string;
  readonly cnonce: number | string;
  /** `method:uri`. */
  readonly target: string;
}

/** `response` of RFC 7616, with `qop=auth`. */
export const digestResponse = (
  { secret, nonce, nc, cnonce, target }: DigestProof,
  algorithm: TextHash,
): string =>
  hashText(`${secret}:${nonce}:${nc}:${cnonce}:auth:${hashText(target, algorithm)}`, algorithm);

/** The text of a 401, which is JSON; null where it is none, as where a page may not read it. */
function readChallenge(message: string): Challenge | null {
  try {
    const said = JSON.parse(message) as Readonly<Partial<Record<keyof Challenge, unknown>>>;
    const { realm, nonce, algorithm = 'MD5' } = said;
    if (typeof realm !== 'string' || typeof nonce !== 'number') return null;
    return algorithm === 'MD5' || algorithm === 'SHA-256' ? { realm, nonce, algorithm } : null;
  } catch {
    return null; // words, or nothing
  }
}
