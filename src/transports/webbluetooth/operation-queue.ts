/**
 * One operation after the other: a browser refuses a second one, reads, writes and subscriptions alike, and does
 * not queue (gatt.md#in-the-field). Each is watched: some stacks never answer a write that is too long.
 */
import type { Clock } from '../../contracts/clock.ts';
import type { OtaError } from '../../contracts/failure.ts';
import { bluetoothLossOf } from './bluetooth-failures.ts';

export interface OperationQueueOptions {
  readonly clock: Clock;
  /** An operation was not answered in its time. The connection is no use any more: nothing else can be done on it. */
  readonly onHang: (name: string) => void;
}

export interface OperationQueue {
  /** Throws what the operation throws, link/lost when it hangs or the queue has ended. */
  run<T>(name: string, work: () => Promise<T>, limitMs?: number): Promise<T>;
  /** What waits and what comes later fails with this. */
  end(error: OtaError): void;
}

/** The attribute protocol gives every operation 30 s, then the link is gone (gatt.md#in-the-field). */
export const OPERATION_MS = 32_000;
/** For one that a device answers without doing anything. */
export const QUICK_MS = 8_000;

/**
 * QUIRK(Chromium with BlueZ): an operation that a lost link fails is told before the loss is. One that is begun in
 * between stays pending while BlueZ takes its objects away, and after that `navigator.bluetooth` of the page answers
 * nothing any more. The loss is told within a few ms; nothing of an undisturbed update waits for this.
 */
const AFTER_FAILURE_MS = 60;

/** How the detail of a loss begins that an operation without an answer has led to. */
export const NO_ANSWER = 'no answer to';

interface Current {
  readonly name: string;
  readonly dueMs: number;
  readonly fail: (error: OtaError) => void;
}

export function createOperationQueue({ clock, onHang }: OperationQueueOptions): OperationQueue {
  let last: Promise<unknown> = Promise.resolve();
  let over: OtaError | null = null;
  let current: Current | null = null;
  let watch: { readonly dueMs: number; readonly stop: AbortController } | null = null;
  const ended = new AbortController();

  const end = (error: OtaError): void => {
    over ??= error;
    current?.fail(over);
    ended.abort();
  };

  /** One timer for many operations: it looks at the clock, and mostly finds that there is time left. */
  const guard = async (dueMs: number): Promise<void> => {
    if (watch !== null && watch.dueMs <= dueMs) return;
    watch?.stop.abort();
    const mine = { dueMs, stop: new AbortController() };
    watch = mine;
    const inTime = await clock.sleep(Math.max(0, dueMs - clock.now()), mine.stop.signal).then(
      () => true,
      () => false, // an earlier one took its place
    );
    if (!inTime || watch !== mine) return;
    watch = null;
    if (current === null) return;
    if (clock.now() < current.dueMs) {
      void guard(current.dueMs);
      return;
    }
    const { name } = current;
    end(bluetoothLossOf(`${NO_ANSWER} ${name}`));
    onHang(name);
  };

  const perform = async <T>(name: string, work: () => Promise<T>, limitMs: number): Promise<T> => {
    if (over !== null) throw over;
    const dueMs = clock.now() + limitMs;
    const failed = new Promise<never>((_, reject) => {
      current = { name, dueMs, fail: reject };
    });
    void guard(dueMs);
    try {
      return await Promise.race([work(), failed]);
    } finally {
      current = null;
    }
  };

  /** Settles when the next operation may be begun after one that failed; at once when there is none to be. */
  const calm = (): Promise<void> =>
    over === null
      ? clock.sleep(AFTER_FAILURE_MS, ended.signal).catch(() => undefined)
      : Promise.resolve();

  return {
    run(name, work, limitMs = OPERATION_MS) {
      const turn = last.then(() => perform(name, work, limitMs));
      last = turn.catch(calm); // told to whoever asked for it
      return turn;
    },
    end,
  };
}
