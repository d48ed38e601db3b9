/**
 * What crosses between threads, and how it fails. Comlink drops an error's code, never settles calls
 * whose worker died, and cannot clone an AbortSignal; so in this folder:
 *
 * - an API is a flat list of methods that take plain data and return `Promise<Outcome<…>>`;
 * - every call races the death of the other side (`watchLife`);
 * - cancelling is a method of its own;
 * - a link crosses as its two streams (`links.ts`).
 */
import { newId } from '../../contracts/random-hex.ts';
import * as Comlink from 'comlink';
import { OtaError, fromFailure, toFailure } from '../../contracts/failure.ts';
import type { Failure, Outcome } from '../../contracts/failure.ts';

/** One method per property, nothing nested: what Comlink can carry and this file can guard. */
export type FlatApi<Api> = {
  readonly [Method in keyof Api]: (...args: never[]) => Promise<Outcome<unknown>>;
};

/** Either end of a worker or of a MessageChannel. */
export type { Endpoint } from 'comlink';

type Method = (...args: readonly unknown[]) => Promise<unknown>;

export const ok = <T>(value: T): Outcome<T> => ({ ok: true, value });

/** Runs `work`; whatever it throws becomes a failure as data. */
export async function outcomeOf<T>(work: () => Promise<T> | T): Promise<Outcome<T>> {
  try {
    return ok(await work());
  } catch (reason) {
    return { ok: false, failure: toFailure(OtaError.from(reason)) };
  }
}

/** The value, or the failure thrown as the OtaError it was. */
export function valueOf<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw fromFailure(outcome.failure);
}

/** Offers `api` at `endpoint`. Its methods settle with outcomes and never reject: see outcomeOf. */
export function offerApi<Api extends FlatApi<Api>>(api: Api, endpoint: Comlink.Endpoint): void {
  Comlink.expose(api, endpoint);
}

/** Objects inside `value` that are moved, not copied, when it is an argument or a result. */
export const moving = <T extends object>(value: T, objects: readonly Transferable[]): T =>
  Comlink.transfer(value, [...objects]);

/**
 * The methods of the other side. A call resolves to its outcome, or to the failure of `died` if that
 * settles first: it never rejects and never hangs on a worker that is gone.
 */
export function useApi<Api extends FlatApi<Api>>(
  endpoint: Comlink.Endpoint,
  died: Promise<Failure>,
): Api {
  const remote = Comlink.wrap<Record<string, Method>>(endpoint);
  // No race with `died`: a promise that stays pending holds the answer of every race it was ever in.
  const waiting = new Set<(outcome: unknown) => void>();
  let death: Outcome<never> | null = null;
  void died.then((failure) => {
    death = { ok: false, failure };
    for (const settle of waiting) settle(death);
    waiting.clear();
  });
  const guarded =
    (name: string): Method =>
    async (...args) => {
      if (death !== null) return death;
      let settle: (outcome: unknown) => void = () => undefined;
      const outcome = new Promise<unknown>((resolve) => (settle = resolve));
      waiting.add(settle);
      void answerOf(remote[name], args).then((answer) => {
        settle(answer);
        waiting.delete(settle);
      });
      return outcome;
    };
  const methods = {
    get: (_target: object, name: string | symbol) =>
      // A proxy that answers `then` would be taken for a promise.
      typeof name === 'string' && name !== 'then' ? guarded(name) : undefined,
  };
  return new Proxy<Api>(Object.create(null) as Api, methods); // the type is the other side's promise
}

/** `own` before the methods of `api`, which is looked up at each call: it may be another one by then. */
export function withOwn<Api extends object, Own extends object>(
  api: () => Api,
  own: Own,
): Omit<Api, keyof Own> & Own {
  const members = {
    get: (target: Own, name: string | symbol): unknown =>
      Reflect.has(target, name) ? Reflect.get(target, name) : Reflect.get(api(), name),
  };
  return new Proxy(own, members) as Omit<Api, keyof Own> & Own; // what `own` lacks is `api`'s
}

/** A rejection (an argument that cannot be cloned, a method that is not there) is a failure like any other. */
async function answerOf(method: Method | undefined, args: readonly unknown[]): Promise<unknown> {
  const answer = await outcomeOf(async () => method?.(...args));
  return answer.ok ? answer.value : answer;
}

/**
 * Browsers tell nobody that a worker is gone. A Web Lock does: the worker holds one for as long as it
 * lives, and whoever waits for the same lock gets it at the moment of death, whatever the cause.
 */

export interface Life {
  /** Settles once, with `worker/died`, when the worker is gone or `end` was called. Never rejects. */
  readonly died: Promise<Failure>;
  readonly end: () => void;
}

