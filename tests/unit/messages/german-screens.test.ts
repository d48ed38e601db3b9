import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Failure } from '../../../src/contracts/failure.ts';
import screenEnglish from '../../../src/messages/en/screen.ts';
import commandLine from '../../../src/messages/de/command-line.ts';
import grammar from '../../../src/messages/de/grammar.ts';
import receipt from '../../../src/messages/de/receipt.ts';
import report from '../../../src/messages/de/report.ts';
import result from '../../../src/messages/de/result.ts';
import screen from '../../../src/messages/de/screen.ts';
import settings from '../../../src/messages/de/settings.ts';
import state from '../../../src/messages/de/state.ts';
import waiting from '../../../src/messages/de/waiting.ts';
import settingsEnglish from '../../../src/messages/en/settings.ts';
import { attentionWords } from '../../../src/messages/settings-words.ts';
import {
  endWords,
  FILES_WORDS,
  redTrialWords,
  TRIAL_CHECKS,
} from '../../../src/messages/result-words.ts';
import { expectedLead, nextDeviceWords, stateWords } from '../../../src/messages/state-words.ts';
import { firmwareNames } from '../../../src/messages/firmware-names.ts';
import { lineOfRecord } from '../../../src/messages/receipt-words.ts';
import { locale } from '../../../src/messages/locale.ts';
import {
  lateWords,
  lostTrialWords,
  pauseWords,
  presenceWords,
} from '../../../src/messages/waiting-words.ts';
import {
  day,
  duration,
  exactSize,
  fileSize,
  roughTime,
  roughTimeInside,
  slotName,
  speed,
  spokenDuration,
  timeOfDay,
} from '../../../src/messages/numbers.ts';
import { screenWords, statusBarWords } from '../../../src/messages/screen-words.ts';
import { SUBCOMMANDS_HELP, slipwayHelp } from '../../../src/messages/command-words.ts';
import type { Move, StateWords } from '../../../src/messages/text-shapes.ts';
import { bootSafetyOf } from '../../../src/ota-core/platforms/facts.ts';

/** What the Update screen and its frame say. */
const german = {
  ...{ numbers: grammar.numbers, expected: grammar.expected },
  ...{
    ...commandLine,
    ...receipt,
    ...report,
    ...result,
    ...screen,
    ...settings,
    ...state,
    ...waiting,
  },
};

const PRACTICE = 'das Übungsgerät';
const AT = Date.UTC(2026, 10, 1, 14, 3, 5);

const moveOf = (device: string, scheme = 'esp32', slots: number | null = 0): Move => ({
  ...{ device, from: '1.0.0', to: '1.1.0', fromSlot: slots, toSlot: slots === null ? null : 1 },
  safety: bootSafetyOf({ arch: 'esp32', scheme }),
});
const move = moveOf(PRACTICE);

const speakEnglish = (): void => locale.speak('en', null);

beforeEach(() => locale.speak('de', german));
afterEach(speakEnglish);

describe('numbers in German', () => {
  it.each<readonly [string, () => string | null]>([
    ['1,36 MB', () => fileSize(1_360_000)],
    ['841 kB', () => fileSize(841_000)],
    ['512 Byte', () => fileSize(512)],
    ['1 Byte', () => fileSize(1)],
    ['1.060.921 B', () => exactSize(1_060_921)],
    ['7,6 kB/s', () => speed(7_600)],
    ['4 Min. 35 s', () => duration(275_000)],
    ['1 Min.', () => duration(60_000)],
    ['8 s', () => duration(8_000)],
    ['4 Minuten 35 Sekunden', () => spokenDuration(275_000)],
    ['1 Minute 1 Sekunde', () => spokenDuration(61_000)],
    ['Einige Sekunden', () => roughTime(5_000)],
    ['Etwa 25 s', () => roughTime(27_000)],
    ['etwa 4 Min.', () => roughTimeInside(240_000)],
    ['1. Nov. 2026', () => day('2026-11-01T12:00:00Z')],
    ['Slot\u00a0B', () => slotName(1)],
    ['in 1,2 s', () => TRIAL_CHECKS.answered(1_240)],
  ])('%s', (said, say) => {
    expect(say()).toBe(said);
  });

  it('are English again when English is spoken again', () => {
    const say = (): readonly unknown[] => [
      fileSize(1_360_000),
      exactSize(1_060_921),
      day('2026-11-01T12:00:00Z'),
      duration(275_000),
    ];
    expect(say()).toEqual(['1,36 MB', '1.060.921 B', '1. Nov. 2026', '4 Min. 35 s']);
    speakEnglish();
    expect(say()).toEqual(['1.36 MB', '1,060,921 B', '1 Nov 2026', '4 min 35 s']);
  });
});

