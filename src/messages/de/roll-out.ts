/** Eine Verteilung: wie sie zusammengestellt wird, wie sie steht und was aus jedem Gerät wurde. */
import type { LateTexts } from '../catalogue.ts';
import { duration } from '../numbers.ts';
import grammar from './grammar.ts';

const { count, list, whole } = grammar;

const devices = (number: number): string => count(number, 'Gerät', 'Geräte');
/** `an 3 Geräte`, `von 3 Geräten`. */
const devicesDative = (number: number): string => count(number, 'Gerät', 'Geräten');
const failures = (number: number): string => count(number, 'Fehler', 'Fehler');
const failuresDative = (number: number): string => count(number, 'Fehler', 'Fehlern');

/** `1 Gerät, dann 3, 12, 30`. */
function wavesOf(waves: readonly number[]): string {
  const [first = 0, ...others] = waves;
  const then = others.map(whole).join(', ');
  return others.length === 0 ? `${devices(first)} auf einmal` : `${devices(first)}, dann ${then}`;
}

export default {
  title: 'Neue Verteilung',
  lead: 'Vier Schritte. Vor „Verteilung starten“ wird nichts gesendet.',
  toFleet: 'Zur Flotte',
  change: 'Ändern',

  firmware: {
    title: 'Firmware',
    none: 'Noch keine Datei',
    hint: 'Eine Datei für jede Art von Gerät: Jedes bekommt die für seinen Chip, bei mehreren für einen Chip die für seine Anwendung.',
    add: 'Datei hinzufügen',
    another: 'Weitere Datei hinzufügen',
    checking: (file: string) => `${file} wird geprüft …`,
    failed: (file: string) => `${file} wird nicht verwendet.`,
    remove: 'Entfernen',
    removeName: (file: string) => `${file} entfernen`,
    is: (version: string, app: string, platform: string) =>
      `${version} von ${app}, für ${platform}`,
    signedBy: (names: readonly string[]) => `signiert von ${list(names)}`,
    unsigned: 'nicht signiert',
    unknownKey: 'mit einem Schlüssel signiert, dem hier niemand vertraut',
    broken: 'die Signatur gilt nicht',
  },

  devices: {
    title: 'Geräte',
    none: 'Keine gewählt',
    chosen: (number: number, of: number) => `${whole(number)} von ${devicesDative(of)}`,
    which: 'Welche Geräte',
    modes: { all: 'Alle', groups: 'Nach Gruppe', list: 'Nach Liste' },
    group: (name: string, number: number) => `${name}, ${whole(number)}`,
    noGroup: 'ohne Gruppe',
    list: {
      label: 'Geräte-IDs, eine je Zeile',
      hint: 'Ein Gerät, das nicht in der Flotte ist, braucht neben der ID seine Adresse: esp32_0A1B2C mqtt+ws://192.168.1.5/esp32_0A1B2C',
      bad: (lines: readonly string[], more: number) =>
        `Nicht verwendet: ${list(lines)}${more > 0 ? ` und ${whole(more)} weitere` : ''}. Stimmt die ID, oder fehlt die Adresse?`,
    },
    empty:
      'Die Flotte hat noch keine Geräte. Geben Sie unter „Nach Liste“ IDs mit Adressen ein, oder nehmen Sie Geräte in die Flotte auf.',
    unreachable: (number: number) =>
      `${devices(number)} ausgelassen: Eine Seite kann ${number === 1 ? 'es' : 'sie'} nicht erreichen. Nötig ist eine Adresse, die mit ws, http oder mqtt+ws beginnt.`,
    loading: 'Die Flotte wird gelesen …',
  },

  rules: {
    title: 'Wellen und Bremsen',
    waves: 'Wellen',
    presets: { usual: '1, 5, 25 %, Rest', once: 'Alle auf einmal', own: 'Eigene' },
    own: {
      label: 'Wellen der Reihe nach',
      hint: 'Anzahlen und Anteile, etwa 1, 10, 25 %, rest',
      fault: 'Zahlen ab 1, Anteile bis 100 % und rest, mit Kommas dazwischen.',
    },
    wave: (number: number) => `Welle ${whole(number)}`,
    devices,
    stopAt: {
      name: 'Anhalten bei',
      text: 'Fehlern oder einem Anteil aller Geräte. Zurückgekehrte und fehlgeschlagene zählen, ausgelassene und nicht erreichbare nicht.',
      own: 'Andere',
      label: 'Anzahl oder Anteil',
      fault: 'Eine Zahl ab 1 oder ein Anteil bis 100 %, etwa 2 %.',
    },
    soak: {
      name: 'Laufzeit vor der nächsten Welle',
      text: 'Jedes Gerät der Welle ist behalten und lief so lange.',
      none: 'Keine',
    },
    quiet: {
      name: 'Ruhezeiten',
      text: (timeZone: string) => `Kein Gerät beginnt, das dann neu starten würde (${timeZone}).`,
      on: 'Ruhezeiten einhalten',
      from: 'Von',
      until: 'Bis',
    },
    wait: {
      name: 'Auf mich warten',
      text: 'Bevor die Geräte einer Welle neu starten oder behalten werden.',
      options: { nothing: 'Nie', restart: 'Neustart', commit: 'Behalten' },
    },
    more: 'Weitere Regeln',
    moreHint: 'Reihenfolge, Wiederholung, nicht erreichbare Geräte, Probezeit',
    order: {
      name: 'Reihenfolge',
      text: 'Welche Geräte zuerst kommen.',
      options: { listed: 'Nach ID', group: 'Nach Gruppe' },
    },
    atOnce: { name: 'Gleichzeitig', text: 'So viele Geräte sind höchstens zugleich in Arbeit.' },
    retries: {
      name: 'Wiederholen',
      text: 'Bei einem Gerät, das seine alte Firmware behielt, weil die Verbindung abriss oder es beschäftigt war.',
      options: (number: number) => (number === 0 ? 'Nie' : whole(number)),
    },
    offline: {
      name: 'Auf nicht erreichbare warten',
      text: 'Nach allen anderen.',
      none: 'Noch einmal fragen',
    },
    trial: {
      name: 'Höchstens auf Probe',
      text: 'Ein Gerät, das niemand behält, kehrt danach von selbst zurück.',
    },
    skipWentBack: 'Geräte auslassen, die von dieser Firmware schon einmal zurückgekehrt sind',
    duration: (ms: number) =>
      ms >= 86_400_000
        ? count(ms / 86_400_000, 'Tag', 'Tage')
        : ms >= 3_600_000
          ? count(ms / 3_600_000, 'Stunde', 'Stunden')
          : duration(ms),
    summary: (waves: string, limit: number) => `${waves}; hält bei ${failuresDative(limit)} an`,
  },

  happens: {
    title: 'Was geschehen wird',
    read: 'einmal lesen, dann starten',
    waves: (waves: readonly number[]) => `${wavesOf(waves)}.`,
    stops: (limit: number) => `Hält bei ${failuresDative(limit)} an.`,
    next: (soak: string | null) =>
      soak === null
        ? 'Jede Welle wartet, bis alle davor behalten sind.'
        : `Jede Welle wartet, bis alle davor behalten sind und ${soak} lang gelaufen sind.`,
    soakLast: (soak: string) =>
      `Jedes Gerät wird noch einmal gefragt, wenn es ${soak} lang gelaufen ist.`,
    quiet: (from: string, until: string) => `Keine Neustarts von ${from} bis ${until}.`,
    waits: {
      restart: 'Jede Welle wartet auf Sie, bevor ihre Geräte neu starten.',
      commit: 'Jede Welle wartet auf Sie, bevor ihre Geräte behalten werden.',
    },
    neverEnds: 'Sie endet nie: Es gibt keine Stunde, die keine Ruhezeit ist.',
    takes: (all: string, one: string) => `Dauert etwa ${all}, wenn nichts schiefgeht ${one}.`,
    waiting: (all: string, each: string, waves: number) =>
      waves === 1
        ? `Darin enthalten: ${all} Wartezeit, nach der jedes Gerät noch einmal gefragt wird.`
        : `Darin enthalten: ${all} Wartezeit, ${each} nach jeder der ${whole(waves)} Wellen.`,
    changeWaiting: 'Wartezeit ändern',
    each: {
      seen: (one: string) => `(${one} je Gerät, wie dieser Browser es gesehen hat)`,
      assumed: (one: string) => `und ein Gerät ${one} braucht`,
    },
    lasts: {
      minutes: (number: number) => count(number, 'Minute', 'Minuten'),
      hours: (number: number, minutes: number) =>
        minutes === 0
          ? count(number, 'Stunde', 'Stunden')
          : `${whole(number)} Std. ${whole(minutes)} Min.`,
      days: (number: number) => count(number, 'Tag', 'Tage'),
    },
    dials: { devices: 'Geräte', skipped: 'Ausgelassen', offline: 'Nicht erreichbar' },
    gets: (version: string, number: number) => `${devices(number)} bekommen ${version}`,
    getsOne: (version: string) => `1 Gerät bekommt ${version}`,
    unknown: (number: number) =>
      `${devices(number)} noch nie gesehen: erst gefragt, dann das Passende gesendet.`,
    nobody: {
      strong: 'Wenn niemand handelt:',
      free: (limit: number, trial: string) =>
        `Die Wellen beginnen von selbst. Ein Gerät, das nicht binnen ${trial} behalten wird, kehrt zurück. Bei ${failuresDative(limit)} hält alles an.`,
      restart: (trial: string) =>
        `Die Geräte warten bis zu 45 Minuten auf Sie, dann werden sie zurückgerufen, und alles pausiert. Sie behalten ihre alte Firmware. Nach dem Neustart kehrt ein Gerät zurück, das nicht binnen ${trial} behalten wird.`,
      commit: (trial: string) =>
        `Ein Gerät, das Sie nicht binnen ${trial} behalten, kehrt von selbst zurück und zählt als Fehler.`,
    },
    start: 'Verteilung starten',
    leads:
      'Diese Seite leitet die Verteilung. Lassen Sie sie offen: Ist sie zu, geht nichts weiter, und Geräte auf Probe kehren von selbst zurück.',
    keeps:
      'Diese Seite leitet die Verteilung, und der Broker bewahrt auf, wie sie steht. Ist sie zu, kann ein anderer Browser oder der Befehl push übernehmen; sonst kehren Geräte auf Probe von selbst zurück.',
    off: {
      firmware: 'Fügen Sie zuerst eine Firmware hinzu.',
      devices: 'Wählen Sie zuerst Geräte.',
      checks: 'Die gewählten Prüfungen fehlen.',
      rules: 'Die Wellen oder die Zahl der Fehler sind nicht lesbar.',
      name: 'Geben Sie ihr beim Broker einen anderen Namen.',
      nobody: 'Alle gewählten Geräte würden ausgelassen.',
      counting: 'Die Geräte werden durchgesehen …',
    },
    refusals: {
      'led-elsewhere': 'Ein anderer Tab leitet eine Verteilung. Es kann nur eine zugleich geben.',
      'name-taken':
        'Der Broker bewahrt unter diesem Namen eine andere Verteilung auf. Wählen Sie einen anderen.',
    },
    skipped: (number: number) =>
      number === 1 ? '1 wird ausgelassen' : `${whole(number)} werden ausgelassen`,
    skips: {
      'already-there': 'schon da',
      'no-bundle': 'keine Firmware passt',
      'went-back-before': 'schon zurückgekehrt',
    },
    skipWords: {
      'already-there': 'Es hat diese Firmware schon.',
      'no-bundle': 'Keine der Dateien ist dafür.',
      'went-back-before': 'Es ist von dieser Firmware zurückgekehrt.',
    },
    offline: (number: number) =>
      number === 1 ? '1 braucht Geduld' : `${whole(number)} brauchen Geduld`,
    offlineText:
      'Länger nicht gesehen. Wird der Reihe nach gefragt und nach allen anderen noch einmal.',
    more: (number: number) => `und ${whole(number)} weitere`,
  },

  run: {
    title: (versions: readonly string[], number: number) =>
      `${list(versions)} an ${devices(number)}`,
    started: (at: string, limit: number) =>
      `Um ${at} auf dieser Seite gestartet · hält bei ${failuresDative(limit)} von selbst an`,
    pause: 'Pause',
    goOn: 'Weiter',
    stop: 'Verteilung beenden',
    states: {
      running: 'Läuft',
      soaking: 'Neue Firmware läuft',
      quiet: 'Ruhezeit',
      paused: 'Pausiert',
      halted: 'Von selbst angehalten',
      stopped: 'Wird beendet',
      completed: 'Fertig',
    },
    ended: {
      completed: 'Verteilung fertig',
      halted: 'Verteilung von selbst angehalten',
      stopped: 'Verteilung beendet',
    },
    wave: (number: number) => `Welle ${whole(number)}`,
    counts: {
      committed: (number: number) => `${whole(number)} behalten`,
      trial: (number: number) => `${whole(number)} auf Probe`,
      'under-way': (number: number) => `${whole(number)} in Arbeit`,
      'went-back': (number: number) => `${whole(number)} zurückgekehrt`,
      failed: (number: number) => `${whole(number)} fehlgeschlagen`,
      waiting: (number: number) => (number === 1 ? '1 wartet' : `${whole(number)} warten`),
    },
    next: {
      strong: 'Als Nächstes:',
      wave: (next: number, soak: string | null) =>
        `Welle ${whole(next)} beginnt, wenn jedes Gerät von Welle ${whole(next - 1)} behalten ist${soak === null ? '' : ` und ${soak} lang gelaufen ist`}.`,
      last: 'Das ist die letzte Welle.',
      soaking: (until: string) =>
        `Die Geräte dieser Welle laufen bis ${until}, dann werden sie noch einmal gefragt.`,
      quiet: (until: string) => `Die Ruhezeit dauert bis ${until}. Vorher beginnt kein Gerät.`,
      paused: 'Geräte in Arbeit werden fertig, keines beginnt.',
      lapsed:
        'Niemand ließ die Geräte rechtzeitig neu starten. Sie wurden zurückgerufen und behalten ihre alte Firmware.',
      stopped: 'Geräte in Arbeit werden fertig.',
      halted:
        'Nichts beginnt. Geräte auf dem Rückweg oder auf Probe werden bis zum Ende beobachtet.',
      used: (failed: number, of: number) =>
        `${whole(failed)} von ${whole(of)} erlaubten Fehlern verbraucht.`,
    },
    gate: {
      strong: (wave: number) => `Welle ${whole(wave)} wartet auf Sie.`,
      restart: (number: number) =>
        number === 1
          ? '1 Gerät hat die ganze neue Firmware und ist noch nicht neu gestartet.'
          : `${devices(number)} haben die ganze neue Firmware und sind noch nicht neu gestartet.`,
      commit: (number: number) =>
        number === 1
          ? '1 Gerät hat die neue Firmware auf Probe.'
          : `${devices(number)} haben die neue Firmware auf Probe.`,
      letRestart: (wave: number) => `Welle ${whole(wave)} neu starten`,
      letKeep: (wave: number) => `Welle ${whole(wave)} behalten`,
    },
    halted: {
      failures: (number: number) => `Nach ${failuresDative(number)} von selbst angehalten`,
      noCommit: (wave: number) =>
        `Von selbst angehalten: Kein Gerät von Welle ${whole(wave)} hat sie behalten`,
      look: 'Fehler ansehen',
      raise: {
        label: (limit: number) => `Neue Grenze für Fehler, mehr als ${whole(limit)}`,
        press: 'Grenze anheben',
        fault: (limit: number) => `Geben Sie eine ganze Zahl über ${whole(limit)} ein.`,
      },
      pass: {
        label: (wave: number) => `Um trotzdem weiterzumachen, geben Sie ${whole(wave)} ein`,
        press: 'Weitermachen',
        fault: (wave: number) => `Geben Sie ${whole(wave)} ein, die Nummer der Welle.`,
      },
      end: 'Verteilung abschließen',
    },
    question: {
      title: (versions: readonly string[]) => `${list(versions)} nicht weiter verteilen?`,
      underWay: (number: number) =>
        number === 0
          ? 'Kein Gerät ist in Arbeit.'
          : number === 1
            ? '1 Gerät in Arbeit wird fertig.'
            : `${devices(number)} in Arbeit werden fertig.`,
      stay: (number: number) =>
        number === 1
          ? '1 bleibt bei dem, was es hat.'
          : `${whole(number)} bleiben bei dem, was sie haben.`,
      committed:
        'Geräte, die schon behalten sind, bleiben bei der neuen Firmware; das Beenden holt sie nicht zurück.',
      stop: 'Beenden',
      goBack: 'Beenden und die auf Probe zurückholen',
      keep: 'Weiter verteilen',
    },
    bar: {
      label: 'Verteilung',
      text: (committed: number, of: number) =>
        `${whole(committed)} von ${devicesDative(of)} behalten`,
      back: 'Zur Verteilung',
    },
    died: 'Die Verteilung brach ab. Geräte auf Probe kehren von selbst zurück; starten Sie für den Rest neu.',
  },

  rows: {
    buckets: {
      all: 'Alle',
      'under-way': 'In Arbeit',
      committed: 'Behalten',
      'went-back': 'Zurückgekehrt',
      failed: 'Fehlgeschlagen',
      skipped: 'Ausgelassen',
      waiting: 'Wartend',
      offline: 'Nicht erreichbar',
    },
    filter: 'Geräte anzeigen',
    columns: {
      device: 'Gerät',
      state: 'Zustand',
      version: 'Version',
      progress: 'Fortschritt',
      group: 'Gruppe',
    },
    table: 'Geräte der Verteilung',
    phases: {
      connecting: 'Wird verbunden',
      checking: 'Wird geprüft',
      preparing: 'Wird vorbereitet',
      writing: 'Wird geschrieben',
      finalizing: 'Wird abgeschlossen',
      rebooting: 'Startet neu',
      verifying: 'Wird verglichen',
      committing: 'Wird behalten',
    },
    trial: 'Auf Probe',
    waitsForYou: 'Wartet auf Sie',
    soaks: 'Behalten, Laufzeit',
    again: 'Wird wiederholt',
    committed: 'Behalten',
    wentBack: (version: string | null) =>
      version === null ? 'Zurückgekehrt' : `Zurück auf ${version}`,
    failed: 'Fehlgeschlagen',
    skipped: (why: string) => `Ausgelassen: ${why}`,
    offline: 'Nicht erreichbar',
    waiting: 'Wartet',
    move: (from: string, to: string) => `${from} → ${to}`,
    none: '–',
    percent: (number: number) => `${whole(number)} %`,
    progressOf: (name: string) => `Auf ${name} geschrieben`,
    showing: (number: number, of: number) => `${whole(number)} von ${whole(of)} gezeigt`,
    more: (number: number) => `${whole(number)} weitere zeigen`,
  },

  heard: {
    state: (state: string, committed: number, of: number, failed: number) =>
      `${state}. ${whole(committed)} von ${devicesDative(of)} behalten, ${failures(failed)}.`,
  },
} satisfies LateTexts['rollOut'];
