import { describe, expect, it } from 'vitest';
import { SERIAL } from '../../../src/contracts/link.ts';
import { LinkPace, leastTrialMs, measuredWatchdogSeconds } from '../../../src/update/link-pace.ts';
import { throttle } from '../../../src/transports/wrap/throttle.ts';
import { bundleNamed, setUpUpdate } from '../../support/update/update-harness.ts';

const MIB = 1_048_576;

const paceOf = (...trips: readonly (readonly [bytes: number, ms: number])[]): LinkPace => {
  const pace = new LinkPace();
  for (const [bytes, ms] of trips) pace.note({ bytes, ms });
  return pace;
};

describe('the pace of a link', () => {
  it('has the way itself and what a byte costs apart', () => {
    const pace = paceOf([200, 110], [1_200, 610]);
    expect(pace.msOf(200)).toBe(110);
    expect(pace.msOf(2_200)).toBe(1_110);
    expect(pace.msOf(0)).toBe(110);
  });

  it('is that of one call, where all were as long, and null without any', () => {
    expect(paceOf([200, 40]).msOf(3_000)).toBe(40);
    expect(new LinkPace().msOf(100)).toBeNull();
  });
});

describe('the watchdog of an update', () => {
  it('is four times what blocks of 512 bytes take, and never less than a stock device waits', () => {
    // 2 kB/s: 400 ms for 800 bytes, and 10 ms in the device, 2,048 times.
    const slow = paceOf([200, 100], [2_200, 1_100]);
    expect(measuredWatchdogSeconds(slow, MIB)).toBe(Math.ceil((4 * 2_048 * 410) / 1_000));
    expect(measuredWatchdogSeconds(paceOf([200, 5], [2_200, 6]), MIB)).toBe(600);
    expect(measuredWatchdogSeconds(paceOf([200, 9_000]), MIB)).toBe(14_400);
    expect(measuredWatchdogSeconds(new LinkPace(), MIB)).toBeNull();
  });
});

describe('the shortest trial', () => {
  it('leaves room for the calls of it over a link that is slow', () => {
    expect(leastTrialMs(paceOf([600, 8_000]), 60_000)).toBe(60_000 + 4 * 10 * 8_000);
    expect(leastTrialMs(new LinkPace(), 60_000)).toBe(60_000);
  });
});

describe('an update', () => {
  const askedFor = async (
    bytesPerSecond: number | null,
    { latencyMs = 0, commitTimeoutMs = 300_000 } = {},
  ) => {
    const asked: unknown[] = [];
    const setUp = setUpUpdate({
      latencyMs,
      meddle({ direction, method, json }) {
        if (direction === 'out' && method === 'OTA.Begin') asked.push(json['params']);
        return undefined;
      },
      connect: (own) => {
        const link = { ...own(), ...SERIAL };
        return bytesPerSecond === null
          ? link
          : throttle(link, { clock: setUp.clock, bytesPerSecond });
      },
    });
    const { result } = await setUp.update(await bundleNamed('demo-esp32-2.0.0.zip'), {
      commitTimeoutMs,
    });
    expect(result.result).toBe('committed');
    return asked[0] as { readonly timeout: number; readonly commit_timeout: number };
  };

  it('over 2 kB/s asks the device to wait longer than it would by itself, over a quick link as long', async () => {
    const slow = await askedFor(2_000);
    // 1.36 MB take a quarter of an hour in large blocks, and 18 minutes in blocks of 512 bytes; four times that.
    expect(slow.timeout).toBeGreaterThan(3_600);
    expect(slow.timeout).toBeLessThan(6_000);
    expect(slow.commit_timeout).toBe(300);
    expect(await askedFor(null)).toMatchObject({ timeout: 600, commit_timeout: 300 });
  });

  it('gives a firmware a longer trial where answers take long', async () => {
    const { commit_timeout: seconds } = await askedFor(null, {
      latencyMs: 2_000,
      commitTimeoutMs: 30_000,
    });
    expect(seconds).toBe(60 + 4 * 10 * 2);
  });
});
