import type { Catalogue } from '../catalogue.ts';
import { countdown, duration, elapsed, roughTime, speed } from '../numbers.ts';
import grammar from './grammar.ts';

const { count: counted, end, inside } = grammar;

const safeOn = (from: string): string => `Sicher auf ${from}.`;

const unless = (to: string, mayFreeze: boolean): string =>
  mayFreeze ? `, außer wenn ${to} beim Start einfriert` : '';
/** `1 Gerät wartet`, `3 Geräte warten`. */
const devices = (count: number, one: string, many: string): string =>
  `${counted(count, 'Gerät', 'Geräte')} ${count === 1 ? one : many}`;

const unplug = 'Gerät herausziehen.';
const aside = 'Gerät beiseitelegen.';

export default {
  words: {
    title: 'Werkbank',
    lead: 'Eine Firmware für viele Geräte, acht werden gleichzeitig geschrieben.',
    leadHow: 'Einstecken, auf das Zeichen warten, herausziehen, das nächste einstecken.',
    firmware: 'Firmware für alle Plätze',
    willRun: 'Künftig',
    noFirmware: 'Keine Firmware gewählt',
    noFirmwareHint: 'Alle Plätze schreiben dieselbe Datei.',
    checking: 'Wird geprüft …',
    build: (build) => `Build ${build}`,
    changeWaits: 'Sie kann gewechselt werden, wenn kein Gerät in Arbeit ist.',

    empty: {
      title: 'Noch kein Anschluss für diesen Browser freigegeben',
      text: 'Jeder freigegebene Anschluss wird ein Platz und bleibt es: Der Browser fragt einmal für jeden Adapter.',
      steps: [
        'Stecken Sie ein Gerät mit seinem USB-Kabel ein.',
        'Wählen Sie „Anschluss hinzufügen“, klicken Sie in der Liste des Browsers auf das Gerät, dann auf „Verbinden“.',
        'Machen Sie dasselbe mit jedem weiteren Gerät.',
      ],
      add: 'Anschluss hinzufügen',
      elsewhere:
        'Die Werkbank braucht USB-Anschlüsse. Ein einzelnes Gerät wird unter „Update“ aktualisiert.',
      toUpdate: 'Zu „Update“',
    },
    addLane: {
      title: 'Nächstes Gerät einstecken',
      text: 'Ein Anschluss, den dieser Browser kennt, erscheint von selbst.',
    },
    waiting: (count) =>
      count === 1
        ? '1 weiterer Anschluss ist eingesteckt. Er bekommt den ersten freien Platz.'
        : `${count} weitere Anschlüsse sind eingesteckt. Sie bekommen die ersten freien Plätze.`,
    blocked: 'Unter „Update“ läuft ein Update. Die Werkbank wartet, bis es zu Ende ist.',

    armed: {
      strong: 'Automatik ist an.',
      text: (name, version) =>
        `Ein eingestecktes Gerät startet von selbst: ${name} ${version}, behalten, wenn alle Prüfungen bestanden sind.`,
      arm: 'Automatik einschalten',
      disarm: 'Ausschalten',
    },

    buttons: {
      startAll: (count) => `${counted(count, 'Gerät', 'Geräte')} starten`,
      stopAll: 'Alle anhalten',
      pauseAll: 'Alle pausieren',
      goOn: 'Fortsetzen',
      changeFirmware: 'Firmware wechseln',
      takeOff: 'Aus der Reihe nehmen',
      again: 'Alles noch einmal',
      nextAll: 'Überall nächstes Gerät',
      start: 'Starten',
      cancel: 'Abbrechen',
      next: 'Nächstes Gerät',
      retry: 'Noch einmal versuchen',
      rewrite: 'Noch einmal schreiben',
      of: (action, lane) => `${action}, ${lane}`,
    },
    stopQuestion: {
      title: 'Alle Plätze anhalten?',
      text: (count, queued) =>
        (count === 1
          ? 'Ein Gerät ist in Arbeit. Halb Geschriebenes wird vergessen, es behält seine alte Firmware. Was schon mit der neuen neu gestartet ist, geht von selbst zurück.'
          : `${count} Geräte sind in Arbeit. Halb Geschriebenes wird vergessen, sie behalten ihre alte Firmware. Was schon mit der neuen neu gestartet ist, geht von selbst zurück.`) +
        (queued === 0
          ? ''
          : ` ${devices(queued, 'wartet in der Reihe und wird', 'warten in der Reihe und werden')} nicht gestartet.`),
      stop: 'Alle Plätze anhalten',
      keep: 'Weitermachen',
    },

    summary: {
      label: 'Seit die Werkbank geöffnet wurde',
      passed: 'Bestanden',
      running: 'In Arbeit',
      queued: 'In der Reihe',
      wentBack: 'Zurückgegangen',
      stopped: 'Angehalten',
      mean: 'Mittlere Zeit',
      none: '–',
    },

    batch: 'Plätze',
    lane: (number) => `Platz ${number}`,
    noPort: 'kein Anschluss',
    bar: (lane) => `${lane}, geschrieben`,
    freeName: 'Nächstes Gerät einstecken',
    unplugName: 'Dieses Gerät herausziehen',
    askingName: 'Ein Gerät',
    checks: (passed, all) => `${passed} von ${all}`,
    percent: (percent) => `${percent} %`,
    keys: 'Leertaste: nächstes Gerät an jedem fertigen Platz.',
    tones: 'Töne: einer hoch = bestanden, zwei tief = beiseitelegen.',
    statusBar: {
      label: 'Werkbank in Arbeit',
      text: (running) => `Werkbank: ${counted(running, 'Gerät', 'Geräte')} in Arbeit`,
      back: 'Zurück zur Werkbank',
    },
  },

  held: {
    strong: 'Pausiert.',
    paused: (count) => `${devices(count, 'wartet', 'warten')}; jede Karte zeigt, bis wann.`,
    pausing: (count) => `${devices(count, 'pausiert', 'pausieren')} nach dem laufenden Block.`,
    past: (count) =>
      `${devices(count, 'ist', 'sind')} fertig geschrieben und ${count === 1 ? 'läuft' : 'laufen'} weiter: Neustart und Probelauf lassen sich nicht pausieren.`,
    noOther: 'Kein weiteres Gerät startet.',
  },

  heard: {
    all: (parts) => `Werkbank: ${parts.join(', ')}.`,
    held: 'pausiert',
    running: (count) => `${count} in Arbeit`,
    queued: (count) => `${count} in der Reihe`,
    passed: (count) => `${count} bestanden`,
    failed: (count) => `${count} beiseitezulegen`,
  },

  safety: {
    care: {
      strong: 'Lassen Sie jedes Gerät eingeschaltet, während es neu startet.',
      text: 'Jedes läuft mit seiner alten Firmware, bis es neu startet. Hält ein Platz an, laufen die anderen weiter.',
    },
    safe: {
      strong: 'Jedes Gerät hier ist sicher.',
      text: 'Jedes läuft mit seiner alten Firmware, bis seine neue bestanden hat. Hält ein Platz an, laufen die anderen weiter.',
    },
  },

  says: {
    free: (armed) => ({
      tag: armed ? 'Automatik' : 'Wartet auf ein Gerät',
      say: armed
        ? 'Es startet von selbst, sobald es antwortet.'
        : 'Name und Firmware werden gelesen; dann wartet es auf Ihren Start.',
    }),
    unplug: (armed) => ({
      tag: armed ? 'Automatik' : 'Wartet auf das nächste',
      say: 'Stecken Sie dann das nächste ein.',
    }),
    asking: () => ({ tag: 'Wird gefragt', say: 'Name und Firmware werden gelesen.' }),
    ready: (from, to) => ({
      tag: 'Bereit',
      say:
        to === null
          ? `Es läuft mit ${from}. Wählen Sie eine Firmware.`
          : `${from} → ${to}. Noch wurde nichts gesendet.`,
    }),
    queued: ({ from, to }, { place, held }) => ({
      tag: place === null ? 'In der Reihe' : `In der Reihe, Nummer ${place}`,
      say: `${from} → ${to}. ${
        held
          ? 'Die Werkbank ist pausiert: Es startet nach „Fortsetzen“.'
          : 'Acht Geräte werden geschrieben: Es startet von selbst, wenn eines davon fertig ist.'
      } Noch wurde nichts gesendet.`,
    }),
    starting: (from, held) => ({
      tag: 'Vorbereiten',
      say: `Im freien Slot wird Platz geschaffen.${held ? ' Vor dem ersten Block wird pausiert.' : ''} ${safeOn(from)}`,
    }),
    pausing: (from, when) => ({ tag: 'Wird pausiert', say: `${when} ${safeOn(from)}` }),
    paused: (from, { percent, lead, hasPort }) => ({
      tag: `Pausiert bei ${percent} %`,
      say: [...(lead === null ? [] : [lead]), safeOn(from)].join(' '),
      act: hasPort ? null : 'Es ist getrennt: Stecken Sie es wieder ein.',
    }),
    writing: (from, { rate, leftMs }) => ({
      tag: 'Schreiben',
      say: [
        ...(leftMs === null ? [] : [end(`Noch ${inside(roughTime(leftMs))}`)]),
        ...(rate === null ? [] : [`${speed(rate)}.`]),
        safeOn(from),
      ].join(' '),
    }),
    lost: (from, leftMs) => ({
      tag: 'Gerät verloren',
      say: `Kabel herausgezogen oder kein Strom. ${safeOn(from)}`,
      act:
        leftMs > 0
          ? `Stecken Sie es innerhalb von ${countdown(leftMs)} wieder ein.`
          : 'Es wird noch einmal gesucht.',
    }),
    lostLater: ({ from, to, mayFreeze }) => ({
      tag: 'Gerät verloren',
      say: `Kabel herausgezogen. ${to} wird behalten, wenn das Gerät wiederkommt und alle Prüfungen besteht; sonst kehrt es von selbst zu ${from} zurück${unless(to, mayFreeze)}.`,
      act: 'Stecken Sie es wieder ein.',
    }),
    silent: ({ from, to }, since) => ({
      tag: `Keine Antwort seit ${since}`,
      say: `${to} wird behalten, wenn das Gerät wieder antwortet und alle Prüfungen besteht; sonst kehrt es von selbst zu ${from} zurück.`,
      act: 'Prüfen Sie Kabel und Stromversorgung.',
    }),
    finishing: (from) => ({
      tag: 'Prüfen',
      say: `Das Gerät prüft, was geschrieben wurde. ${safeOn(from)}`,
    }),
    restarting: ({ from, to, mayFreeze }, { usualMs, needsPower }) => ({
      tag: 'Neustart',
      say: [
        ...(usualMs === null ? [] : [`Meist ${elapsed(usualMs)}.`]),
        ...(needsPower ? ['Lassen Sie es eingeschaltet.'] : []),
        `Kehrt von selbst zu ${from} zurück, wenn ${to} nicht startet${unless(to, mayFreeze)}.`,
      ].join(' '),
    }),
    trial: (from, { leftMs, waitsFor }) => ({
      tag: leftMs === null ? 'Auf Probe' : `Auf Probe, noch ${countdown(leftMs)}`,
      say: `${waitsFor === null ? 'Die neue Firmware wird geprüft.' : `Wartet auf „${waitsFor}“.`} Behalten, wenn alle Prüfungen bestanden sind, sonst zurück zu ${from}.`,
    }),
    keeping: (to) => ({
      tag: 'Wird behalten',
      say: `Alle Prüfungen bestanden. Das Gerät soll ${to} behalten.`,
    }),
    goingBack: (from) => ({
      tag: 'Geht zurück',
      say: `Eine Prüfung ist zweimal fehlgeschlagen. Das Gerät kehrt zu ${from} zurück.`,
    }),
    stopping: (from) => ({
      tag: 'Wird angehalten',
      say: `Das Gerät vergisst, was geschrieben wurde. ${safeOn(from)}`,
    }),

    passed: (to, tookMs) => ({
      tag: `Bestanden: läuft mit ${to}`,
      say: end(
        `Alle Prüfungen bestanden, behalten${tookMs === null ? '' : ` nach ${duration(tookMs)}`}`,
      ),
      act: unplug,
    }),
    upToDate: (to) => ({
      tag: `Bestanden: lief schon mit ${to}`,
      say: 'Derselbe Build, mit Commit. Es wurde nichts gesendet.',
      act: unplug,
    }),
    wentBack: (from, to, why) => ({
      tag: `Fehler: wieder auf ${from}`,
      say:
        why === null
          ? `${to} wurde nicht behalten. Das Gerät arbeitet wie zuvor.`
          : `${end(why)} Deshalb ist das Gerät zurückgegangen. Es arbeitet wie zuvor.`,
      act: aside,
    }),
    failed: (what, from, percent) => ({
      tag: percent === null ? 'Fehler: angehalten' : `Fehler: angehalten bei ${percent} %`,
      say: `${what}${from === null ? '' : ` Es läuft mit ${from}.`}`,
      act: aside,
    }),
    refused: (what, from) => ({
      tag: 'Fehler: nicht gestartet',
      say: `${what}${from === null ? '' : ` Es läuft mit ${from}; es wurde nichts gesendet.`}`,
      act: aside,
    }),
    unreached: (what) => ({
      tag: 'Fehler: keine Antwort',
      say: what,
      act: 'Prüfen Sie Stromversorgung und Anschluss.',
    }),
    unclear: (what) => ({ tag: 'Fehler: nicht wie gesendet', say: what, act: aside }),
    unknown: (move) => ({
      tag: 'Fehler: nicht wieder gesehen',
      say:
        move === null
          ? 'Es kam nach dem Neustart nicht wieder.'
          : `Es kam nach dem Neustart nicht wieder. Was nicht behalten ist, kehrt von selbst zu ${move.from} zurück${unless(move.to, move.mayFreeze)}.`,
      act: aside,
    }),
    cancelled: (from) => ({
      tag: 'Abgebrochen',
      say:
        from === null
          ? 'Nichts hat sich geändert.'
          : `Nichts hat sich geändert. Es läuft mit ${from}.`,
    }),
  },

  verdicts: {
    passed: 'Bestanden',
    'went-back': 'Zurückgegangen',
    stopped: 'Angehalten',
    cancelled: 'Abgebrochen',
  },

  results: {
    title: 'Ergebnisse dieses Besuchs',
    kept: 'Aufgehoben, bis diese Seite geschlossen wird.',
    newest: (shown, all) => `Die neuesten ${shown} von ${all}; die Datei hat alle.`,
    dropped: (most) => `Nur die neuesten ${most} werden aufgehoben.`,
    save: 'Als CSV speichern',
    saved: (count) => `${counted(count, 'Ergebnis', 'Ergebnisse')} gespeichert.`,
    ended: 'Ende',
    device: 'Gerät',
    versions: 'Von → auf',
    result: 'Ergebnis',
    took: 'Dauer',
    move: (from, to) => `${from} → ${to}`,
    nobody: 'Keine Antwort',
    none: '–',
    columns: [
      'Ende (UTC)',
      'Platz',
      'Geräte-ID',
      'MAC',
      'Name',
      'Alte Version',
      'Alter Build',
      'Neue Version',
      'Neuer Build',
      'Ergebnis',
      'Einzelheiten',
      'Sekunden',
    ],
  },
} satisfies Catalogue['bench'];
