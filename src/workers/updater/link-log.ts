/**
 * The record of the links to a device: what passed, oldest first, bounded, without secrets. The window asks
 * for what came since its last question. Payloads of blocks are not kept; to open one, its bytes are read
 * from the firmware file again and compared with what was sent.
 */
import type {
  Carried,
  LinkBatch,
  RecordedLine,
  FrameId,
  LogRecord,
  LogSink,
} from '../../contracts/link-log.ts';
import { encodeBase64 } from '../../ota-core/primitives/base64.ts';
import { crc32 } from '../../ota-core/primitives/crc32.ts';
import { encodeUtf8 } from '../../ota-core/primitives/utf8.ts';
import { textOfBytes } from '../../rpc/frame.ts';
import type { DamagedRecord } from '../../store/schema.ts';
import { LinkMeter, sentBlock } from '../../update/link-meter.ts';
import { linkReportOf } from '../../update/link-verdict.ts';
import { hideFiles, hideInParams, hideInResult, hideInText } from '../../rpc/hide-secrets.ts';

const KEPT_LINES = 4_000;
const SHOWN_LETTERS = 160;

/** What devices print when a frame did not reach them or a part has to wait. */
const DELAYING = /crc|corrupt|dropped|overflow|timed? ?out|retry|failed|error/i;

type Body<Line = RecordedLine> = Line extends RecordedLine ? Omit<Line, 'seq' | 'atMs'> : never;
type Of<E extends LogRecord['event']> = Extract<LogRecord, { event: E }>;

export interface LinkLogOptions {
  /** Milliseconds since 1970. */
  readonly wall: () => number;
  /** The clock of the records. */
  readonly now: () => number;
}

export class LinkLog {
  readonly #options: LinkLogOptions;
  readonly #meter = new LinkMeter();
  readonly #raw = new RawFrames();
  readonly #asked = new Map<FrameId, { readonly at: number; readonly params: unknown }>();
  #lines: RecordedLine[] = [];
  #seq = 0;
  #lastBlock = -1;

  constructor(options: LinkLogOptions) {
    this.#options = options;
  }

  readonly record = (record: LogRecord): void => {
    this.#meter.note(record);
    switch (record.event) {
      case 'opened':
        this.#asked.clear();
        this.#add({ kind: 'opened', label: record.label, baudRate: record.baudRate });
        return;
      case 'request':
        this.#request(record);
        return;
      case 'taken':
        return;
      case 'reply':
        this.#reply(record);
        return;
      case 'unanswered':
        this.#asked.delete(record.id);
        this.#add({ kind: 'unanswered', id: record.id, waitedMs: record.waitedMs });
        return;
      case 'noise':
        this.#noise(record);
        return;
      case 'ended':
        if (record.end.why === 'lost') this.#add({ kind: 'lost', detail: record.end.detail });
        else this.#add({ kind: 'closed' });
        return;
    }
  };

  /** Something that no link said, among the lines of the device's log. */
  noteDamaged({ kind: what, key }: DamagedRecord): void {
    this.#add({ kind: 'damaged', what, key: printable(key).slice(0, SHOWN_LETTERS) });
  }

  /** What came after the line `after`; 0 = all that is kept. */
  batch(after: number): LinkBatch {
    const first = this.#lines[0]?.seq ?? 0;
    const lines = this.#lines.slice(Math.max(0, after + 1 - first));
    return {
      lines,
      last: this.#seq,
      report: linkReportOf(this.#meter.measure(), this.#options.now()),
    };
  }

  /** The whole frame of a line as text; null = no longer there. */
  open(seq: number, blocks: BlockSource): Promise<string | null> {
    return this.#raw.open(seq, blocks);
  }

  #request({ at, id, method, params, bytes }: Of<'request'>): void {
    const block = method === 'OTA.Write' ? sentBlock(params) : null;
    const isAgain = block !== null && block.offset === this.#lastBlock;
    if (block !== null || method === 'OTA.Begin') this.#lastBlock = block?.offset ?? -1;
    // What a block carries is large, and no answer to it depends on it.
    this.#asked.set(id, { at, params: block === null ? params : null });
    const shown = block === null ? hideFiles(hideInParams(params)) : null;
    const carries =
      block === null
        ? carriedOf(shown)
        : { kind: 'block' as const, offset: block.offset, bytes: block.bytes };
    const seq = this.#add({ kind: 'sent', id, method, carries, bytes, isAgain });
    if (block === null) this.#raw.keep(seq, textOf({ id, method, params: shown ?? undefined }));
    else {
      const { offset, bytes: length, data } = block;
      this.#raw.name(seq, { id, method, offset, bytes: length, crc: crc32(encodeUtf8(data)) });
    }
  }

