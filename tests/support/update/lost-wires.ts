import { expect } from 'vitest';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import type { Link } from '../../../src/contracts/link.ts';
import { slotPartition } from '../../../src/ota-core/device/profile.ts';
import { openImage } from '../../../src/ota-core/fs/open-filesystem.ts';
import { createLinkPair } from '../../../src/transports/loopback/link-pair.ts';
import type { UpdateEvent } from '../../../src/update/events.ts';
import { listingOf } from '../ota-core/device/fixture-files.ts';
import { profileNamed } from '../ota-core/device/test-device.ts';
import { setUpUpdate } from './update-harness.ts';
import type { HarnessSetup } from './update-harness.ts';

export type Parts = ReturnType<typeof setUpUpdate>;

/** The app of the bundle is in the other slot, byte for byte, and every file of its filesystem. */
function expectWritten({ chip }: Parts, bundle: Bundle): void {
  const sent = bundle.bytes;
  const { partitions } = profileNamed('esp32');
  const image = chip.image();
  for (const kind of ['app', 'fs'] as const) {
    const part = bundle.parts.find(({ part: { name } }) => name === kind);
    if (part === undefined) throw new Error(`the bundle has no ${kind}`);
    const { offset } = slotPartition(partitions, kind, 1);
    const wanted = sent.subarray(part.dataOffset, part.dataOffset + part.sizeBytes);
    const found = image.subarray(offset, offset + part.sizeBytes);
    if (kind === 'app') expect(Buffer.compare(found, wanted), kind).toBe(0);
    else expect(listingOf(openImage(found))).toMatchObject(listingOf(openImage(wanted)));
  }
}

/** A wire that is gone for good after so many bytes in one direction, in the middle of a frame if need be. */
export function cutWire(
  link: Link,
  cut: { readonly method: 'out' | 'in'; readonly atByte: number },
): Link {
  const { framing, maxFrameBytes } = link;
  const pair = createLinkPair({ framing, maxFrameBytes });
  const carry = async (method: 'out' | 'in', from: Link, to: Link): Promise<void> => {
    const reader = from.readable.getReader();
    const writer = to.writable.getWriter();
    let left = method === cut.method ? cut.atByte : Number.POSITIVE_INFINITY;
    for (let step = await reader.read(); !step.done; step = await reader.read()) {
      if (left > 0 && framing === 'stream') await writer.write(step.value.subarray(0, left));
      else if (left >= step.value.length) await writer.write(step.value);
      left -= step.value.length;
      if (left > 0) continue;
      pair.lose('cut');
      await link.close();
      return;
    }
    await writer.close();
  };
  carry('out', pair.far, link).catch(() => undefined); // an end of the link behind it
  carry('in', link, pair.far).catch(() => undefined);
  void link.ended.then((end) => {
    if (end.why === 'lost') pair.lose(end.detail);
  });
  return pair.near;
}

/** The events that tell of a pause and its end. */
export const told = (events: readonly UpdateEvent[]) =>
  events.flatMap((event) => {
    if (event.type === 'paused') return [`paused: ${event.why}`];
    if (event.type === 'went-on') return [`went on at ${event.offset}`];
    return event.type === 'started-over' ? [`started over: ${event.why}`] : [];
  });

/** Does something once, as soon as so many bytes are acknowledged. */
export const once = (bytes: number, act: (event: UpdateEvent) => void) => {
  let done = false;
  return (event: UpdateEvent) => {
    if (done || event.type !== 'progress' || event.acknowledgedBytes < bytes) return;
    done = true;
    act(event);
  };
};

/** Off, and on again after so long. */
export function cyclePower({ emulator, clock }: Parts, offMs = 5000): void {
  emulator.powerOff();
  void clock.sleep(offMs, new AbortController().signal).then(() => emulator.powerOn());
}

/** The device runs and keeps what was sent, and has every byte of it. */
export async function expectKept(parts: Parts, bundle: Bundle): Promise<void> {
  expect(parts.emulator.snapshot().running).toMatchObject({ version: '1.1.0', committed: true });
  expectWritten(parts, bundle);
}

/** The link with a switch that loses it. */
export function cuttable(link: Link): { link: Link; drop: () => void } {
  const pair = createLinkPair({ framing: link.framing, maxFrameBytes: link.maxFrameBytes });
  pair.far.readable.pipeTo(link.writable).catch(() => undefined); // ends with the link
  link.readable.pipeTo(pair.far.writable).catch(() => undefined);
  void link.ended.then((end) => {
    if (end.why === 'lost') pair.lose(end.detail);
  });
  const drop = (): void => {
    pair.lose('cut');
    void link.close();
  };
  return { link: pair.near, drop };
}

/** Raw bytes of a block over the practice device's own link. */
export const BLOCK_BYTES = 2238;

/** The link of the writing is lost when the `index`th frame of writes has passed in this direction. */
export function loseAt(direction: 'out' | 'in', index: number, setup: HarnessSetup = {}): Parts {
  let drop: () => void = () => undefined;
  const parts: Parts = setUpUpdate({
    ...setup,
    connect: (own, at) => {
      if (at > 0) return own();
      const pair = cuttable(own());
      drop = pair.drop;
      return pair.link;
    },
    meddle: (frame) => {
      const here = frame.method === 'OTA.Write' && frame.direction === direction;
      if (!here || frame.index !== index) return setup.meddle?.(frame);
      drop();
      return direction === 'out' ? [frame.bytes] : [];
    },
  });
  return parts;
}

/** Another client begins an update of the same bundle on the device, and has sent so many bytes of it. */
export async function beginAsSomebodyElse(
  { emulator }: Parts,
  bundle: Bundle,
  bytes: number,
): Promise<void> {
  const channel = 'WS_in';
  const sent = Buffer.from(bundle.bytes.subarray(0, bytes));
  const begin = { size: bundle.sizeBytes, timeout: 600, commit_timeout: 300 };
  const write = { offset: 0, data: sent.toString('base64') };
  for (const [method, params] of [
    ['OTA.Begin', begin],
    ['OTA.Write', write],
  ] as const)
    expect(await emulator.call({ method, params, channel })).toMatchObject({ kind: 'result' });
}