/** Called in the worker. Resolves when the lock is held; where there are no locks, at once. */
export async function holdLife(name: string): Promise<null> {
  await takeAlone(name, { wait: true });
  return null;
}

/**
 * Takes a lock for as long as this thread lives. Without `wait`, false if another page holds it. Where
 * there are no locks, or the page may not use them, true: nothing can be known.
 */
export async function takeAlone(
  name: string,
  options: { readonly wait: boolean },
): Promise<boolean> {
  if (!hasLocks()) return true;
  return new Promise((taken) => {
    const hold = (lock: Lock | null) => {
      taken(lock !== null);
      return lock === null ? undefined : new Promise<never>(() => undefined);
    };
    navigator.locks.request(name, { ifAvailable: !options.wait }, hold).catch(() => taken(true)); // refused
  });
}

/**
 * Runs `work` while this lock is held; null: somebody else holds it, and nothing was run. Without locks, or where the page may not
 * use them, it runs all the same. `shared`: beside others that share it.
 */
export async function whileAlone<T>(
  name: string,
  work: () => Promise<T>,
  mode: LockMode = 'exclusive',
): Promise<T | null> {
  if (!hasLocks()) return work();
  return new Promise<T | null>((resolve, reject) => {
    const run = (lock: Lock | null): Promise<void> | undefined => {
      if (lock !== null) return work().then(resolve, reject);
      resolve(null);
      return undefined;
    };
    const anyway = (): Promise<void> => work().then(resolve, reject);
    navigator.locks.request(name, { ifAvailable: true, mode }, run).catch(anyway); // refused
  });
}

/**
 * Settles with `worker/died` when the thread that holds this lock is gone. Only once it does hold it;
 * where there are no locks, or the page may not use them, never.
 */
export function diesWith(lock: string, label: string): Promise<Failure> {
  return new Promise((gone) => {
    if (!hasLocks()) return;
    navigator.locks.request(lock, () => gone(deathOf(label))).catch(() => undefined); // refused: nothing can be known
  });
}

/** Called by the worker's owner. `watch` is called once the worker said that it holds the lock. */
export function watchLife(worker: Worker, label: string): Life & { watch(name: string): void } {
  let settle: (failure: Failure) => void = () => undefined;
  const died = new Promise<Failure>((resolve) => {
    settle = resolve;
  });
  const waiting = new AbortController();
  const end = (): void => {
    waiting.abort();
    worker.terminate();
    settle(deathOf(label));
  };
  // A script that does not load or throws at its top level will never answer.
  worker.addEventListener('error', end);
  worker.addEventListener('messageerror', end);
  return {
    died,
    end,
    watch(name) {
      if (!hasLocks()) return;
      navigator.locks.request(name, { signal: waiting.signal }, end).catch(() => undefined); // aborted by end(), or refused
    },
  };
}

/** Every worker answers this first: it holds a lock of that name as long as it lives. */
export interface Greeted {
  hello(lifeLock: string): Promise<Outcome<null>>;
}

interface OpenWorker<Api> {
  readonly api: Api;
  /** Settles when the worker is gone, for whatever reason. Never rejects. */
  readonly died: Promise<Failure>;
  /** Resolves to the lock that the worker holds as long as it lives; null if it never came up. */
  readonly lifeLock: Promise<string | null>;
  /** The last resort of every cancel. */
  readonly terminate: () => void;
}

/** Takes over a worker that was just made: its API, and the certainty that no call outlives it. */
export function openWorker<Api extends Greeted & FlatApi<Api>>(
  worker: Worker,
  label: string,
): OpenWorker<Api> {
  const life = watchLife(worker, label);
  const api = useApi<Api>(worker, life.died);
  const lock = `slipway-life-${newId()}`;
  const lifeLock = api.hello(lock).then((outcome) => {
    if (!outcome.ok) return null;
    life.watch(lock);
    return lock;
  });
  return { api, died: life.died, lifeLock, terminate: life.end };
}

/** A port to be moved to a worker: its events reach `onEvent` until the worker is gone. */
export function eventPort(onEvent: (latest: never) => void, died: Promise<Failure>): MessagePort {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }: MessageEvent) => onEvent(data as never); // what its worker sends there
  void died.then(() => port1.close());
  return moving(port2, [port2]);
}

const deathOf = (worker: string): Failure => toFailure(new OtaError('worker/died', { worker }));

/** Not in pages served without TLS from another machine. Where a page may store nothing, each request is refused. */
const hasLocks = (): boolean => 'locks' in navigator;
