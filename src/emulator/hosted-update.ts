/** Updates that the device takes by itself, fed by its host: what is fetched, and what its web server gets. */
import type { OwnUpdate, Pull, UpdateOutcome } from '../ota-core/device/device.ts';

/** Each step waits its turn, and as long as the device is busy with it. One that comes too late changes nothing. */
export interface HostedUpdate {
  /** How it ended; null: with the run of the firmware, by a restart or by the power. */
  readonly ended: Promise<UpdateOutcome | null>;
  /** Aborted when it has ended. */
  readonly signal: AbortSignal;
  /** Bytes are about to come: how many, 0 = not told. Once. */
  expect(sizeBytes: number): Promise<void>;
  /** Another commit time than was asked, up to the last byte. */
  commitAfter(seconds: number): Promise<void>;
  /** Takes the next bytes, borrowed until it settles. */
  write(bytes: Uint8Array): Promise<void>;
  /** No more bytes come: installs what is whole, and ends anything else as told. */
  finish(otherwise: HostFailure): Promise<void>;
  fail(failure: HostFailure): Promise<void>;
  /** There is nothing to install. */
  skip(text: string): Promise<void>;
}

export interface HostFailure {
  /** Negative. */
  readonly code: number;
  readonly text: string;
}

export interface HostedPull extends Omit<Pull, 'update'> {
  readonly update: HostedUpdate;
}

/** Does a step of an update in the device's own time. */
export type UpdateStep = (step: (now: number) => void) => Promise<unknown>;

/** Those of one device that are on. */
export class HostedUpdates {
  readonly #step: UpdateStep;
  readonly #on: Map<OwnUpdate, { readonly hosted: HostedUpdate; readonly over: Over }> = new Map();

  constructor(step: UpdateStep) {
    this.#step = step;
  }

  host(own: OwnUpdate): HostedUpdate {
    const known = this.#on.get(own);
    if (known !== undefined) return known.hosted;
    const over = createOver();
    const hosted = hostedUpdate(own, over, this.#step);
    this.#on.set(own, { hosted, over });
    return hosted;
  }

  /** After a step: whatever it ended is told. */
  settle(): void {
    for (const [own, { over }] of this.#on) if (own.outcome !== null) this.#end(own, over);
  }

  /** The run of the firmware is over, and what it was fed. */
  drop(): void {
    for (const [own, { over }] of this.#on) this.#end(own, over, null);
  }

  #end(own: OwnUpdate, over: Over, outcome = own.outcome): void {
    this.#on.delete(own);
    over.end(outcome);
  }
}

interface Over {
  readonly ended: Promise<UpdateOutcome | null>;
  readonly signal: AbortSignal;
  end(outcome: UpdateOutcome | null): void;
}

function createOver(): Over {
  const aborter = new AbortController();
  let settle: (outcome: UpdateOutcome | null) => void = () => undefined;
  const ended = new Promise<UpdateOutcome | null>((resolve) => {
    settle = resolve;
  });
  return {
    ended,
    signal: aborter.signal,
    end(outcome) {
      settle(outcome);
      aborter.abort();
    },
  };
}

function hostedUpdate(own: OwnUpdate, { ended, signal }: Over, step: UpdateStep): HostedUpdate {
  const take = async (act: (now: number) => void): Promise<void> => {
    if (!signal.aborted) await step(act);
  };
  return {
    ended,
    signal,
    expect: (sizeBytes) => take(() => own.expect(sizeBytes)),
    commitAfter: (seconds) => take(() => own.commitAfter(seconds)),
    write: (bytes) => take((now) => own.write(bytes, now)),
    finish: ({ code, text }) =>
      take((now) => {
        if (own.isWhole) own.end(now);
        else own.fail(code, text);
      }),
    fail: ({ code, text }) => take(() => own.fail(code, text)),
    skip: (text) => take(() => own.skip(text)),
  };
}
