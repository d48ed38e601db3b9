import type { FrameId, LogRecord, LogSink } from '../../contracts/log.ts';

/**
 * Passes records on, but for questions that only ask whether the device is still there: one that is
 * answered leaves no line, and of several without an answer in a row only the first does.
 */
export class QuietLog {
  readonly #sink: LogSink;
  /** Questions on their way, with what was recorded of them. */
  readonly #hushed = new Map<FrameId, LogRecord[]>();
  #isSilenceTold = false;

  constructor(sink: LogSink) {
    this.#sink = sink;
  }

  /** The request with this id is such a question; before it is sent. */
  hush(id: FrameId): void {
    this.#hushed.set(id, []);
  }

  readonly record = (record: LogRecord): void => {
    const kept = 'id' in record ? this.#hushed.get(record.id) : undefined;
    if (kept === undefined || !('id' in record)) {
      this.#sink(record);
      return;
    }
    if (record.event === 'request' || record.event === 'taken') {
      kept.push(record);
      return;
    }
    this.#hushed.delete(record.id);
    if (record.event === 'reply') this.#isSilenceTold = false;
    else if (!this.#isSilenceTold) {
      this.#isSilenceTold = true;
      for (const each of [...kept, record]) this.#sink(each);
    }
  };
}
