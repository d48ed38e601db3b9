import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../src/contracts/failure.ts';
import { pushHelp } from '../../../src/messages/command-words.ts';
import {
  bundleLine,
  contactLine,
  deviceLine,
  phaseLine,
  progressLine,
  pushFailureWords,
  replacesLine,
  resultLine,
} from '../../../src/messages/push-words.ts';
import { bootSteps } from '../../../src/ui/state/boot-lesson.ts';
import { german } from '../../support/messages/german.ts';
import {
  EMULATOR_WORDS,
  FRESH_QUESTION,
  operationLine,
} from '../../../src/messages/emulator-words.ts';
import { slotInSentence, slotTitle } from '../../../src/messages/flash-words.ts';
import {
  batchSlotSays,
  batchWords,
  benchHeard,
  heldWords,
  VERDICTS,
} from '../../../src/messages/batch-words.ts';
import { languageFor, LANGUAGES, speak } from '../../../src/messages/languages.ts';
import { locale } from '../../../src/messages/locale.ts';
import { byteCount, periodWords, receiptWords } from '../../../src/messages/receipt-words.ts';

const tags = LANGUAGES.map(({ tag }) => tag);

beforeEach(() => locale.speak('de', { ...german }));
afterEach(() => locale.speak('en', null));

describe('the bench in German', () => {
  it('counts one device and several with the words that belong to them', () => {
    expect(heldWords.text({ paused: 1, pausing: 0, past: 1 })).toBe(
      '1 Gerät wartet; jede Karte zeigt, bis wann. 1 Gerät ist fertig geschrieben und läuft weiter: ' +
        'Neustart und Probelauf lassen sich nicht pausieren. Kein weiteres Gerät startet.',
    );
    expect(heldWords.text({ paused: 2, pausing: 3, past: 2 })).toMatch(
      /^2 Geräte warten;.* 3 Geräte pausieren .* 2 Geräte sind .* und laufen weiter/,
    );
    expect(batchWords.stopQuestion.text(1, 1)).toMatch(
      / 1 Gerät wartet in der Reihe und wird nicht gestartet\.$/,
    );
    expect(batchWords.stopQuestion.text(2, 2)).toMatch(
      / 2 Geräte warten in der Reihe und werden nicht gestartet\.$/,
    );
    expect(batchWords.buttons.startAll(1)).toBe('1 Gerät starten');
    expect(batchWords.buttons.startAll(2)).toBe('2 Geräte starten');
  });

  it('says once that a device with a check that failed went back, each sentence with its own end', () => {
    expect(batchSlotSays.wentBack('1.0.0', '1.1.0', 'Zu wenig Speicher frei').say).toBe(
      'Zu wenig Speicher frei. Deshalb ist das Gerät zurückgegangen. Es arbeitet wie zuvor.',
    );
    expect(batchSlotSays.wentBack('1.0.0', '1.1.0', 'Es antwortet nicht.').say).not.toContain('..');
  });

  it('keeps the marks and tones of English', () => {
    const move = { from: '1.0.0', to: '1.1.0' };
    const shapes = () =>
      [
        batchSlotSays.free(true),
        batchSlotSays.ready('1.0.0', null),
        batchSlotSays.queued(move, { place: 2, held: false }),
        batchSlotSays.wentBack('1.0.0', '1.1.0', null),
        batchSlotSays.failed('', null, 64),
      ].map(({ tag: { tone, mark }, act }) => [tone, mark, act === null]);
    const said = shapes();
    locale.speak('en', null);
    expect(shapes()).toEqual(said);
  });

  it('is heard with what there is, and nothing else', () => {
    const none = { running: 0, queued: 0, held: false, passed: 0, failed: 0 };
    expect(benchHeard({ ...none, running: 3, passed: 1 })).toBe(
      'Werkbank: 3 in Arbeit, 1 bestanden.',
    );
    expect(VERDICTS['went-back']).toBe('Zurückgegangen');
  });
});

