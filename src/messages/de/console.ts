import type { Catalogue } from '../catalogue.ts';
import grammar from './grammar.ts';

const { capital, count, whole } = grammar;

const lines = (number: number): string => count(number, 'Zeile', 'Zeilen');

export default {
  title: 'Konsole',
  panels: 'Ansicht',
  close: 'Schließen',
  counts: (log, calls, again) =>
    `${lines(log)}, ${count(calls, 'Aufruf', 'Aufrufe')}, ${whole(again)} erneut gesendet`,
  find: 'In Protokoll und Frames suchen',
  show: 'Zeigen',
  which: { log: 'Protokoll', frames: 'Frames', both: 'Beides' },
  hold: 'Anhalten',
  holdLabel: 'Ansicht anhalten; das Update geht weiter',
  held: (number) => `Angehalten, ${whole(number)} neu`,
  download: 'Herunterladen',
  downloadLabel: 'Protokoll und Frames herunterladen',
  region: 'Protokoll des Geräts und Frames, die neuesten zuletzt',
  log: 'Protokoll des Geräts',
  frames: 'Frames dieser Seite',
  sent: 'gesendet',
  answered: 'beantwortet',
  nothing: 'Noch ist nichts durchgegangen.',
  nothingFound: 'Keine Zeile enthält das.',
  noLog: (over) =>
    `${capital(over)} gibt es kein Protokoll: Das Gerät sendet es nur über sein Kabel. Was diese Seite sendet und zurückbekommt, steht hier.`,
  older: (number) =>
    number === 1
      ? '1 Zeile davor: Sie ist in der heruntergeladenen Datei.'
      : `${lines(number)} davor: Sie sind in der heruntergeladenen Datei.`,
  aloud: 'Neue Zeilen vorlesen',
  secrets: 'Passwörter und Schlüssel erscheinen als ••••, hier und in der Datei.',
  frame: 'Der ganze Frame',
  frameGone: 'Diesen Frame gibt es nicht mehr.',

  line: {
    again: 'noch einmal dieselben Bytes',
    error: (code) => `Fehler ${code}`,
    nobodyWaits: 'niemand wartet mehr darauf',
    took: (ms) => `${whole(ms)} ms`,
    unanswered: (id, seconds) => `${id} keine Antwort in ${whole(seconds)} s`,
    noise: (bytes, why) => `${count(bytes, 'Byte kam', 'Byte kamen')} beschädigt an: ${why}`,
    opened: (label, baudRate) =>
      `Verbindung offen: ${label}${baudRate === null ? '' : `, ${whole(baudRate)} Baud`}`,
    lost: (detail) => `Verbindung verloren: ${detail}`,
    closed: 'Verbindung geschlossen',
    block: (bytes, offset) => `${whole(bytes)} Byte bei ${whole(offset)}`,
    noises: {
      'bad-crc': 'die Prüfsumme ist falsch',
      'too-long': 'länger als 64 KiB',
      'too-deep': 'zu tief verschachtelt',
      'not-ascii': 'Zeichen, die kein Frame hat',
      'not-json': 'kein JSON',
      'not-a-frame': 'kein Frame',
    },
  },

  call: {
    title: 'Gerät aufrufen',
    method: 'Methode',
    args: 'Argumente, als JSON',
    call: 'Aufrufen',
    answer: 'Antwort',
    calling: 'Wartet auf die Antwort …',
    noMethod: 'Wählen Sie zuerst eine Methode.',
    notJson: 'Die Argumente sind noch kein JSON.',
    busy: 'Dieser Aufruf wartet auf seine Antwort.',
    onlyReading:
      'Während ein Update läuft, gehen nur lesende Aufrufe: Was schreibt oder neu startet, wartet bis zum Ende.',
    off: (method) =>
      `${method} wartet bis zum Ende des Updates: Die Methode schreibt vielleicht oder startet neu.`,
    took: (method, ms) => `${method}, ${whole(ms)} ms`,
    failed: (method, headline) => `${method}: ${headline}`,
  },
} satisfies Catalogue['console'];
