/** Records, not sentences: who reads them decides how they are shown. */
export interface LogRecord {
  /** Milliseconds of the clock in use. */
  readonly at: number;
  readonly source: 'device' | 'wire' | 'update' | 'emulator' | 'worker';
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export type LogSink = (record: LogRecord) => void;
