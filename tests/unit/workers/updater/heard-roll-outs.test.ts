import { describe, expect, it } from 'vitest';
import { MOST_ROLL_OUTS } from '../../../../src/contracts/fleet-device.ts';
import { SILENCE_MS } from '../../../../src/fleet/shared/claim.ts';
import type { Claim } from '../../../../src/fleet/shared/claim.ts';
import { HeardRollOuts } from '../../../../src/workers/updater/heard-roll-outs.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const CLAIM: Claim = { epoch: 5, owner: 'o', name: 'host 1', beat: 1, state: 'held' };
const PLAN = {
  devices: [
    { id: 'a', url: 'ws://a/' },
    { id: 'b', url: 'ws://b/' },
  ],
  bundles: ['fw.zip'],
  firmware: ['1.1.0', '1.1.0', '2.0.0'].map((version) => ({
    ...{ platform: 'esp32', app: 'demo', version, sha256: 'a'.repeat(64) },
  })),
};

function setUp() {
  const heard = new HeardRollOuts('mqtt+ws://h/');
  return {
    heard,
    say: (name: string, topic: string, document: object, nowMs = 0) =>
      heard.hear(`slipway/roll-outs/${name}/${topic}`, bytes(JSON.stringify(document)), nowMs),
    standings: (nowMs: number) => heard.at(nowMs).map(({ name, standing }) => [name, standing]),
  };
}

describe('roll-outs that a broker tells of', () => {
  it('are named with their devices, versions and who leads them', () => {
    const { heard, say } = setUp();
    say('spring', 'claim', CLAIM);
    expect(heard.at(0)).toMatchObject([{ name: 'spring', devices: null, versions: [] }]);
    say('spring', 'plan', PLAN);
    expect(heard.at(0)).toEqual([
      {
        ...{ broker: 'mqtt+ws://h/', name: 'spring', devices: 2, versions: ['1.1.0', '2.0.0'] },
        ...{ coordinator: 'host 1', standing: 'led' },
      },
    ]);
  });

  it('are nobody’s when their leader is silent, is gone or has left, until it is heard again', () => {
    const { say, standings } = setUp();
    say('spring', 'claim', CLAIM);
    expect(standings(SILENCE_MS - 1)).toEqual([['spring', 'led']]);
    expect(standings(SILENCE_MS)).toEqual([['spring', 'gone']]);
    say('spring', 'claim', { ...CLAIM, beat: 2 }, SILENCE_MS);
    say('spring', 'gone/another', {}, SILENCE_MS);
    expect(standings(SILENCE_MS)).toEqual([['spring', 'led']]);
    say('spring', 'gone/o', {}, SILENCE_MS);
    expect(standings(SILENCE_MS)).toEqual([['spring', 'gone']]);
    say('spring', 'claim', { ...CLAIM, epoch: 6, owner: 'p' }, SILENCE_MS);
    say('spring', 'claim', { ...CLAIM, beat: 9, state: 'released' }, SILENCE_MS); // an older one
    expect(standings(SILENCE_MS)).toEqual([['spring', 'led']]);
    say('spring', 'claim', { ...CLAIM, epoch: 6, owner: 'p', state: 'leaving' }, SILENCE_MS);
    expect(standings(SILENCE_MS)).toEqual([['spring', 'nobody']]);
  });

  it('are listed with those that are over last, and no more than are kept', () => {
    const { heard, say, standings } = setUp();
    say('a', 'claim', { ...CLAIM, state: 'released' });
    say('z', 'claim', CLAIM);
    expect(standings(0)).toEqual([
      ['z', 'led'],
      ['a', 'over'],
    ]);
    for (let at = 0; at < MOST_ROLL_OUTS + 5; at += 1) say(`n${at}`, 'claim', CLAIM);
    expect(heard.at(0)).toHaveLength(MOST_ROLL_OUTS);
  });

  it('are none of what others publish, nor what has another shape', () => {
    const { heard, say } = setUp();
    say('x', 'claim', { ...CLAIM, beat: 'one' });
    say('x', 'plan', { ...PLAN, firmware: [] });
    say('x', 'devices/a', {});
    say('x', 'gone/o', {});
    heard.hear('lamp_1/log', bytes('{}'), 0);
    heard.hear('slipway/roll-outs/x/claim', Uint8Array.of(0xff), 0);
    expect(heard.at(0)).toEqual([]);
  });
});