  #reply({ at, id, outcome, bytes }: Of<'reply'>): void {
    const asked = this.#asked.get(id);
    this.#asked.delete(id);
    const ms = asked === undefined ? null : at - asked.at;
    const { ok } = outcome;
    const shown = ok
      ? hideFiles(hideInResult(outcome.result, asked?.params))
      : hideInText(outcome.message);
    const says: Carried =
      ok && outcome.result === null ? jsonOf('null') : carriedOf(ok ? shown : textLine(shown));
    const seq = this.#add({
      ...{ kind: 'answered', id, ms, says, bytes },
      errorCode: ok ? null : outcome.code,
    });
    const error = ok ? undefined : { code: outcome.code, message: shown };
    this.#raw.keep(seq, textOf(ok ? { id, result: shown } : { id, error }));
  }

  #noise({ why, bytes }: Of<'noise'>): void {
    const text = printable(hideInText(textOfBytes(bytes)));
    if (why === 'console') {
      if (text.trim() === '') return;
      const seq = this.#add({ kind: 'log', text, delays: DELAYING.test(text) });
      this.#raw.keep(seq, text);
      return;
    }
    const { text: start } = jsonOf(text);
    const seq = this.#add({ kind: 'noise', why, text: start, bytes: bytes.length });
    this.#raw.keep(seq, text);
  }

  #add(body: Body): number {
    this.#seq += 1;
    const line: RecordedLine = { seq: this.#seq, atMs: this.#options.wall(), ...body };
    this.#lines.push(line);
    // Dropped in bulk: cheaper than one for one.
    if (this.#lines.length > 1.25 * KEPT_LINES) this.#lines = this.#lines.slice(-KEPT_LINES);
    return this.#seq;
  }
}

const textOf = (frame: Readonly<Record<string, unknown>>): string => JSON.stringify(frame);

/** An error without words has none to show. */
const textLine = (message: unknown): unknown => (message === '' ? null : message);

function carriedOf(value: unknown): Carried {
  if (value === null || value === undefined) return { kind: 'nothing' };
  return jsonOf(typeof value === 'string' ? value : JSON.stringify(value));
}

function jsonOf(text: string): Extract<Carried, { kind: 'json' }> {
  const isCut = text.length > SHOWN_LETTERS;
  return { kind: 'json', text: isCut ? text.slice(0, SHOWN_LETTERS) : text, isCut };
}

/** Without colours and what a screen cannot show; what is not text is a middle dot. */
function printable(text: string): string {
  return text
    .replace(/\u001b\[[0-9;]*m/g, '')
    .replace(/\r/g, '')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '·');
}

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

/** Reads bytes of the firmware file that is chosen now; null = none is. */
type BlockSource = (offset: number, bytes: number) => Promise<Uint8Array | null>;

export interface NamedBlock {
  readonly id: FrameId;
  readonly method: string;
  readonly offset: number;
  readonly bytes: number;
  /** CRC-32 of its payload as it was sent. */
  readonly crc: number;
}

type Kept =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'block'; readonly block: NamedBlock };

const KEPT_LETTERS = 512 * 1024;
const LONGEST = 16 * 1024;
/** What a named block counts as. */
const NAME_LETTERS = 64;

/** Whole frames by their lines, the oldest forgotten first. */
class RawFrames {
  readonly #kept = new Map<number, Kept>();
  #letters = 0;

  keep(seq: number, text: string): void {
    this.#put(seq, { kind: 'text', text: text.slice(0, LONGEST) });
  }

  name(seq: number, block: NamedBlock): void {
    this.#put(seq, { kind: 'block', block });
  }

  async open(seq: number, read: BlockSource): Promise<string | null> {
    const kept = this.#kept.get(seq);
    if (kept === undefined) return null;
    if (kept.kind === 'text') return kept.text;
    const { id, method, offset, bytes, crc } = kept.block;
    const content = await read(offset, bytes);
    if (content === null) return null;
    const data = encodeBase64(content);
    if (crc32(encodeUtf8(data)) !== crc) return null; // another file by now
    return JSON.stringify({ id, method, params: { offset, data } });
  }

  #put(seq: number, kept: Kept): void {
    this.#kept.set(seq, kept);
    this.#letters += lettersOf(kept);
    for (const [oldest, old] of this.#kept) {
      if (this.#letters <= KEPT_LETTERS) return;
      this.#kept.delete(oldest);
      this.#letters -= lettersOf(old);
    }
  }
}

const lettersOf = (kept: Kept): number => (kept.kind === 'text' ? kept.text.length : NAME_LETTERS);
