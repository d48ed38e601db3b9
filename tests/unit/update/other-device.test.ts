/** Another device answers where the one of the update was: it is let go, and the waiting goes on. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import type { Link } from '../../../src/contracts/link.ts';
import { createLinkPair } from '../../../src/transports/loopback/link-pair.ts';
import {
  bundleNamed,
  changedResult,
  ofType,
  setUpUpdate,
} from '../../support/update/update-harness.ts';
import type { Meddler } from '../../support/update/update-harness.ts';
import { SERIAL } from '../../../src/contracts/link.ts';

const OTHER = { id: 'esp32_FFFFFF', mac: '30AEA4FFFFFF' };
const OWN = 'esp32_0A1B2C';

let tiny: Bundle;

beforeAll(async () => {
  tiny = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
});

/** It says that it is the other one in its answers from `first` on, `count` times. */
const disguised =
  (first: number, count: number, body: Readonly<Record<string, unknown>> = OTHER): Meddler =>
  (frame) =>
    frame.direction === 'in' &&
    frame.method === 'Sys.GetInfo' &&
    frame.index >= first &&
    frame.index < first + count
      ? changedResult(frame, body)
      : undefined;

describe('another device that answers', () => {
  it('after the restart ends nothing: the own one is waited for, and kept', async () => {
    const parts = setUpUpdate({ meddle: disguised(1, 4) });
    const { result } = await parts.update(tiny);
    expect(result).toMatchObject({ result: 'committed' });
    expect(parts.met.slice(0, 5)).toEqual([
      ...Array<string>(4).fill(`another: ${OTHER.id}`),
      `the-device: ${OWN}`,
    ]);
    expect(parts.links()).toBeGreaterThan(5);
  });

  it('before the first byte is not begun with', async () => {
    const parts = setUpUpdate({ expected: OTHER });
    const { result } = await parts.update(tiny);
    expect(result).toMatchObject({
      result: 'failed',
      failure: { code: 'device/other-device', facts: { expected: OTHER.id, found: OWN } },
    });
    expect(parts.calls).not.toContain('OTA.Begin');
    expect(parts.met).toEqual([`another: ${OWN}`]);
  });

  it('with a firmware of the same version is not taken for a restart or for success', async () => {
    const target = { fw_version: '1.1.0', fw_id: tiny.manifest.buildId, uptime: 1, ...OTHER };
    const parts = setUpUpdate({ meddle: disguised(1, 1_000, target) });
    const { result } = await parts.update(tiny);
    expect(result).toMatchObject({
      result: 'unknown',
      failure: { code: 'device/other-device', facts: { expected: OWN, found: OTHER.id } },
    });
    expect(parts.calls).not.toContain('OTA.Commit');
  });

  it('on trial is told from the own one by its MAC alone, and gets no OTA.Commit', async () => {
    let checks = 0;
    const parts = setUpUpdate({
      meddle: disguised(2, 3),
    });
    const { result, events } = await parts.update(tiny, {
      commit: {
        kind: 'ask',
        decide: () => parts.clock.sleep(60_000, new AbortController().signal).then(() => 'keep'),
        nextCheck: ({ signal }) => {
          checks += 1;
          return parts.clock.sleep(10_000, signal);
        },
      },
    });
    expect(checks).toBeGreaterThan(1);
    expect(result).toMatchObject({ result: 'committed' });
    expect(parts.met).toContain(`another: ${OTHER.id}`);
    expect(ofType(events, 'device').map(({ info }) => info.id)).not.toContain(OTHER.id);
  });

  it('in the middle of writing is let go, and writing goes on with the own one', async () => {
    let cut: () => void = () => undefined;
    const parts = setUpUpdate({
      connect: (own, index) => {
        const link = own();
        if (index > 0) return link;
        cut = () => void link.close();
        return link;
      },
      meddle: (frame) => {
        if (frame.direction === 'in' && frame.method === 'OTA.Write' && frame.index === 3) cut();
        return disguised(1, 3)(frame);
      },
    });
    const { result, events } = await parts.update(tiny);
    expect(result).toMatchObject({ result: 'committed' });
    expect(parts.met.slice(0, 4)).toEqual([
      ...Array<string>(3).fill(`another: ${OTHER.id}`),
      `the-device: ${OWN}`,
    ]);
    expect(ofType(events, 'went-on')).toHaveLength(1);
  });
});

describe('a silent port', () => {
  /** Nobody reads at its other end. */
  const silent = (isGuess: boolean): Link => ({
    ...createLinkPair().near,
    ...SERIAL,
    ...(isGuess && { isGuess }),
  });

  it('that is one of several makes room for the next one', async () => {
    const parts = setUpUpdate({
      connect: (own, index) => (index === 1 || index === 2 ? silent(true) : own()),
    });
    expect((await parts.update(tiny)).result).toMatchObject({ result: 'committed' });
    expect(parts.links()).toBeGreaterThan(3);
  });

  it('that is the only one stays open: opening it anew may reset the device', async () => {
    const parts = setUpUpdate({ connect: (own, index) => (index === 1 ? silent(false) : own()) });
    const { result } = await parts.update(tiny);
    expect(result).toMatchObject({ result: 'unknown', failure: { code: 'update/not-back' } });
    expect(parts.links()).toBe(2);
  });
});