describe('a name in a German sentence', () => {
  it.each([
    ['das Übungsgerät', 'Das Übungsgerät', 'dem Übungsgerät', 'das Übungsgerät'],
    [
      'das Gerät unter 192.168.1.7',
      'Das Gerät unter 192.168.1.7',
      'dem Gerät unter 192.168.1.7',
      'das Gerät unter 192.168.1.7',
    ],
    ['der Anschluss', 'Der Anschluss', 'dem Anschluss', 'den Anschluss'],
    ['die Werkbank', 'Die Werkbank', 'der Werkbank', 'die Werkbank'],
    ['esp32_C0FFEE', 'esp32_C0FFEE', 'esp32_C0FFEE', 'esp32_C0FFEE'],
    ['dasher', 'dasher', 'dasher', 'dasher'],
  ])('%s', (name, begin, dative, accusative) => {
    expect(grammar.begin(name)).toBe(begin);
    expect(grammar.dative(name)).toBe(dative);
    expect(grammar.accusative(name)).toBe(accusative);
    expect(grammar.genitive(name)).toBe(`von ${dative}`);
  });

  it('is one of a list', () => {
    expect(grammar.list(['A', 'B', 'C'])).toBe('A, B und C');
  });
});

const lost: Failure = { code: 'link/lost', facts: { kind: 'websocket', detail: 'x' }, trace: '' };
const restart = { fromMs: 10_000, toMs: 60_000, measured: 'none' } as const;
const away = {
  ...{ device: PRACTICE, version: '1.0.0', isOnTrial: true },
  safety: move.safety,
};
const what = { headline: 'Die Datei passt nicht.', safety: null, next: 'Wählen Sie eine andere.' };
const CAUSES = [
  ...(['cable', 'reach', 'power', 'link', 'mute', 'radio', 'taken', 'silent', 'wifi'] as const),
];

/** Every state of the Update screen, of a device of this name. */
function states(of: Move): readonly StateWords[] {
  const { device, safety } = of;
  return [
    stateWords.fileOnly('1.1.0'),
    stateWords.fileOnly('1.1.0', true),
    stateWords.deviceOnly(device, '1.0.0', true),
    stateWords.connecting(device),
    stateWords.unreachable(device, null),
    stateWords.unreachable(device, what),
    stateWords.answersOtherwise(device, what),
    stateWords.ready(of),
    stateWords.toDecide(of, 1),
    stateWords.toDecide(of, 2),
    stateWords.refusedFile('fw.zip', what),
    stateWords.blocked(of, what),
    stateWords.sameVersion(of),
    stateWords.unkept(device, '1.0.0', safety),
    { ...stateWords.unkept(device, '1.0.0', safety), safety: stateWords.unkeptUntil(safety, AT) },
    stateWords.busy(device, 40),
    stateWords.starting(of),
    stateWords.preparing(of),
    stateWords.writing(of, 40),
    stateWords.writing(of, 40, 'radio'),
    stateWords.writing(of, 40, 'network'),
    stateWords.erasing(of),
    stateWords.erasingLate(of),
    stateWords.finishing(of),
    stateWords.restarting(of),
    stateWords.restarting(of, restart),
    stateWords.verifying(of),
    stateWords.trial(of, { ms: null, untilMs: null }),
    stateWords.trial(of, { ms: 90_000, untilMs: AT }),
    stateWords.goingBack(of),
    stateWords.keeping(of),
    stateWords.revertingByHand(of),
    stateWords.cancelling(of),
    stateWords.done(of, '8 s', AT),
    stateWords.stopped(of, what),
    stateWords.unknown(of),
    stateWords.cancelled(of),
    stateWords.cancelledUnheard(of),
    nextDeviceWords.choose('1.1.0', device),
    ...(['asked', 'time-over', 'restarted', 'not-seen'] as const).map((cause) =>
      endWords.wentBack(of, { cause, committed: true, atMs: AT }),
    ),
    endWords.other(of, { version: '9.9.9', buildId: 'b', committed: true }),
    endWords.other(of, { version: '1.1.0', buildId: 'b', committed: false }),
    endWords.unclear(of, what),
    presenceWords.silent({ ...away, device }),
    presenceWords.gone({ ...away, device, isOnTrial: false }, lost),
    presenceWords.gone(
      { ...away, device },
      { code: 'link/refused', facts: { address: 'x', detail: 'unplugged' }, trace: '' },
    ),
    lateWords(of, { leftMs: 60_000, untilMs: AT }),
    redTrialWords(stateWords.trial(of, { ms: null, untilMs: null }), of, 1),
    redTrialWords(stateWords.trial(of, { ms: null, untilMs: null }), of, 3),
    pauseWords.paused(of, { percent: 40, untilMs: AT }),
    ...CAUSES.map((cause) => pauseWords.lost(of, { percent: 40, untilMs: AT, tries: 9 }, cause)),
    ...CAUSES.map((cause) => lostTrialWords(of, { cause, untilMs: AT, told: null })),
    lostTrialWords(of, { cause: 'link', untilMs: null, told: 'keep' }),
    lostTrialWords(of, { cause: 'link', untilMs: AT, told: 'keep' }),
    lostTrialWords(of, { cause: 'link', untilMs: null, told: 'go-back' }),
  ];
}

