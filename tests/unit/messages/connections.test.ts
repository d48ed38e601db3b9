import { describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../src/contracts/failure.ts';
import { bluetoothWords } from '../../../src/messages/bluetooth-words.ts';
import { cableWords } from '../../../src/messages/cable-words.ts';
import { failureWords } from '../../../src/messages/failures.ts';
import { networkWords } from '../../../src/messages/network-words.ts';
import { pauseWords } from '../../../src/messages/waiting-words.ts';
import type { LossCause } from '../../../src/messages/waiting-words.ts';
import { screenWords } from '../../../src/messages/screen-words.ts';
import type { Move } from '../../../src/messages/text-shapes.ts';
import { bootSafetyOf } from '../../../src/ota-core/platforms/facts.ts';

/** The app connects by USB cable, by Bluetooth, over the network by WebSocket, HTTP or MQTT, and to the device in the page. */
const NOT_ANYWHERE = /fleet/i;
const NOT_ON_SCREEN = /mqtt|broker/i;
/** Where another connection is the matter. */
const NOT_THERE = /mqtt|websocket|broker|fleet|\bnetwork\b/i;

const MOVE: Move = {
  ...{ device: 'd1', from: '1.0.0', to: '1.1.0', fromSlot: 0, toSlot: 1 },
  safety: bootSafetyOf({ arch: 'esp32' }),
};
const CAUSES: readonly LossCause[] = [
  'cable',
  'reach',
  'power',
  'link',
  'radio',
  'taken',
  'silent',
  'wifi',
];

describe('no words offer a connection that the app does not have', () => {
  it.each([
    ['the help for Bluetooth', bluetoothWords, NOT_THERE],
    ['the help for the cable', cableWords, NOT_THERE],
    ['the words of the network', networkWords, NOT_ANYWHERE],
    ['the fixed words of the screen', screenWords, NOT_ON_SCREEN],
  ])('in %s', (_, words, others) => {
    expect(JSON.stringify(words)).not.toMatch(others);
  });

  it.each(CAUSES)('where an update waits after a loss of kind %s', (cause) => {
    const said = pauseWords.lost(MOVE, { percent: 40, untilMs: null, tries: 9 }, cause);
    expect(JSON.stringify(said)).not.toMatch(NOT_THERE);
  });

  it('where a device has switched its Bluetooth off', () => {
    const failure = toFailure(new OtaError('link/switched-off', { address: 'd1' }));
    expect(JSON.stringify(failureWords(failure))).not.toMatch(NOT_THERE);
  });
});
