/**
 * Measures a link from what passes on it, and asks nothing: how long blocks take, how long small questions
 * take that touch no flash, what had to be sent again. What it means is judged elsewhere (link-verdict.ts).
 */
import type { LinkReport, FrameId, LogRecord } from '../contracts/link-log.ts';

/** One confirmed block. Times in milliseconds. */
export interface BlockTrip {
  /** When it was confirmed. */
  readonly at: number;
  readonly bytes: number;
  /** Request and reply as they were on the wire. */
  readonly wireBytes: number;
  /** Until the link had taken all of it. */
  readonly takenMs: number;
  readonly answerMs: number;
  /** Between the answer before and this request. */
  readonly gapMs: number;
}

/** A question that touches no flash: what is left of its time, once the line is taken off, is the way itself. */
export interface SmallTrip {
  readonly wireBytes: number;
  readonly takenMs: number;
  readonly answerMs: number;
}

export interface LinkMeasure {
  readonly link: LinkReport['link'] | null;
  /** The last ones, oldest first. */
  readonly blocks: readonly BlockTrip[];
  readonly small: readonly SmallTrip[];
  /** Waits for what never came, while these blocks were written. */
  readonly lostMs: readonly number[];
  /** Free memory as the device last said; null = it did not. */
  readonly freeBytes: number | null;
  readonly calls: number;
  readonly again: number;
  readonly damaged: number;
}

const KEPT_BLOCKS = 128;
const KEPT_SMALL = 32;
/** Longer than this between two blocks is a pause, not a page that is busy. */
const PAUSE_MS = 2_000;
/** These write, erase, restart or answer at length: their time says nothing of the way. */
const SLOW_METHODS = /^(OTA\.(Begin|Write|End|Commit|Revert|Update)|Sys\.Reboot|FS\.|Config\.)/i;

interface Pending {
  readonly method: string;
  readonly at: number;
  readonly bytes: number;
  /** null = no block. */
  readonly block: SentBlock | null;
  /** Nothing else was on the way. */
  readonly alone: boolean;
  takenMs: number;
}

type Of<E extends LogRecord['event']> = Extract<LogRecord, { event: E }>;

export class LinkMeter {
  #link: LinkReport['link'] | null = null;
  #blocks: readonly BlockTrip[] = [];
  #small: readonly SmallTrip[] = [];
  #lost: readonly { readonly at: number; readonly ms: number }[] = [];
  #freeBytes: number | null = null;
  #calls = 0;
  #again = 0;
  #damaged = 0;
  #lastAnswerAt: number | null = null;
  #lastOffset = -1;
  readonly #pending = new Map<FrameId, Pending>();

  note(record: LogRecord): void {
    switch (record.event) {
      case 'opened':
        this.#begin(record);
        return;
      case 'request':
        this.#request(record);
        return;
      case 'taken': {
        const call = this.#pending.get(record.id);
        if (call !== undefined) call.takenMs = record.at - call.at;
        return;
      }
      case 'reply':
        this.#reply(record);
        return;
      case 'noise':
        if (record.why !== 'console') this.#damaged += 1;
        return;
      case 'unanswered':
        this.#giveUp(record);
        return;
      case 'ended':
        this.#pending.clear();
        return;
    }
  }

  measure(): LinkMeasure {
    const [first] = this.#blocks;
    const since = first === undefined ? 0 : first.at - first.answerMs;
    return {
      link: this.#link,
      blocks: this.#blocks,
      small: this.#small,
      lostMs: this.#lost.filter(({ at }) => at >= since).map(({ ms }) => ms),
      freeBytes: this.#freeBytes,
      calls: this.#calls,
      again: this.#again,
      damaged: this.#damaged,
    };
  }

  #begin({ kind, traits, label, baudRate, pieceBytes }: Of<'opened'>): void {
    const { kind: last, baudRate: lastRate, pieceBytes: lastPieces } = this.#link ?? {};
    const isSame = last === kind && lastRate === baudRate && lastPieces === pieceBytes;
    this.#link = { kind, traits, label, baudRate, ...(pieceBytes !== undefined && { pieceBytes }) };
    this.#pending.clear();
    this.#lastAnswerAt = null;
    if (!isSame) [this.#blocks, this.#small, this.#lost] = [[], [], []];
  }

  #request({ at, id, method, params, bytes }: Of<'request'>): void {
    const block = method === 'OTA.Write' ? sentBlock(params) : null;
    if (method === 'OTA.Begin') this.#lastOffset = -1;
    if (block !== null) {
      if (block.offset === this.#lastOffset) this.#again += 1;
      this.#lastOffset = block.offset;
    }
    const alone = this.#pending.size === 0;
    this.#pending.set(id, { method, at, bytes, block, alone, takenMs: 0 });
  }

  #reply(record: Of<'reply'>): void {
    const call = this.#pending.get(record.id);
    if (call === undefined) return;
    this.#pending.delete(record.id);
    this.#calls += 1;
    if (call.block !== null) this.#answered(record, call, call.block);
    else this.#asked(record, call);
  }

  #answered({ at, bytes, outcome }: Of<'reply'>, call: Pending, block: SentBlock): void {
    const answerMs = at - call.at;
    const gapMs = this.#lastAnswerAt === null ? 0 : call.at - this.#lastAnswerAt;
    this.#lastAnswerAt = at;
    if (!outcome.ok) {
      this.#lose(at, answerMs);
      return;
    }
    const trip: BlockTrip = {
      at,
      bytes: block.bytes,
      wireBytes: call.bytes + bytes,
      takenMs: call.takenMs,
      answerMs,
      gapMs: gapMs > PAUSE_MS ? 0 : Math.max(0, gapMs),
    };
    this.#blocks = [...this.#blocks, trip].slice(-KEPT_BLOCKS);
  }

  #asked({ at, bytes, outcome }: Of<'reply'>, { method, alone, takenMs, ...call }: Pending): void {
    if (method === 'Sys.GetInfo' && outcome.ok)
      this.#freeBytes = freeOf(outcome.result) ?? this.#freeBytes;
    if (!alone || this.#pending.size > 0 || SLOW_METHODS.test(method)) return;
    const trip = { wireBytes: call.bytes + bytes, takenMs, answerMs: at - call.at };
    this.#small = [...this.#small, trip].slice(-KEPT_SMALL);
  }

  #giveUp({ at, id, waitedMs }: Of<'unanswered'>): void {
    const call = this.#pending.get(id);
    if (call === undefined) return;
    this.#pending.delete(id);
    this.#calls += 1;
    if (call.block === null) return;
    this.#lastAnswerAt = at;
    this.#lose(at, waitedMs);
  }

  #lose(at: number, ms: number): void {
    this.#lost = [...this.#lost, { at, ms }].slice(-KEPT_BLOCKS);
  }
}

function freeOf(info: unknown): number | null {
  const { ram_free: free } = Object(info) as { readonly ram_free?: unknown };
  return typeof free === 'number' ? free : null;
}

/** What an OTA.Write carries. */
interface SentBlock {
  readonly offset: number;
  /** Raw bytes behind the base64. */
  readonly bytes: number;
  /** Base64. */
  readonly data: string;
}

/** The block in the arguments of a call; null = they carry none. */
export function sentBlock(params: unknown): SentBlock | null {
  const { offset, data } = Object(params) as { readonly offset?: unknown; readonly data?: unknown };
  if (typeof offset !== 'number' || typeof data !== 'string') return null;
  // Three bytes in four letters, but for the padding.
  const padding = /=*$/.exec(data)?.[0].length ?? 0;
  return { offset, bytes: (data.length / 4) * 3 - padding, data };
}
