/** What is easy to get wrong in German: plurals, cases, beginnings of sentences, a sentence that stays English. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../src/contracts/failure.ts';
import type { FailureCode, FailureFacts, ZipFeature } from '../../../src/contracts/failure.ts';
import { cableWords } from '../../../src/messages/cable-words.ts';
import {
  boundWords,
  consoleWords,
  linkSource,
  linkWords,
  plainLine,
} from '../../../src/messages/panels-words.ts';
import { german } from '../../support/messages/german.ts';
import { badOptionWords, deviceHelp } from '../../../src/messages/command-words.ts';
import bluetooth from '../../../src/messages/en/bluetooth.ts';
import cable from '../../../src/messages/en/cable.ts';
import commandLine from '../../../src/messages/en/command-line.ts';
import failures from '../../../src/messages/en/failures.ts';
import fileAndLinkFailures from '../../../src/messages/en/file-and-link-failures.ts';
import linkNamesEnglish from '../../../src/messages/en/link-names.ts';
import network from '../../../src/messages/en/network.ts';
import panels from '../../../src/messages/en/panels.ts';
import settings from '../../../src/messages/en/settings.ts';
import {
  failureSentence,
  failureWords,
  linkNames,
  tryAgainHelps,
} from '../../../src/messages/failures.ts';
import { locale } from '../../../src/messages/locale.ts';
import { failures as examples } from '../../support/messages/failure-examples.ts';
import { PLATFORMS } from '../../../src/ota-core/platforms/index.ts';

beforeEach(() => locale.speak('de', { ...german }));
afterEach(() => locale.speak('en', null));

const failed = <C extends FailureCode>(code: C, facts: FailureFacts[C]) =>
  toFailure(new OtaError<FailureCode>(code, facts));

/** Every text of a catalogue, by its path: those that need no facts, and what writers without facts return. */
function textsOf(of: unknown, path = ''): readonly (readonly [path: string, text: string])[] {
  if (typeof of === 'string') return [[path, of]];
  if (typeof of === 'function')
    return of.length > 0 ? [] : textsOf((of as () => unknown)(), `${path}()`);
  if (typeof of !== 'object' || of === null) return [];
  return Object.entries(of).flatMap(([name, one]) => textsOf(one, `${path}.${name}`));
}

const ENGLISH = {
  ...{ bluetooth, cable, deviceCommand: commandLine.deviceCommand, network },
  ...{ ...failures, ...fileAndLinkFailures, ...linkNamesEnglish, ...panels },
  ...{ keys: settings.keys, storage: settings.storage },
};

/** Names, addresses, commands, and words that are the same in both languages. */
const SAME =
  /^(|–|Bluetooth|Adapter|Port|Frames?|USB|TCP|UDP|HTTP|MQTT|WebSocket|XON\/XOFF|Block|Snap|[0-9.]+|ttyS0|CP2102 .*|esp32_\w+|https:.*|chrome:.*|(sudo|flatpak|npm) .*)$/;

