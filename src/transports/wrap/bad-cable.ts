import { OtaError } from '../../contracts/failure.ts';
import { createLinkEnd } from '../../contracts/link.ts';
import type { Link } from '../../contracts/link.ts';

/** A cable that can be pulled, and that damages bytes while there is noise on it. Wraps any link. */
export interface BadCable {
  /** While it is out, whoever has a link through it has lost it, and `wrap` must not be called. */
  plugged: boolean;
  noise: boolean;
  /** A link through this cable; the given one belongs to it from now on. */
  wrap(link: Link): Link;
}

export interface BadCableOptions {
  /** With noise, one of so many bytes arrives damaged, in either direction. */
  readonly oneIn: number;
  /** Evenly spread in [0, 1). */
  readonly random: () => number;
}

export function createBadCable({ oneIn, random }: BadCableOptions): BadCable {
  const pulls = new Set<() => void>();
  let plugged = true;
  // The distance to the next damaged byte: as if each byte had been asked, without asking each.
  const gap = (): number => Math.floor(Math.log(1 - random()) / Math.log(1 - 1 / oneIn));
  // One direction: the distance counts on from chunk to chunk, so that it does not matter how bytes are cut into chunks.
  const createCarry = () => {
    let ahead: number | null = null;
    return (chunk: Uint8Array): Uint8Array => {
      if (!cable.noise) return chunk;
      const damaged = chunk.slice(); // the sender may still look at its own
      let at = ahead ?? gap();
      for (; at < damaged.length; at += 1 + gap())
        damaged[at] = (damaged[at] ?? 0) ^ (1 << Math.floor(random() * 8));
      ahead = at - damaged.length;
      return damaged;
    };
  };
  const cable: BadCable = {
    noise: false,
    get plugged() {
      return plugged;
    },
    set plugged(next) {
      plugged = next;
      if (!plugged) for (const pull of [...pulls]) pull();
    },
    wrap(link) {
      const { link: wrapped, pull } = wrapLink(link, createCarry);
      pulls.add(pull);
      void wrapped.ended.then(() => pulls.delete(pull));
      return wrapped;
    },
  };
  return cable;
}

function wrapLink(link: Link, createCarry: () => (chunk: Uint8Array) => Uint8Array) {
  const pulled = createLinkEnd();
  const outward = wire(createCarry());
  const inward = wire(createCarry());
  const { kind, traits, label, framing, maxFrameBytes, stats } = link;
  // Errors and ends travel along these two; both sides also learn of them from `ended`.
  void link.readable.pipeTo(inward.writable).catch(() => undefined);
  void outward.readable.pipeTo(link.writable).catch(() => undefined);
  const wrapped: Link = {
    kind,
    traits,
    label,
    framing,
    maxFrameBytes,
    stats,
    readable: inward.readable,
    writable: outward.writable,
    ended: Promise.race([pulled.ended, link.ended]),
    close: () => link.close(),
  };
  const pull = (): void => {
    const detail = 'the cable was pulled';
    pulled.settle({ why: 'lost', detail });
    const loss = new OtaError('link/lost', { kind, detail });
    inward.fail(loss);
    outward.fail(loss);
    void link.close();
  };
  return { link: wrapped, pull };
}

/** One direction: what goes in comes out, as it was or damaged, until it fails. */
function wire(carry: (chunk: Uint8Array) => Uint8Array) {
  let controls: TransformStreamDefaultController<Uint8Array> | null = null;
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>({
    start: (controller) => void (controls = controller),
    transform: (chunk, controller) => controller.enqueue(carry(chunk)),
  });
  return { readable, writable, fail: (loss: OtaError) => controls?.error(loss) };
}
