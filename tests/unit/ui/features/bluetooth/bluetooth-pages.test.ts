import { describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../../../src/contracts/failure.ts';
import type { FailureCode, FailureFacts } from '../../../../../src/contracts/failure.ts';
import { bluetoothWords, paceWords } from '../../../../../src/messages/bluetooth-words.ts';
import {
  troubleshootingPage,
  surroundingsOf,
} from '../../../../../src/ui/features/bluetooth/troubleshooting-pages.ts';
import type {
  TroubleshootingPage,
  Surroundings,
} from '../../../../../src/ui/features/bluetooth/troubleshooting-pages.ts';
import { lossCauseOf } from '../../../../../src/ui/features/update/loss-cause.ts';

const PHONE: Surroundings = { system: 'android', browser: 'other', framed: false, secure: true };

const failureOf = <C extends FailureCode>(code: C, facts: FailureFacts[C]) =>
  toFailure(new OtaError(code, facts));

const page = <C extends FailureCode>(
  code: C,
  facts: FailureFacts[C],
  around: Partial<Surroundings> = {},
): TroubleshootingPage => troubleshootingPage(failureOf(code, facts), { ...PHONE, ...around });

const address = 'esp32_0A1B2C';
const KIND = { kind: 'bluetooth' } as const;
const held = (by: 'other-tab' | 'unknown') => ({ ...KIND, address, by, detail: '' });

describe('each thing that goes wrong over Bluetooth', () => {
  it('has the one press that helps, and its likely cause first', () => {
    const told = {
      nothing: page('link/not-chosen', KIND),
      off: page('link/radio-off', KIND),
      forbidden: page('link/not-allowed', { ...KIND, detail: '' }),
      grant: page('link/stale-grant', { address, detail: '' }),
      app: page('link/held', held('unknown')),
      tab: page('link/held', held('other-tab')),
      service: page('link/rpc-off', { address, seen: 'no-service', detail: '' }),
      refuses: page('link/rpc-off', { address, seen: 'refuses', detail: '' }),
      away: page('link/out-of-reach', { address, detail: '' }),
      wifi: page('link/switched-off', { address }),
    };
    const firsts = Object.entries(told).map(([name, { press, causes }]) => [
      name,
      press,
      causes[0],
    ]);
    expect(firsts).toEqual([
      ['nothing', 'choose', 'too-far'],
      ['off', 'again', 'radio-is-off'],
      ['forbidden', 'again', 'forbidden'],
      ['grant', 'forget', 'old-grant'],
      ['app', 'again', 'other-app'],
      ['tab', 'again', 'other-tab'],
      ['service', 'useOther', 'service-off'],
      ['refuses', 'useOther', 'service-off'],
      ['away', 'again', 'too-far'],
      ['wifi', 'useOther', 'wifi-ended-it'],
    ]);
  });

  it('names every cause only once', () => {
    const { causes } = page('link/not-chosen', KIND, { system: 'mac' });
    expect(new Set(causes).size).toBe(causes.length);
    expect(causes).toContain('no-permission');
  });

  it('opens a tab of its own only where the page is inside another one', () => {
    const facts = { ...KIND, detail: '' };
    expect(page('link/not-allowed', facts, { framed: true }).press).toBe('tab');
    expect(page('link/not-allowed', facts).press).not.toBe('tab');
  });
});

describe('a browser without Bluetooth', () => {
  const none = (around: Partial<Surroundings>) => page('link/no-feature', KIND, around);

  it('on an iPhone leads to Bluefy, whatever the browser calls itself', () => {
    for (const browser of ['safari', 'firefox', 'other'] as const)
      expect(none({ system: 'ios', browser })).toMatchObject({ instead: 'ios', press: 'bluefy' });
    expect(bluetoothWords.instead.ios.next).toMatch(/laptop with a USB cable/);
    expect(bluetoothWords.bluefy.address).toMatch(/^https:\/\/apps\.apple\.com\/app\/bluefy/);
  });

  it('is told which one can, or which switch to use', () => {
    expect(none({ system: 'linux', browser: 'firefox' }).instead).toBe('firefox');
    expect(none({ system: 'mac', browser: 'safari' }).instead).toBe('safari');
    expect(none({ system: 'linux' })).toMatchObject({ instead: 'linux' });
    expect(none({ system: 'linux' }).causes[0]).toBe('chrome-switch');
    expect(none({ secure: false }).instead).toBe('insecure');
  });
});

describe('where the page runs', () => {
  const at = (userAgent: string, touchPoints = 0) =>
    surroundingsOf({ userAgent, touchPoints, framed: false, secure: true });

  it.each([
    ['Mozilla/5.0 (Linux; Android 10; K) Chrome/153.0 Mobile Safari/537.36', 0, 'android', 'other'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1', 5, 'ios', 'safari'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605.1.15', 5, 'ios', 'safari'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605.1.15', 0, 'mac', 'safari'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:152.0) Gecko Firefox/152.0', 0, 'linux', 'firefox'],
    ['Mozilla/5.0 (X11; CrOS x86_64 15) Chrome/153.0 Safari/537.36', 0, 'other', 'other'],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/153.0 Safari/537.36 Edg/153',
      0,
      'other',
      'other',
    ],
  ])('%s with %i fingers', (userAgent, touchPoints, system, browser) => {
    expect(at(userAgent, touchPoints)).toMatchObject({ system, browser });
  });
});

describe('the words of the way by Bluetooth', () => {
  it.each(Object.values(bluetoothWords.causes))('keep the tone of the product: $title', (cause) => {
    const said = [cause.title, cause.hint, ...cause.steps.map(({ text }) => text)].join(' ');
    expect(said).not.toMatch(/\b(please|sorry|oops|successfully|brick\w*|OK)\b|!/i);
    expect(cause.steps.length).toBeGreaterThan(0);
  });

  it('say that the link is slow, and nothing where it is not to blame', () => {
    expect(paceWords({ cause: 'interval', eachMs: 30.4, turns: 9 })).toBe(
      'Bluetooth is slow here. The fastest setting is already in use.',
    );
    expect(paceWords({ cause: 'pieces', eachMs: 30, pieceBytes: 244 })).toMatch(/slow here/);
    expect(paceWords({ cause: 'flash', blockMs: 400 })).toBeNull();
    expect(paceWords({ cause: 'unknown' })).toBeNull();
  });
});

describe('what took the link away', () => {
  it('is what the last try told, and out of reach where it told nothing', () => {
    const cause = (failure: ReturnType<typeof failureOf> | null) =>
      lossCauseOf({ link: 'bluetooth', failure });
    expect(cause(null)).toBe('reach');
    expect(cause(failureOf('link/out-of-reach', { address, detail: '' }))).toBe('reach');
    expect(cause(failureOf('link/radio-off', KIND))).toBe('radio');
    expect(cause(failureOf('link/held', held('unknown')))).toBe('taken');
    expect(cause(failureOf('link/switched-off', { address }))).toBe('wifi');
    expect(lossCauseOf({ link: 'serial', failure: null })).toBe('cable');
  });
});