/** Texts that stand alone. */
const textsOf = ({ title, tag, headline, lead, safety, heard }: StateWords): readonly string[] => [
  title,
  headline,
  safety.strong,
  ...[tag?.text, lead, heard?.text].filter((text) => text !== undefined && text !== null),
];

const safetyOf = ({ safety }: StateWords): string =>
  `${safety.strong} ${safety.text}${safety.moment === undefined ? '' : safety.moment.at + safety.moment.after}`;

describe.each([
  ['a hardened device', moveOf(PRACTICE)],
  ['a stock device', moveOf(PRACTICE, 'stock')],
  ['a device without slots', moveOf(PRACTICE, 'esp32', null)],
])('the states of %s in German', (_, of) => {
  it('begin each text with a capital or a number', () => {
    for (const text of states(of).flatMap(textsOf)) expect(text).toMatch(/^[\p{Lu}\d„]/u);
  });

  it('begin each sentence with one, too', () => {
    for (const words of states(of))
      for (const text of [...textsOf(words), safetyOf(words)])
        expect(text).not.toMatch(/[.?!] (?!esp32)\p{Ll}/u);
  });

  it('take the name in the case that the sentence needs', () => {
    for (const text of states(of).flatMap((words) => [...textsOf(words), safetyOf(words)]))
      expect(text).not.toMatch(/\b(mit|auf|von|bei|zu) das /);
  });

  it('leave no gap, and no word of English', () => {
    for (const text of states(of).flatMap((words) => [...textsOf(words), safetyOf(words)])) {
      expect(text).not.toMatch(/ {2}|undefined|null|\s$|\.\./);
      expect(text).not.toMatch(/\b(the|is|it|by itself|and|not|to|runs|device)\b/i);
    }
  });
});

