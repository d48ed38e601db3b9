import type { Clock } from '../../../src/contracts/clock.ts';
import type { Link } from '../../../src/contracts/link.ts';
import { LINE_MAX_FRAME_BYTES } from '../../../src/rpc/line-codec.ts';
import { createLinkPair } from '../../../src/transports/loopback/link-pair.ts';
import { throttle } from '../../../src/transports/wrap/throttle.ts';
import { SERIAL } from '../../../src/contracts/link.ts';

export interface SerialPair {
  /** The client's port. */
  readonly near: Link;
  /** The device's pins. */
  readonly far: Link;
  /** Pulls the cable. */
  lose(detail: string): void;
}

export interface SerialPairOptions {
  readonly clock: Clock;
  /** null: a line that takes no time. */
  readonly baudRate: number | null;
}

/** Both ends of a serial line, 10 bits a byte each way. */
export function createSerialPair({ clock, baudRate }: SerialPairOptions): SerialPair {
  const pair = createLinkPair({ framing: 'stream', maxFrameBytes: LINE_MAX_FRAME_BYTES });
  const line = { ...SERIAL, ...(baudRate !== null && { baudRate }) } as const;
  const far = { ...pair.far, ...line };
  return {
    near: { ...pair.near, ...line },
    far: baudRate === null ? far : throttle(far, { clock, bytesPerSecond: baudRate / 10 }),
    lose: (detail) => pair.lose(detail),
  };
}

/** One end of a line in the hands of a test: what it heard so far, and a way to speak. */
export function takeEnd(link: Link) {
  const reader = link.readable.getReader();
  const writer = link.writable.getWriter();
  writer.closed.catch(() => undefined);
  const heard: number[] = [];
  const listen = async (): Promise<void> => {
    for (let step = await reader.read(); !step.done; step = await reader.read())
      heard.push(...step.value);
  };
  listen().catch(() => undefined);
  return {
    get text(): string {
      return Buffer.from(heard).toString('latin1');
    },
    /** What was heard since the last call. */
    take: (): string => Buffer.from(heard.splice(0)).toString('latin1'),
    say: (text: string): Promise<void> =>
      writer.write(Uint8Array.from(Buffer.from(text, 'latin1'))),
  };
}
