import type { LogRecord } from '../contracts/link-log.ts';
import { crc32 } from '../ota-core/primitives/crc32.ts';
import { encodeUtf8 } from '../ota-core/primitives/utf8.ts';
import type { CallOptions, RpcClient } from '../rpc/client.ts';
import { textOfBytes } from '../rpc/frame.ts';
import { hideFiles, hideInParams, hideInResult, hideInText } from '../rpc/hide-secrets.ts';
import { sentBlock } from '../update/link-meter.ts';
import type { UpdateDeps } from '../update/run-update.ts';
import type { KnownSecrets } from './known-secrets.ts';
import type { TapeItem } from './recording.ts';

type Body<Item = TapeItem> = Item extends TapeItem ? Omit<Item, 'at'> : never;

/** Keeps an item, with the time. */
export type Note = (body: Body) => void;

/** Of a line of the device's log. */
const LONGEST_NOISE = 1_000;

export interface RecordedLinks {
  readonly connect: UpdateDeps['connect'];
  /** The last one. */
  readonly current: () => number;
  readonly isClosedHere: (link: number) => boolean;
}

/** What passes on the links, as it is kept. */
export class FrameNotes {
  readonly #note: Note;
  readonly #secrets: KnownSecrets;
  readonly #links: RecordedLinks;
  readonly #blocks = new Set<unknown>();
  /** What a question to the configuration is about. */
  readonly #asked = new Map<unknown, { readonly key: unknown } | null>();
  readonly #byHand = new Set<unknown>();
  /** What is asked now is asked for the host, beside the update: whoever replays it does not. */
  isBeside = false;

  constructor(note: Note, secrets: KnownSecrets, links: RecordedLinks) {
    this.#note = note;
    this.#secrets = secrets;
    this.#links = links;
  }

  hear(record: LogRecord): void {
    switch (record.event) {
      case 'request':
        this.#request(record);
        return;
      case 'reply':
        this.#reply(record);
        return;
      case 'noise': {
        const text = textOfBytes(record.bytes.subarray(0, LONGEST_NOISE));
        this.#secrets.learnFromText(text);
        if (text.trim() !== '')
          this.#note({ is: 'noise', why: record.why, text: hideInText(text) });
        return;
      }
      case 'ended': {
        const link = this.#links.current();
        const { why } = record.end;
        const by = why === 'closed' && this.#links.isClosedHere(link) ? 'host' : 'far';
        const detail = record.end.why === 'lost' ? record.end.detail : '';
        this.#note({ is: 'ended', link, why, detail, by });
        return;
      }
      case 'opened':
      case 'taken':
      case 'unanswered':
    }
  }

  /** Calls between those of the update are marked: who replays it does not make them. */
  markByHand(client: RpcClient): RpcClient {
    const marked = (options: CallOptions): CallOptions => ({
      ...options,
      onId: (id) => {
        this.#byHand.add(id);
        options.onId?.(id);
      },
    });
    return {
      call: (method, params, options) => client.call(method, params, marked(options)),
      ask: (method, params, options) => client.ask(method, params, marked(options)),
      close: () => client.close(),
    };
  }

  #request({ id, method, params }: Extract<LogRecord, { event: 'request' }>): void {
    if (this.isBeside) this.#byHand.add(id);
    const hand = this.#byHand.has(id) ? { byHand: true as const } : {};
    const block = method === 'OTA.Write' ? sentBlock(params) : null;
    if (block !== null) {
      const { offset, bytes, data } = block;
      this.#blocks.add(id);
      this.#note({ is: 'block', id, offset, bytes, crc: crc32(encodeUtf8(data)) });
      return;
    }
    this.#secrets.learnFromParams(params);
    const shown = hideFiles(hideInParams(params)) ?? null;
    this.#asked.set(id, keyIn(params));
    this.#note({ is: 'sent', id, method, params: shown, ...hand });
  }

  #reply({ id, outcome }: Extract<LogRecord, { event: 'reply' }>): void {
    const isBlock = this.#blocks.delete(id);
    if (isBlock && outcome.ok && outcome.result === null) {
      this.#note({ is: 'took', id });
      return;
    }
    const params = this.#asked.get(id);
    this.#asked.delete(id);
    const hand = this.#byHand.delete(id) ? { byHand: true as const } : {};
    if (!outcome.ok) {
      this.#secrets.learnFromText(outcome.message);
      const error = { code: outcome.code, message: hideInText(outcome.message) };
      this.#note({ is: 'answered', id, error, ...hand });
      return;
    }
    this.#secrets.learnFromResult(outcome.result, params?.key);
    const result = hideFiles(hideInResult(outcome.result, params)) ?? null;
    this.#note({ is: 'answered', id, result, ...hand });
  }
}

/** As hideInResult looks for it. */
const keyIn = (params: unknown): { readonly key: unknown } | null =>
  typeof params === 'object' && params !== null && 'key' in params ? { key: params.key } : null;
