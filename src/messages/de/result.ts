import type { Catalogue } from '../catalogue.ts';
import { decimal, fileSize } from '../numbers.ts';
import grammar from './grammar.ts';

const { begin, count } = grammar;

const kept = 'Sie wird nicht von selbst behalten.';
const some = (files: number): string => grammar.count(files, 'Datei', 'Dateien');

export default {
  trialChecks: {
    label: 'Zustandsprüfungen',
    version: 'Läuft mit der gesendeten Version',
    build: 'Läuft mit dem gesendeten Build',
    slot: 'Aus dem beschriebenen Slot gestartet',
    restart: 'Kein unerwarteter Neustart',
    up: (seconds) => `läuft seit ${seconds} s`,
    restarted: 'neu gestartet',
    memory: 'Freier Speicher',
    memoryOf: (now, before) => `${fileSize(now)}, vorher ${fileSize(before)}`,
    network: 'Mit dem Netz verbunden',
    ofProduct: 'Prüfung dieses Produkts',
    wanted: {
      '=': (than) => than,
      '!=': (than) => `alles außer ${than}`,
      '<': (than) => `weniger als ${than}`,
      '<=': (than) => `höchstens ${than}`,
      '>': (than) => `mehr als ${than}`,
      '>=': (than) => `mindestens ${than}`,
      contains: (than) => `enthält ${than}`,
      exists: () => 'dass es da ist',
      range: (than) => than,
    },
    notTold: {
      'no-answer': 'keine Antwort',
      refused: 'vom Gerät abgelehnt',
      'no-value': 'nicht in der Antwort',
      'no-number': 'keine Zahl',
      unreadable: 'nicht lesbar',
      'not-before': 'von vor dem Update nicht bekannt',
    },
    answers: 'Antwortzeit in Ordnung',
    answered: (ms) =>
      ms < 1_000 ? `in ${Math.max(1, Math.round(ms))} ms` : `in ${decimal(ms / 1_000)} s`,
    notAsked: 'noch nicht gefragt',
    waiting: (seconds) => `wird ${seconds} s beobachtet`,
    notReported: 'nicht gemeldet',
  },

  failedChecks: {
    version: (sent, now) => ({
      headline: 'Eine andere Version antwortet',
      text: `Es sollte ${sent} sein. ${kept}`,
      before: sent,
      now,
    }),
    build: (sent, now) => ({
      headline: 'Ein anderer Build antwortet',
      text: `Die Version stimmt, die Build-ID ist nicht die der Datei. ${kept}`,
      before: sent,
      now,
    }),
    slot: (sent, now) => ({
      headline: 'Es läuft aus einem anderen Slot',
      text: `Die Firmware wurde in ${sent} geschrieben. ${kept}`,
      before: sent,
      now,
    }),
    restart: (up) => ({
      headline: 'Es ist noch einmal neu gestartet',
      text: `Eine gesunde Firmware startet einmal. ${kept}`,
      before: 'ein Neustart, wie angewiesen',
      now: `wieder gestartet, ${up}`,
    }),
    memory: (before, now) => ({
      headline: 'Viel weniger freier Speicher als vorher',
      text: `Weniger als 70 % von dem, was vor dem Update frei war. ${kept}`,
      before: `${before} frei`,
      now: `${now} frei`,
    }),
    network: (before) => ({
      headline: 'Es hat sein Netz verloren',
      text: `Vor dem Update hatte es eine Adresse in seinem Netz. ${kept}`,
      before,
      now: 'keine Adresse',
    }),
    product: (name, wanted, now) => ({
      headline: name,
      text: `Eine Prüfung dieses Produkts wurde nicht bestanden. ${kept}`,
      label: 'Erwartet',
      before: wanted,
      now,
    }),
    answers: (limit, now) => ({
      headline: 'Es antwortet langsam',
      text: `Ein gesundes Gerät antwortet schneller, über jede Verbindung. ${kept}`,
      before: `unter ${limit}`,
      now,
    }),
  },

  redTrial: {
    state: ({ from, to }, failed) => {
      const checks = `${count(failed, 'Prüfung', 'Prüfungen')} nicht bestanden`;
      return {
        tag: checks,
        headline:
          failed === 1
            ? `${to} läuft, aber eine Prüfung ist nicht bestanden`
            : `${to} läuft, aber ${failed} Prüfungen sind nicht bestanden`,
        heard: `${checks}. Gehen Sie zurück zu ${from}, oder behalten Sie ${to} trotzdem.`,
      };
    },
    label: 'Nicht bestandene Prüfungen',
    cap: 'Ihre Wahl',
    before: 'Vorher',
    now: 'Jetzt',
    checkAgain: 'Noch einmal prüfen',
    keepAnyway: 'Trotzdem behalten',
    foldTitle: (version) => `${version} trotzdem behalten`,
    foldHint: 'muss getippt werden',
    foldText: (version) =>
      `Die Prüfung bleibt nicht bestanden. Um ${version} dennoch zu behalten, tippen Sie es ein.`,
    field: (version) => `Tippen Sie ${version}, um es trotz nicht bestandener Prüfung zu behalten`,
    off: (version) => `Behalten ist erst möglich, wenn ${version} getippt ist.`,
  },

  end: {
    causes: {
      asked: {
        tag: (at) => `Um ${at} zurückgegangen`,
        lead: () => 'Sie sind zurückgegangen.',
      },
      checks: {
        tag: () => 'Prüfungen nicht bestanden',
        lead: ({ to }) =>
          `${to} bestand die Prüfungen nicht und wurde nicht behalten. Das Gerät ist auf Anweisung zurückgegangen und arbeitet wie vor dem Update.`,
      },
      'time-over': {
        tag: (at) => `Um ${at} von selbst zurückgekehrt`,
        lead: ({ to }) =>
          `${to} wurde nicht rechtzeitig behalten. Das Gerät ist zurückgegangen, wie es soll, und arbeitet wie vor dem Update.`,
      },
      restarted: {
        tag: () => 'Vor dem Behalten neu gestartet',
        lead: ({ from, to }) =>
          `Das Gerät startete neu, bevor ${to} behalten wurde. Deshalb läuft es wieder mit ${from}, wie es soll.`,
      },
      'not-seen': {
        tag: (at) => `Wieder gesehen um ${at}`,
        lead: ({ to }) =>
          `Es war nicht zu sehen, dass ${to} lief. Das Gerät arbeitet wie vor dem Update.`,
      },
    },
    wentBack: ({ device, from }, committed) => ({
      title: `Wieder ${from} · ${begin(device)}`,
      headline: `${begin(device)} läuft wieder mit ${from}`,
      safety: `Es meldet ${from}${committed ? ' mit Commit' : ''}, wie vor dem Update.`,
      heard: `Das Gerät läuft wieder mit ${from}. Es ist sicher.`,
      heardAsked: `Läuft wieder mit ${from}.`,
    }),
    other: ({ device, to }, now) => ({
      title: `Andere Firmware · ${begin(device)}`,
      tag: 'Eine andere Firmware läuft',
      headline: now.isOfVersion
        ? `${begin(device)} läuft mit einem anderen Build von ${to}`
        : `${begin(device)} läuft mit ${now.version}`,
      lead: `Sein Build ${now.buildId} ist weder der von vorher noch der gesendete.`,
      strong: 'Es läuft.',
      safety: now.committed
        ? 'Es meldet den Commit. Klären Sie, mit welcher Firmware es laufen soll.'
        : 'Es meldet, dass es auf Probe läuft. Klären Sie, mit welcher Firmware es laufen soll.',
      heard: `${begin(device)} läuft mit einer anderen Firmware als der gesendeten: ${now.version}.`,
    }),
    unclear: ({ device, from }) => ({
      title: `Nicht abgeschlossen · ${begin(device)}`,
      tag: 'Nicht abgeschlossen',
      strong: 'Nichts ist verloren.',
      safety: `Was nicht behalten ist, kehrt von selbst zu ${from} zurück.`,
    }),
  },

  files: {
    title: 'Dateien auf dem Gerät',
    summary: ({ keeps, overwrites, adds }) =>
      `${keeps.length} behalten, ${overwrites.length} ersetzt, ${adds.length} neu`,
    unknown: 'nicht bekannt',
    notTold:
      'Dieses Gerät hat nicht gesagt, welche Dateien es hat. Seine eigenen bleiben, außer die Firmware bringt eine gleichen Namens mit.',
    ships: (files) => `Die Firmware bringt ${some(files)} mit.`,
    keeps: (files) => `${some(files)} behalten, Byte für Byte`,
    overwrites: (files) => `${some(files)} von der Firmware ersetzt`,
    adds: (files) => `${some(files)} neu`,
    free: (bytes) => `${fileSize(bytes)} bleiben frei.`,
    goesBack: 'Das Gerät würde von selbst zurückgehen, mit allen Dateien, wie sie sind.',
    after: {
      kept: 'Eigene Dateien behalten',
      none: 'Keine eigenen Dateien zu behalten',
      count: (files) => (files === 0 ? '' : `${files} behalten`),
      told: 'laut Gerät',
      listed: 'laut Dateiliste des Geräts',
      foretold: 'wie vorhergesagt; es listet sie jetzt nicht auf',
      keeps: (files) => `${some(files)} behalten`,
      missing: (files) =>
        files === 1
          ? '1 eigene Datei fehlt in seiner Liste'
          : `${files} eigene Dateien fehlen in seiner Liste`,
      back: 'Es hat alle seine Dateien, wie vorher',
    },
    noFilesystem: 'In dieser Firmware ist kein Dateisystem zu lesen.',
    slots: 'Dateien in den Slots',
    slotsProvenance: 'Vom Chip gelesen',
    kinds: { littlefs: 'LittleFS', spiffs: 'SPIFFS' },
    used: (files, freeBytes) => `${some(files)}, ${fileSize(freeBytes)} frei`,
    empty: 'Noch keine Datei.',
    unreadable: 'Hier ist kein Dateisystem zu lesen.',
    name: 'Datei',
    size: 'Größe',
    changed: 'Geändert',
    notChanged: 'unverändert, seit die Seite offen ist',
    changedAt: (clock) => `geändert um ${clock}`,
  },
} satisfies Pick<Catalogue, 'trialChecks' | 'failedChecks' | 'redTrial' | 'end' | 'files'>;
