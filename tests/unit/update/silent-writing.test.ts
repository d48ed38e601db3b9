import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import {
  bundleNamed,
  ofType,
  setUpUpdate,
  stayingLink,
} from '../../support/update/update-harness.ts';

const quiet = new AbortController().signal;
let tiny: Bundle;

beforeAll(async () => {
  tiny = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
});

/** An update over an adapter that stays when the device behind it loses its power, which it does in the middle. */
async function cutFor(ms: number | null) {
  const parts = setUpUpdate({ connect: (own) => stayingLink(own, parts.clock) });
  const { emulator, clock } = parts;
  let isCut = false;
  const ended = await parts.update(tiny, {}, (event) => {
    if (isCut || event.type !== 'progress' || event.acknowledgedBytes < 8_000) return;
    isCut = true;
    emulator.powerOff();
    if (ms !== null) void clock.sleep(ms, quiet).then(() => emulator.powerOn());
  });
  return { ...parts, ...ended };
}

describe('a device that falls silent while it is written, on a link that stays', () => {
  it('is a pause, with the silence as its reason, and is written anew when it answers again', async () => {
    const { events, result, links, emulator } = await cutFor(400_000);
    const [paused] = ofType(events, 'paused');
    expect(paused).toMatchObject({ why: 'link-lost', failure: { code: 'rpc/timeout' } });
    expect(ofType(events, 'started-over')).toMatchObject([{ why: 'restarted' }]);
    expect(result.result).toBe('committed');
    expect(links()).toBe(1); // opening the port anew may reset a board
    expect(emulator.snapshot().running).toMatchObject({ version: '1.1.0', committed: true });
  });

  it('is not waited for longer than it would have waited itself', async () => {
    const { result, clock } = await cutFor(null);
    expect(result).toMatchObject({ result: 'failed', failure: { code: 'update/timed-out' } });
    expect(clock.now()).toBeLessThan(620_000);
  });
});
