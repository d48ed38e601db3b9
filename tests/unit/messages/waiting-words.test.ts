import { describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../src/contracts/failure.ts';
import type { FailureCode, FailureFacts } from '../../../src/contracts/failure.ts';
import { presenceWords } from '../../../src/messages/waiting-words.ts';
import { bootSafetyOf } from '../../../src/ota-core/platforms/facts.ts';

const seen = {
  device: 'esp32_C0FFEE',
  version: '1.0.0',
  isOnTrial: false,
  safety: bootSafetyOf({ arch: 'esp32' }),
};
const failure = <C extends FailureCode>(code: C, facts: FailureFacts[C]) =>
  toFailure(new OtaError(code, facts));

describe('words for a device that does not answer any more', () => {
  it.each([
    ['unplugged', failure('link/lost', { kind: 'serial', detail: 'x' }), 'Unplugged'],
    [
      'still unplugged',
      failure('link/refused', { address: 'a', detail: 'unplugged' }),
      'Unplugged',
    ],
    ['off', failure('link/refused', { address: 'a', detail: 'no power' }), 'No power'],
    ['off the air', failure('link/lost', { kind: 'bluetooth', detail: 'x' }), 'Connection lost'],
    ['mute', failure('link/no-answer', { address: 'a', heard: 'nothing', bytes: 0 }), 'No answer'],
    ['another', failure('device/other-device', { expected: 'a', found: 'b' }), 'Other device'],
    ['without a radio', failure('link/radio-off', { kind: 'bluetooth' }), 'Not connected'],
  ])('name what is known: %s', (_, reason, tag) => {
    const words = presenceWords.gone(seen, reason);
    expect(words.tag?.text).toBe(tag);
    expect(words.lead).not.toBe(null);
    expect(words.heard?.text).not.toMatch(/\.\./);
    expect(words.safety.text).toContain('1.0.0');
  });

  it('promise no safety that a trial does not have', () => {
    const words = presenceWords.silent({ ...seen, isOnTrial: true });
    expect(words.safety.tone).toBe('guard');
  });

  it('guess nothing where a failure to connect knows better', () => {
    const held = failure('link/held', {
      ...{ kind: 'loopback', address: 'practice', by: 'other-tab', detail: 'x' },
    });
    expect(presenceWords.known(held, 'x')?.headline).toMatch(/open in another tab/);
    expect(presenceWords.known(failure('storage/failed', { detail: 'x' }), 'x')).not.toBe(null);
    expect(presenceWords.known(failure('rpc/timeout', { method: 'm', timeoutMs: 1 }), 'x')).toBe(
      null,
    );
  });
});
