/** The devices at one broker, from what was heard and answered. Pure: messages in, a list out. */
import { isDeviceId, MOST_AT_BROKER } from '../../contracts/broker-devices.ts';
import type { BrokerDevice, BrokerAnswer, DeviceSign } from '../../contracts/broker-devices.ts';
import { LONGEST_FRAME_BYTES } from '../../contracts/peer-limits.ts';
import { parseFrame, textOfBytes } from '../../rpc/frame.ts';
import type { RpcFrame } from '../../rpc/frame.ts';
import type { SysInfo } from '../../rpc/methods.ts';

/**
 * Topics of stock devices: its log, requests to it and replies to whoever has one level as an address (channels.md#mqtt), and what
 * it reports to a shadow of AWS (pull-and-post.md#shadow).
 */
export const DEVICE_TOPICS = ['+/log', '+/rpc', '$aws/things/+/shadow/update'] as const;

/** One that says more is not taken back by one that says less. */
const STRENGTH: Readonly<Record<DeviceSign, number>> = {
  ...{ known: 0, addressed: 1, retained: 2, published: 3 },
};

interface Message {
  readonly topic: string;
  /** Borrowed. */
  readonly payload: Uint8Array;
  readonly isRetained: boolean;
  /** ms since 1970 */
  readonly atMs: number;
}

export class HeardDevices {
  readonly #own: string;
  readonly #devices = new Map<string, BrokerDevice>();
  #isFull = false;

  /** `own`: our address, from which requests come that say nothing of others. */
  constructor(own: string) {
    this.#own = own;
  }

  get isFull(): boolean {
    return this.#isFull;
  }

  /** By their ids. */
  list(): readonly BrokerDevice[] {
    return [...this.#devices.values()].sort((one, other) =>
      one.id < other.id ? -1 : Number(one.id > other.id),
    );
  }

  hear({ topic, payload, isRetained, atMs }: Message): void {
    const levels = topic.split('/');
    if (levels[0] === '$aws') this.#published(levels[2], { isRetained, atMs });
    else if (levels[1] === 'log') this.#published(levels[0], { isRetained, atMs });
    else if (payload.length <= LONGEST_FRAME_BYTES) {
      const parsed = parseFrame(textOfBytes(payload));
      if (parsed.ok) this.#framed(levels[0], parsed.frame, { isRetained, atMs });
    }
  }

  /** Typed, or reached before. */
  know(id: string): void {
    this.#change(id, { sign: 'known' });
  }

  answer(id: string, answer: BrokerAnswer, info: SysInfo | null = null): void {
    if (info === null) this.#change(id, { answer });
    else this.#change(id, { answer, app: info.app, version: info.fw_version, arch: info.arch });
  }

  #framed(at: string | undefined, frame: RpcFrame, when: Pick<Message, 'isRetained' | 'atMs'>) {
    if (frame.kind === 'response') this.#published(frame.src ?? undefined, when);
    else if (frame.src !== this.#own && at !== undefined) this.#change(at, { sign: 'addressed' });
  }

  #published(id: string | undefined, { isRetained, atMs }: Pick<Message, 'isRetained' | 'atMs'>) {
    if (id === undefined) return;
    if (isRetained) this.#change(id, { sign: 'retained' });
    else this.#change(id, { sign: 'published', heardAtMs: atMs });
  }

  #change(id: string, { sign = 'known', ...rest }: Partial<BrokerDevice>): void {
    if (!isDeviceId(id)) return;
    const before = this.#devices.get(id) ?? null;
    if (before === null && this.#devices.size >= MOST_AT_BROKER) {
      this.#isFull = true;
      return;
    }
    const unheard = {
      heardAtMs: null,
      answer: 'none',
      app: null,
      version: null,
      arch: null,
    } as const;
    const stronger = before !== null && STRENGTH[before.sign] > STRENGTH[sign] ? before.sign : sign;
    this.#devices.set(id, { id, ...(before ?? unheard), ...rest, sign: stronger });
  }
}
