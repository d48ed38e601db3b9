import { describe, expect, it } from 'vitest';
import type { Link } from '../../../../src/contracts/link.ts';
import { createLinkPair } from '../../../../src/transports/loopback/link-pair.ts';
import { faultsAt, faultsByChance, lossy } from '../../../support/transports/wrap/lossy.ts';
import type { LinkFaultPlan, LinkFault } from '../../../support/transports/wrap/lossy.ts';
import { tap } from '../../../support/transports/wrap/tap.ts';
import { throttle } from '../../../../src/transports/wrap/throttle.ts';
import { quiet, VirtualClock } from '../../../support/virtual-clock.ts';

/** Everything that comes out of a link, as it comes. */
function collect(link: Link): number[][] {
  const chunks: number[][] = [];
  const reader = link.readable.getReader();
  const pump = async () => {
    for (let step = await reader.read(); !step.done; step = await reader.read())
      chunks.push([...step.value]);
  };
  pump().catch(() => undefined);
  return chunks;
}

/** Chunks 0, 1, 2 … sent through a lossy link; what the far side got, and when the last one came. */
async function through(plan: LinkFaultPlan, count = 5) {
  const { near, far } = createLinkPair();
  const clock = new VirtualClock();
  const link = lossy(near, { clock, plan });
  const arrived = collect(far);
  const writer = link.writable.getWriter();
  const sent = (async () => {
    for (let index = 0; index < count; index += 1) await writer.write(Uint8Array.of(index, 0));
  })();
  await clock.run(sent);
  await quiet();
  return { arrived, clock, near };
}

const second = (fault: LinkFault) => faultsAt([{ direction: 'out', index: 1, fault }]);

describe('a lossy link', () => {
  it.each([
    [{ kind: 'drop' }, [0, 2, 3, 4]],
    [{ kind: 'duplicate' }, [0, 1, 1, 2, 3, 4]],
    [{ kind: 'delay', ms: 500 }, [0, 1, 2, 3, 4]],
  ] as const)('does %o to the chunk of its plan and to no other', async (fault, expected) => {
    const { arrived } = await through(second(fault));
    expect(arrived.map(([first]) => first)).toEqual(expected);
  });

  it('inverts one bit of a copy', async () => {
    const { arrived } = await through(second({ kind: 'flip', bit: 9 }));
    expect(arrived).toEqual([
      [0, 0],
      [1, 2],
      [2, 0],
      [3, 0],
      [4, 0],
    ]);
  });

  it('holds what comes behind a delayed chunk back, too', async () => {
    const { near, far } = createLinkPair();
    const clock = new VirtualClock();
    const link = lossy(near, { clock, plan: second({ kind: 'delay', ms: 500 }) });
    const arrived = collect(far);
    const writer = link.writable.getWriter();
    for (let index = 0; index < 3; index += 1) void writer.write(Uint8Array.of(index));
    await clock.advance(499);
    expect(arrived).toEqual([[0]]);
    await clock.advance(1);
    expect(arrived).toEqual([[0], [1], [2]]);
  });

  it('counts the directions apart', async () => {
    const { near, far } = createLinkPair();
    const fault = { kind: 'drop' } as const;
    const plan = faultsAt([{ direction: 'in', index: 0, fault }]);
    const link = lossy(near, { clock: new VirtualClock(), plan });
    const [arrivedFar, arrivedNear] = [collect(far), collect(link)];
    const [out, back] = [link.writable.getWriter(), far.writable.getWriter()];
    await out.write(Uint8Array.of(1));
    await back.write(Uint8Array.of(2));
    await back.write(Uint8Array.of(3));
    await quiet();
    expect([arrivedFar, arrivedNear]).toEqual([[[1]], [[3]]]);
  });

  it('has the same faults for the same seed, and others for another', () => {
    const course = (seed: number) => {
      const plan = faultsByChance({ seed, drop: 0.2, duplicate: 0.2, flip: 0.2, delay: 0.2 });
      return Array.from({ length: 200 }, (_, index) => plan('out', index));
    };
    expect(course(1)).toEqual(course(1));
    expect(course(1)).not.toEqual(course(2));
    const kinds = course(3).map((fault) => fault?.kind ?? 'none');
    for (const kind of ['none', 'drop', 'duplicate', 'flip', 'delay'])
      expect(kinds.filter((other) => other === kind).length).toBeGreaterThan(20);
  });
});

describe('a tap', () => {
  it('shows every chunk with its direction and changes nothing', async () => {
    const { near, far } = createLinkPair();
    const seen: string[] = [];
    const link = tap(near, (chunk, direction) => seen.push(`${direction} ${chunk.join(' ')}`));
    const [arrivedFar, arrivedNear] = [collect(far), collect(link)];
    const [out, back] = [link.writable.getWriter(), far.writable.getWriter()];
    await out.write(Uint8Array.of(1, 2));
    await back.write(Uint8Array.of(3));
    await quiet();
    expect(seen).toEqual(['out 1 2', 'in 3']);
    expect([arrivedFar, arrivedNear]).toEqual([[[1, 2]], [[3]]]);
  });
});

describe('a throttle', () => {
  it('lets a chunk arrive when its last byte would', async () => {
    const { near, far } = createLinkPair();
    const clock = new VirtualClock();
    const link = throttle(near, { clock, bytesPerSecond: 1000 });
    const arrived = collect(far);
    const writer = link.writable.getWriter();
    for (let index = 0; index < 3; index += 1) void writer.write(new Uint8Array(100));
    const counts: number[] = [];
    for (let step = 0; step < 4; step += 1) {
      counts.push(arrived.length);
      await clock.advance(100);
    }
    expect(counts).toEqual([0, 1, 2, 3]);
  });
});
