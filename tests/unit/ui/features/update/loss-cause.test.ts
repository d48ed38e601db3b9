import { describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../../../src/contracts/failure.ts';
import { lossCauseOf, PracticeCause } from '../../../../../src/ui/features/update/loss-cause.ts';

const NO_REPLY = [
  toFailure(new OtaError('rpc/timeout', { method: 'OTA.Write', timeoutMs: 10_000 })),
  toFailure(new OtaError('link/no-answer', { address: 'a', heard: 'nothing', bytes: 0 })),
];

describe('what took the link away', () => {
  it.each(['serial', 'bluetooth', 'loopback'] as const)(
    'is no cable and no distance where only the replies stopped: %s',
    (link) => {
      for (const failure of NO_REPLY) expect(lossCauseOf({ link, failure })).toBe('mute');
    },
  );

  it('is the cable on a serial link that ended', () => {
    expect(lossCauseOf({ link: 'serial', failure: null })).toBe('cable');
  });

  it('of the practice device is what this page took away, until it answers again', () => {
    const cause = new PracticeCause();
    expect(cause.of(null)).toBe('link');
    expect(cause.of('power')).toBe('power');
    expect(cause.of(null)).toBe('power');
    expect(new PracticeCause().of('cable')).toBe('cable');
  });
});