describe('the practice device in German', () => {
  it('writes Slot large, also where English writes it small', () => {
    expect([slotTitle('A'), slotInSentence('A')]).toEqual(['Slot\u00a0A', 'Slot\u00a0A']);
    locale.speak('en', null);
    expect([slotTitle('A'), slotInSentence('A')]).toEqual(['Slot\u00a0A', 'slot\u00a0A']);
  });

  it('joins what is lost as one list', () => {
    expect(FRESH_QUESTION.lost(['demo 1.0.0', 'demo 1.1.0'])).toBe(
      'Was jetzt auf dem Chip ist, geht verloren: demo 1.0.0, demo 1.1.0, seine Dateien und sein Boot-Zustand.',
    );
    expect(FRESH_QUESTION.then(FRESH_QUESTION.fromFile('a.zip'))).toBe(
      'Danach läuft es mit dem Inhalt von a.zip.',
    );
  });

  it('keeps its operations in columns', () => {
    const entry = { partition: 'app_0', offset: 4096, length: 4096, operations: 1, torn: false };
    const [erase, program] = (['erase', 'program'] as const).map((kind) =>
      operationLine({ ...entry, kind }),
    );
    expect(erase).toBe('löscht    app_0    0x001000  4 KiB');
    expect(program?.indexOf('app_0')).toBe(erase?.indexOf('app_0'));
    expect(EMULATOR_WORDS.operations(12_345)).toBe('12.345 Flash-Zugriffe');
  });

  it('says that the power is back before the first record only', () => {
    const record = (number: 1 | 2) => ({
      ...{ number, offset: 0, nextVictim: false },
      content: { kind: 'erased' } as const,
    });
    const boot = {
      kind: 'records',
      rule: 'smaller-is-newer',
      records: [record(1), record(2)],
    } as const;
    const picture = { slots: [], boot, next: { kind: 'nothing' }, cellBytes: 4096 } as const;
    const sentences = bootSteps(picture as never).map(({ sentence }) => sentence);
    expect(sentences[0]).toMatch(/^Der Strom ist wieder da\. Der Bootloader liest Eintrag 1:/);
    expect(sentences[1]).toMatch(/^Der Bootloader liest Eintrag 2:/);
  });
});

describe('the receipt in German', () => {
  it('begins a sentence with a large letter, and a list with the name alone', () => {
    expect(receiptWords.headline.committed('das Übungsgerät', '1.1.0')).toBe(
      'Das Übungsgerät läuft mit 1.1.0',
    );
    expect(receiptWords.headline.reverted('das Gerät unter 192.168.1.7', '1.0.0')).toBe(
      'Das Gerät unter 192.168.1.7 läuft wieder mit 1.0.0',
    );
    expect(receiptWords.headline.unknown('esp32_C0FFEE')).toMatch(/^esp32_C0FFEE wurde/);
    expect(receiptWords.named('das Übungsgerät')).toBe('Übungsgerät');
  });

  it('has numbers, days and zones as German writes them', () => {
    expect(byteCount(1_060_921)).toBe('1.060.921');
    expect(periodWords(Date.UTC(2026, 10, 29, 12), Date.UTC(2026, 10, 29, 12, 1))).toMatch(
      /^29\. November 2026, \d\d:\d\d:\d\d bis \d\d:\d\d:\d\d, /,
    );
  });

  it('says how many blocks were sent again', () => {
    const of = { bytes: 1_000, writeSeconds: 0, seconds: 5 };
    expect(receiptWords.figures({ ...of, retries: 1 })).toContain('1 Block noch einmal');
    expect(receiptWords.figures({ ...of, retries: 0 })).toContain('0 Blöcke noch einmal');
  });
});

