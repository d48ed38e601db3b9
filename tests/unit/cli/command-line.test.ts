import { afterEach, describe, expect, it } from 'vitest';
import { speakFor } from '../../../src/cli/command-line.ts';
import { parseDeviceOptions } from '../../../src/cli/device-options.ts';
import { parsePushOptions } from '../../../src/cli/push-options.ts';
import { OtaError, toFailure } from '../../../src/contracts/failure.ts';
import { badLanguageWords } from '../../../src/messages/command-words.ts';
import { LANGUAGES } from '../../../src/messages/languages.ts';
import { locale } from '../../../src/messages/locale.ts';

const THERE_ARE = LANGUAGES.map(({ tag }) => tag).join(', ');

afterEach(() => locale.speak('en', null));

/** What is spoken for these arguments in this environment. */
async function spoken(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  await speakFor(args, env);
  return locale.tag;
}

function failureOf(parse: () => unknown) {
  try {
    parse();
  } catch (reason) {
    return toFailure(OtaError.from(reason));
  }
  throw new Error('it was taken');
}

describe('the language of a command', () => {
  it('is English where nothing says otherwise, or the system has one that is not there', async () => {
    expect(await spoken([])).toBe('en');
    expect(await spoken([], { LANG: 'fr_FR.UTF-8' })).toBe('en');
    expect(await spoken([], { LANG: 'C.UTF-8' })).toBe('en');
  });

  it('is the one of LC_ALL before LC_MESSAGES before LANG', async () => {
    const [de, en] = ['de_DE.UTF-8', 'en_GB.UTF-8'];
    expect(await spoken([], { LANG: de })).toBe('de');
    expect(await spoken([], { LC_MESSAGES: de, LANG: en })).toBe('de');
    expect(await spoken([], { LC_ALL: en, LC_MESSAGES: de, LANG: de })).toBe('en');
    expect(await spoken([], { LC_ALL: '', LANG: de })).toBe('de');
    expect(await spoken([], { LC_ALL: 'C', LANG: de })).toBe('en');
  });

  it('is the one of --lang before all of them, the last where it is given twice', async () => {
    expect(await spoken(['fw.zip', '--lang', 'de'], { LC_ALL: 'en_US' })).toBe('de');
    expect(await spoken(['--lang=en'], { LANG: 'de' })).toBe('en');
    expect(await spoken(['--lang', 'en', '--lang', 'de'])).toBe('de');
  });

  it.each([
    ['push', parsePushOptions],
    ['device', parseDeviceOptions],
  ])('that there is not is refused by %s with those that there are', async (_, parse) => {
    expect(await spoken(['--lang', 'fr'], { LANG: 'de_DE' })).toBe('de');
    locale.speak('en', null);
    expect(badLanguageWords(failureOf(() => parse(['--lang', 'fr', '--help'])))).toBe(
      `--lang does not take "fr". The languages are: ${THERE_ARE}.`,
    );
    expect(badLanguageWords(failureOf(() => parse(['--lang'])))).toBe(
      `--lang needs a value. The languages are: ${THERE_ARE}.`,
    );
    expect(badLanguageWords(failureOf(() => parse(['--language', 'de'])))).toBeNull();
    expect(parse(['--lang', 'de', '--help'])).toEqual({ kind: 'help' });
  });
});
