import { describe, expect, it } from 'vitest';
import type { ExpectedTime } from '../../../src/contracts/expected-time.ts';
import { batchSlotSays, benchSafety } from '../../../src/messages/batch-words.ts';
import {
  aboutTime,
  expectedLead,
  safetyWords,
  stateWords,
  usualRestart,
  wholeTime,
} from '../../../src/messages/state-words.ts';
import type { RestartStep } from '../../../src/messages/state-words.ts';
import type { Move } from '../../../src/messages/text-shapes.ts';
import { lateWords } from '../../../src/messages/waiting-words.ts';
import { bootSafetyOf } from '../../../src/ota-core/platforms/facts.ts';
import { PLATFORMS } from '../../../src/ota-core/platforms/index.ts';

const move = (arch: string, scheme?: string): Move => ({
  ...{ device: 'd1', from: '1.0.0', to: '1.1.0', fromSlot: 0, toSlot: 1 },
  safety: bootSafetyOf({ arch, scheme }),
});
const STEPS: readonly RestartStep[] = [
  'ready',
  'finishing',
  'restarting',
  'verifying',
  'keeping',
  'going-back',
  'going-back-by-hand',
  'unknown',
];
const RUNNING = STEPS.filter((step) => step !== 'ready' && step !== 'unknown');
const sentence = (step: RestartStep, of: Move): string => {
  const { strong, text } = safetyWords(step, of);
  return `${strong} ${text}`;
};

describe('the safety line of a hardened device', () => {
  it.each(['esp32', 'cc3200', 'stm32', 'rs14100', 'esp8266-hardened'])(
    'of %s says that it is safe, in every state',
    (scheme) => {
      const of = move('esp32', scheme);
      for (const step of STEPS) {
        expect(safetyWords(step, of).tone).toBe('safe');
        expect(safetyWords(step, of).strong).toBe('The device is safe.');
      }
      expect(safetyWords('ready', of).text).toBe(
        '1.1.0 goes into slot\u00a0B. 1.0.0 stays in slot\u00a0A, and comes back by itself if 1.1.0 is not kept.',
      );
      expect(safetyWords('restarting', of).text).toBe(
        'If 1.1.0 does not start, the device returns to 1.0.0 by itself. Nothing you do now can harm it.',
      );
    },
  );
});

describe('the safety line of a stock device', () => {
  it.each(PLATFORMS)('of %s never says that nothing can harm it', (arch) => {
    const of = move(arch);
    for (const step of STEPS) expect(sentence(step, of)).not.toMatch(/can harm/);
    const late = lateWords(of, { leftMs: 60_000, untilMs: 0 });
    expect(JSON.stringify(late)).not.toMatch(/can harm/);
  });

  it.each(PLATFORMS)('of %s takes no more room during an update than a hardened one’s', (arch) => {
    const longest = Math.max(
      ...RUNNING.map((step) => sentence(step, move('esp32', 'esp32')).length),
    );
    for (const step of RUNNING)
      expect(sentence(step, move(arch)).length).toBeLessThanOrEqual(longest);
  });

  it.each(['esp32', 'esp32c3', 'esp32s3', 'esp32c6', 'cc3200', 'cc3220'])(
    'of %s says that an image that freezes while it starts stays',
    (arch) => {
      const of = move(arch);
      expect(sentence('ready', of)).toMatch(/but not if 1\.1\.0 freezes while it starts/);
      expect(sentence('restarting', of)).toMatch(/does not return to 1\.0\.0 by itself/);
      expect(sentence('unknown', of)).toMatch(/froze while it started/);
      expect(stateWords.unknown(of).lead).toMatch(/froze while it started/);
      expect(batchSlotSays.restarting(of, null).say).toMatch(/unless 1\.1\.0 freezes/);
      expect(lateWords(of, { leftMs: 1, untilMs: 0 }).safety.moment?.after).toMatch(/froze/);
    },
  );

  it.each(['esp8266', 'stm32', 'rs14100'])('of %s says that it goes back from one', (arch) => {
    const of = move(arch);
    for (const step of STEPS) expect(sentence(step, of)).not.toMatch(/freez|froze/);
    expect(sentence('restarting', of)).toMatch(/the device returns to 1\.0\.0 by itself/);
  });

  it.each(PLATFORMS.filter((name) => name !== 'rs14100'))(
    'of %s asks for its power where a cut may cost it its boot record or an image',
    (arch) => {
      const of = move(arch);
      expect(sentence('ready', of)).toMatch(/Keep its power on while it restarts/);
      for (const step of ['finishing', 'restarting', 'verifying', 'keeping', 'going-back'] as const)
        expect(safetyWords(step, of)).toMatchObject({ tone: 'care', strong: 'Keep its power on.' });
      const { safety } = stateWords.trial(of, { ms: null, untilMs: null });
      expect(safety.text).toMatch(/Keep its power on\.$/);
      expect(batchSlotSays.restarting(of, null).say).toMatch(/Keep its power on/);
    },
  );

  it('of rs14100 says no more and no less than that it goes back', () => {
    const of = move('rs14100');
    expect(safetyWords('restarting', of)).toEqual({
      tone: 'safe',
      strong: 'The device is safe.',
      text: 'If 1.1.0 does not start, the device returns to 1.0.0 by itself.',
    });
  });

  it('does not frighten while only the free slot is written', () => {
    for (const arch of PLATFORMS)
      expect(stateWords.writing(move(arch), 40).safety.strong).toBe('The device is safe.');
  });
});