describe('German', () => {
  it('has no text that is still English', () => {
    const inGerman = new Map(textsOf(german));
    const left = textsOf(ENGLISH).filter(
      ([path, text]) => inGerman.get(path) === text && !SAME.test(text),
    );
    expect(left).toEqual([]);
    expect(textsOf(ENGLISH).length).toBeGreaterThan(300);
  });

  it('has its own quotation marks, and says Sie', () => {
    const commands = /\.command$/;
    for (const [path, text] of textsOf(german)) {
      if (!commands.test(path)) expect(text, path).not.toMatch(/["']|“[A-Za-zÄÖÜ]/);
      expect(text, path).not.toMatch(/\b(du|dein|deine|dir|dich)\b/i);
    }
  });
});

describe('German of one and of many', () => {
  it('counts lines', () => {
    expect(consoleWords.older(1)).toMatch(/^1 Zeile davor: Sie ist in /);
    expect(consoleWords.older(1_234)).toMatch(/^1\.234 Zeilen davor: Sie sind in /);
  });

  it('counts calls, in the case that stands after "von"', () => {
    expect(consoleWords.counts(1, 1, 0)).toBe('1 Zeile, 1 Aufruf, 0 erneut gesendet');
    expect(consoleWords.counts(2, 3, 1_000)).toBe('2 Zeilen, 3 Aufrufe, 1.000 erneut gesendet');
    expect(linkWords.checks.noiseCount(0, 1)).toBe('0 von 1 Aufruf');
    expect(linkWords.checks.noiseCount(2, 3)).toBe('2 von 3 Aufrufen');
  });

  it('counts bytes, which have no plural, with a verb that has one', () => {
    const noise = (bytes: number) =>
      plainLine({ kind: 'noise', why: 'bad-crc', text: '', bytes, seq: 1, atMs: 0 });
    expect(noise(1)).toBe('1 Byte kam beschädigt an: die Prüfsumme ist falsch');
    expect(noise(2)).toBe('2 Byte kamen beschädigt an: die Prüfsumme ist falsch');
    const heard = { address: 'CP2102', heard: 'noise' } as const;
    expect(failureSentence(failed('link/no-answer', { ...heard, bytes: 1 }))).toMatch(
      /1 Byte .*kam /,
    );
    expect(failureSentence(failed('link/no-answer', { ...heard, bytes: 9 }))).toMatch(
      /9 Byte .*kamen /,
    );
  });

  it('writes numbers with its own marks', () => {
    expect(linkWords.milliseconds(2.46)).toBe('2,5 ms');
    expect(linkWords.milliseconds(1_200)).toBe('1.200 ms');
    const line = { kind: 'serial', label: '', traits: {} as never, baudRate: 115_200 };
    expect(linkSource(line)).toBe('USB, 115.200 Baud, 8N1');
    expect(cableWords.trying(921_600)).toBe('Versuch mit 921.600 Baud');
    expect(boundWords({ cause: 'interval', eachMs: 60, turns: 1 }, null).numbers).toContain(
      'braucht 1 Antwort.',
    );
  });
});

describe('German names in sentences', () => {
  it('begin with a capital where they begin the sentence, and stand in their case', () => {
    const facts = { expected: 'das Übungsgerät', found: 'esp32_B', kind: 'serial' };
    expect(failureWords(failed('device/other-device', facts))).toEqual({
      headline: 'Wo das Übungsgerät war, antwortet esp32_B.',
      safety: 'Das Übungsgerät behält die alte Firmware oder geht von selbst zu ihr zurück.',
      next: 'Sehen Sie nach, welches Gerät am Kabel ist, und suchen Sie dann wieder nach dem Übungsgerät.',
    });
    const id = failureWords(failed('device/other-device', { ...facts, expected: 'dasher_1' }));
    expect(id.safety).toMatch(/^dasher_1 /);
  });

  it.each([
    ['serial', 'Über dieses Kabel gibt es'],
    ['bluetooth', 'Über Bluetooth gibt es'],
    ['loopback', 'In dieser Seite gibt es'],
    ['none', 'Über diese Verbindung gibt es'],
  ])('of a link of kind %s begin a sentence', (kind, text) => {
    expect(consoleWords.noLog(linkNames(kind).over)).toContain(text);
  });

  it('are parted by "oder" and "und"', () => {
    expect(cableWords.seen.perhaps(['A', 'B'])).toMatch(/^war A, B oder ein anderes Gerät ·/);
    expect(cableWords.seen.perhaps(['A'])).toMatch(/^war A oder ein anderes Gerät ·/);
    const { headline } = failureWords(failed('bundle/user-files', { names: ['a', 'b', 'c'] }));
    expect(headline).toBe('Ersetzt a, b und c mit eigenen Einstellungen dieses Geräts.');
  });

  it('of parts stand in the accusative', () => {
    const replaced = (role: FailureFacts['bundle/part-not-replaced']['role']) =>
      failureWords(failed('bundle/part-not-replaced', { part: 'x', role })).headline;
    expect(replaced('boot-loader')).toMatch(/^Ersetzt den Bootloader \(Teil „x“\)/);
    expect(replaced('partition-table')).toMatch(/^Ersetzt die Partitionstabelle /);
    const refused = { remoteCode: -4, remoteMessage: 'Boot loader update is not supported' };
    expect(failureSentence(failed('update/end-refused', refused))).toMatch(
      /^Die Datei ersetzt den Bootloader, /,
    );
  });
});

describe('German failures', () => {
  it('tell in the log of a link what was seen of its end', () => {
    expect(plainLine({ seq: 1, atMs: 0, kind: 'lost', detail: 'device-gone' })).toBe(
      'Verbindung verloren: das Gerät ist weg',
    );
    expect(plainLine({ seq: 1, atMs: 0, kind: 'lost', detail: 'close 1006' })).toMatch(
      /: close 1006$/,
    );
  });

  it.each(examples)('of $code say what English says in other words', (failure) => {
    const inGerman = failureSentence(failure);
    locale.speak('en', null);
    expect(inGerman).not.toBe(failureSentence(failure));
  });

  it.each([
    ['serial', 'Das Kabel wurde herausgezogen.'],
    ['bluetooth', 'Außer Reichweite.'],
    ['tcp', 'Die Verbindung ging verloren.'],
  ])('of a link of kind %s that is lost', (kind, headline) => {
    const words = failureWords(failed('link/lost', { kind, detail: '' }));
    expect(words.headline).toBe(headline);
    expect(words.safety).toBe('Das Gerät läuft wie zuvor mit seiner alten Firmware.');
  });

  it('tell nothing in the words of the reader of zips', () => {
    const headline = (feature: ZipFeature, value = '') =>
      failureWords(failed('bundle/unsupported', { feature, value })).headline;
    expect(headline('many-files', '64')).toMatch(/: Sie verwendet mehr als 64 Dateien\.$/);
    expect(headline('disks')).toMatch(/mehrere Datenträger\.$/);
    expect(headline('zip64')).toMatch(/verwendet zip64\.$/);
    const manifest = { sizeBytes: 70_000, limit: 65_536 };
    expect(failureWords(failed('bundle/manifest-too-large', manifest)).headline).toBe(
      'manifest.json ist zu groß: 70000 Byte, höchstens 65536.',
    );
    const file = { file: 'app.bin', field: 'bytes-between' } as const;
    expect(failureWords(failed('bundle/contradiction', file)).headline).toMatch(
      /\(Bytes zwischen den Einträgen\)\.$/,
    );
  });

  it('of a file that travels with the app name the status, or that there is no network', () => {
    const headline = (status: number | null) =>
      failureWords(failed('file/not-fetched', { file: 'x.zip', status })).headline;
    expect(headline(null)).toBe('x.zip lässt sich nicht holen: kein Netzwerk.');
    expect(headline(503)).toBe('x.zip lässt sich nicht holen: Status 503.');
  });

  it('offer another try exactly where English does', () => {
    const refused = (remoteMessage: string) =>
      failed('update/write-refused', { offset: 0, remoteCode: -1, remoteMessage });
    expect(tryAgainHelps(refused('Image too big'))).toBe(false);
    expect(tryAgainHelps(refused('Digest mismatch'))).toBe(true);
  });
});

describe('German of the command line', () => {
  it('fits on a screen of 100 columns, with every option', () => {
    const help = deviceHelp('slipway device', PLATFORMS);
    for (const line of help.split('\n')) expect(line.length, line).toBeLessThanOrEqual(100);
    expect(help).toMatch(/ oder \S+ \(esp32\)$/m);
    expect(help).toContain('--flash DATEI');
  });

  it('says what is wrong with an option', () => {
    expect(badOptionWords('--baud', 'x')).toBe('--baud nimmt „x“ nicht.');
    expect(badOptionWords('--baud', 'no value')).toBe('--baud braucht einen Wert.');
  });
});