describe('sentences of German', () => {
  it('name the device', () => {
    expect(stateWords.deviceOnly(PRACTICE, '1.0.0', true).headline).toBe(
      'Das Übungsgerät läuft mit 1.0.0. Wählen Sie eine Firmware.',
    );
    expect(stateWords.connecting(PRACTICE).headline).toBe(
      'Verbindung mit dem Übungsgerät wird aufgebaut',
    );
    expect(stateWords.connecting('esp32_C0').headline).toBe(
      'Verbindung mit esp32_C0 wird aufgebaut',
    );
    expect(stateWords.busy(PRACTICE, 40).headline).toBe(
      'Ein Update ist halb fertig auf dem Übungsgerät (40 %)',
    );
    expect(attentionWords.notice.wentBack(PRACTICE, '1.0.0')).toBe(
      'Das Übungsgerät ist zu 1.0.0 zurückgegangen.',
    );
    expect(statusBarWords.stage(PRACTICE, 'Neustart')).toBe('Das Übungsgerät: Neustart');
  });

  it('read on over a time in their middle', () => {
    const at = timeOfDay(AT);
    const back = 'von selbst zu 1.0.0 zurück. Das ist ungefährlich.';
    expect(safetyOf(stateWords.trial(move, { ms: 1_000, untilMs: AT }))).toBe(
      `Wenn niemand handelt, kehrt es um ${at} ${back}`,
    );
    expect(safetyOf(stateWords.trial(move, { ms: null, untilMs: null }))).toBe(
      `Wenn niemand handelt, kehrt das Gerät ${back}`,
    );
  });

  it('count', () => {
    expect(stateWords.toDecide(move, 1).headline).toBe('1 Punkt zu entscheiden');
    expect(stateWords.toDecide(move, 2).headline).toBe('2 Punkte zu entscheiden');
    expect(stateWords.toDecide(move, 2).heard?.text).toBe('2 Befunde brauchen Ihre Entscheidung.');
    expect(screenWords.parts.summary(1)).toBe('1 Teil, Hashes stimmen');
    expect(screenWords.dials.blocks(0)).toBe('0 Blöcke');
    expect(screenWords.keepTime.minutes(1)).toBe('1 Minute');
    expect(FILES_WORDS.ships(1)).toBe('Die Firmware bringt 1 Datei mit.');
    expect(FILES_WORDS.after.missing(3)).toBe('3 eigene Dateien fehlen in seiner Liste');
    expect(pauseWords.gauge.looking(1)).toBe('Gerät wird gesucht · 1 Versuch');
  });

  it('say how long it will take', () => {
    const expected = {
      ...{ link: 'serial', pace: 'serial 115200' },
      ...{ whole: { fromMs: 139_000, toMs: 212_000 }, writing: restart, check: restart, restart },
    };
    expect(expectedLead(expected)).toMatch(/^2 bis 4 Minuten .*, meist 10 bis 60 Sekunden\.$/);
  });

  it('tell builds of one version apart', () => {
    const build = (buildId: string) => ({ version: '1.1.0', buildId });
    expect(firmwareNames(build('a/x'), build('b/x')).to).toBe('1.1.0 (Build b)');
    expect(firmwareNames(build('a'), build('a')).to).toBe('1.1.0 (neue Kopie)');
  });

  it('stand among the device’s log where this browser has lost something', () => {
    const line = lineOfRecord({ seq: 1, atMs: 2, kind: 'damaged', what: 'update', key: '' });
    expect(line.kind === 'log' && line.text).toMatch(/beschädigt.*ohne Namen/);
  });

  it('are in the tables that were made before the language was known', () => {
    expect(Object.entries(SUBCOMMANDS_HELP)[0]?.[1]).toBe(
      'ein Gerät mit einem Firmware-Paket aktualisieren',
    );
    expect(slipwayHelp()).toMatch(/^slipway BEFEHL/);
  });
});

/** The same in both languages: names, units, the device's own terms. */
const SAME =
  /^(Slipway|Update|Firmware|Emulator|Bluetooth|USB|USB-Kabel|SHA-256|Build|Commit|Pause|LittleFS|SPIFFS|OTA\.\w+|fw\.zip|[^\p{L}]*)$/u;

function stringsOf(value: unknown, path: string): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => stringsOf(inner, `${path}.${key}`));
}

describe('the German catalogue', () => {
  it.each([
    ['screen', screenEnglish.screen, german.screen],
    ['panel', screenEnglish.panel, german.panel],
    ['attention', settingsEnglish.attention, german.attention],
  ])('leaves no label of %s in English', (name, english, translated) => {
    const before = new Map(stringsOf(english, name));
    const left = stringsOf(translated, name).filter(
      ([path, text]) => before.get(path) === text && !SAME.test(text.trim()),
    );
    expect(left).toEqual([]);
  });
});