describe('the safety line of the bench', () => {
  it('asks for the power as soon as one device in its lanes needs it', () => {
    const [hardened, stock] = [move('esp32', 'esp32').safety, move('esp8266').safety];
    expect(benchSafety([]).strong).toBe('Every device here is safe.');
    expect(benchSafety([hardened]).strong).toBe('Every device here is safe.');
    expect(benchSafety([hardened, stock])).toMatchObject({ tone: 'care' });
  });
});

const range = (fromSeconds: number, toSeconds: number) => ({
  fromMs: fromSeconds * 1_000,
  toMs: toSeconds * 1_000,
});

describe('an expected time', () => {
  it.each([
    [2, 8, 'a few seconds'],
    [3, 12, '5 to 10 seconds'],
    [9, 11, 'about 10 seconds'],
    [10, 60, '10 to 60 seconds'],
    [50, 130, '1 to 2 minutes'],
    [110, 145, 'about 2 minutes'],
    [70, 91, '1 to 2 minutes'],
    [139, 212, '2 to 4 minutes'],
    [70, 420, '1 to 7 minutes'],
    [61, 89.9, '60 to 90 seconds'],
  ])('from %d to %d seconds is said as %s', (from, to, words) => {
    expect(aboutTime(range(from, to))).toBe(words);
  });

  it('names the link that it is expected of', () => {
    const expected = { whole: range(110, 130), link: 'serial' } as ExpectedTime;
    expect(wholeTime(expected)).toBe('about 2 minutes over this cable');
    expect(wholeTime({ ...expected, link: 'bluetooth' })).toBe('about 2 minutes over Bluetooth');
  });
});

describe('the usual time of a restart', () => {
  it.each([
    ['none', range(10, 60), 'usually 10 to 60 seconds'],
    ['device', range(9, 9), '9 seconds on this device so far'],
    ['device', range(8, 11.2), '8 to 11 seconds on this device so far'],
    ['device', range(0.4, 0.9), '1 second on this device so far'],
    ['kind', range(9, 9), '9 seconds on another of its kind'],
  ] as const)('as known by %s says so', (measured, time, words) => {
    expect(usualRestart({ ...time, measured })).toBe(words);
  });

  it('stands at the end of what is said before the update', () => {
    const restart = { ...range(10, 60), measured: 'none' } as const;
    const expected = { whole: range(110, 130), link: 'serial', restart } as ExpectedTime;
    expect(expectedLead(expected)).toBe(
      'About 2 minutes over this cable. It works as usual until its one restart, usually 10 to 60 seconds.',
    );
  });
});