describe('push in German', () => {
  const result = { from: '1.0.0', to: '1.1.0', bytes: 64_000, seconds: 240, writeSeconds: 8 };

  it('says each thing in the case that its sentence needs', () => {
    expect(resultLine({ ...result, result: 'failed', from: null })).toBe(
      'Nicht aktualisiert. Das Gerät behält seine alte Firmware.',
    );
    expect(resultLine({ ...result, result: 'reverted', from: null })).toBe(
      'Zurückgegangen. Das Gerät läuft wieder mit seiner alten Firmware.',
    );
    expect(resultLine({ ...result, result: 'committed' })).toMatch(
      /^Fertig: 1\.0\.0 → 1\.1\.0, behalten, in 4 [Mm]in\.?, geschrieben mit [\d,.]+ kB\/s\.$/,
    );
  });

  it('ends a line that ends with minutes with one full stop', () => {
    const line = resultLine({ ...result, result: 'committed', writeSeconds: 0 });
    expect(line).toMatch(/in 4 [Mm]in\.$/);
  });

  it('counts parts and names that are left out', () => {
    const bundle = { fileName: 'fw.zip', name: 'demo', platform: 'esp32', version: '1.1.0' };
    expect(bundleLine({ ...bundle, sizeBytes: 841_000, parts: 1 })).toMatch(
      /der eine Teil stimmt\.$/,
    );
    expect(bundleLine({ ...bundle, sizeBytes: 841_000, parts: 4 })).toMatch(
      /alle 4 Teile stimmen\.$/,
    );
    const names = Array.from({ length: 13 }, (_, at) => `f${at}`);
    expect(replacesLine(names)).toMatch(/, f11 und 1 weitere Datei\.$/);
    expect(replacesLine([...names, 'f13'])).toMatch(/, f11 und 2 weitere Dateien\.$/);
  });

  it('names a device and its slot', () => {
    const device = { id: 'esp32_C0FFEE', app: 'demo', version: '1.0.0', when: 'after' } as const;
    expect(deviceLine({ ...device, slot: null })).toBe(
      'esp32_C0FFEE ist wieder da und läuft mit demo 1.0.0.',
    );
    expect(deviceLine({ ...device, slot: null, buildId: '1-a' })).toContain('1.0.0 (Build 1-a).');
    expect(contactLine('silent', 4_000)).toBe(
      'Das Gerät antwortet nicht. Die letzte Antwort ist 4 s her. Es wird noch einmal gefragt …',
    );
    expect(phaseLine('verifying')).toBeNull();
  });

  it('leaves the nouns of the time that is left large', () => {
    const line = progressLine({ bytes: 50_000, totalBytes: 100_000, ms: 9_000 });
    expect(line).toMatch(/^50 %, 50 kB von 100 kB bestätigt, [\d,.]+ kB\/s, noch [ea]/);
    expect(line).not.toMatch(/ sekunden| min\./);
  });

  it('says which languages there are where another one was asked for', () => {
    const failure = toFailure(new OtaError('use/bad-option', { option: '--lang', detail: 'fr' }));
    expect(pushFailureWords(failure)).toBe(`--lang kennt „fr“ nicht. Es gibt: ${tags.join(', ')}.`);
  });

  it('has a help that fits on a screen of 100 columns', () => {
    const help = pushHelp('slipway push');
    for (const line of help.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
    expect(help).toContain('\nExit-Status:\n  0  das Gerät läuft');
    expect(help).toMatch(new RegExp(` {2}--lang ${tags.join('\\|')} +Sprache der Ausgabe`));
  });
});

describe('a language', () => {
  it.each([
    [['de-AT', 'en'], 'de'],
    [['fr', 'de'], 'de'],
    [['de_DE.UTF-8'], 'de'],
    [['C'], 'en'],
    [[], 'en'],
  ])('is the first of %j that there is', (wanted, tag) => {
    expect(languageFor(wanted).tag).toBe(tag);
  });

  it('is spoken from then on, by what was loaded before too', async () => {
    const { summary } = batchWords;
    await speak(languageFor(['en']));
    expect([summary.passed, batchWords.summary.passed]).toEqual(['Bestanden', 'Passed']);
    await speak(languageFor(['de']));
    expect([batchWords.summary.passed, locale.tag]).toEqual(['Bestanden', 'de']);
  });

  it('that does not load is English', async () => {
    const load = () => Promise.reject(new Error('offline'));
    await speak({ tag: 'de', name: 'Deutsch', load });
    expect([batchWords.title, locale.tag]).toEqual(['Bench', 'en']);
  });
});
