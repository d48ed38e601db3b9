import type { LinkReport, TripPartName } from '../../contracts/link-log.ts';
import type { Catalogue } from '../catalogue.ts';
import { fileSize, speed } from '../numbers.ts';
import grammar from './grammar.ts';

const { capital, count, whole } = grammar;

const lines = (number: number): string => count(number, 'Zeile', 'Zeilen');

const milliseconds = (ms: number): string =>
  `${ms > 0 && ms < 10 ? (Math.round(ms * 10) / 10).toString().replace('.', ',') : whole(ms)} ms`;

const PARTS: Readonly<Record<TripPartName, string>> = {
  line: 'Leitung',
  writes: 'Schreiben',
  adapter: 'Adapter',
  network: 'Netzwerk',
  reads: 'Lesen',
  flash: 'Flash',
  page: 'Browser',
};

const SPOKEN: Readonly<Record<TripPartName, string>> = {
  line: 'auf der Leitung',
  writes: 'beim Schreiben',
  adapter: 'im Adapter',
  network: 'auf dem Hin- und Rückweg',
  reads: 'beim Lesen',
  flash: 'im Gerät beim Schreiben des Flash',
  page: 'im Browser',
};

const NOTHING_WRONG = 'Alles ist in Ordnung.';
const SLOW_RADIO = 'Diese Bluetooth-Verbindung antwortet langsam.';
const CLOSER = 'Gehen Sie näher heran und schließen Sie andere Apps, die Bluetooth verwenden.';

export default {
  console: {
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
      deviceGone: 'das Gerät ist weg',
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
  },

  link: {
    title: 'Verbindung',
    milliseconds,
    part: (name, ms) => `${PARTS[name]} ${milliseconds(ms)}`,
    trip: (blockBytes: number, parts: LinkReport['parts']) => {
      const total = parts.reduce((sum, { ms }) => sum + ms, 0);
      const each = parts.map(({ name, ms }) => `${milliseconds(ms)} ${SPOKEN[name]}`).join(', ');
      return `Ein Block von ${whole(blockBytes)} Byte braucht ${milliseconds(total)}: ${each}`;
    },
    dials: {
      speed: 'Geschwindigkeit, letzte 10 s',
      block: 'Block',
      usual: 'Antwort, üblich',
      slowest: 'Antwort, langsamste',
    },
    bytes: (count) => `${whole(count)} Byte`,
    notYet: '–',
    checks: {
      label: 'Was geprüft wurde',
      link: 'Verbindung',
      flow: 'Flusskontrolle',
      flowSerial: 'XON/XOFF',
      flowOther: 'durch die Verbindung selbst',
      noise: 'Störungen auf der Leitung',
      noiseQuiet: 'noch einmal gesendet; nichts Falsches wurde geschrieben',
      noiseCount: (again, calls) =>
        `${whole(again)} von ${grammar.count(calls, 'Aufruf', 'Aufrufen')}`,
      held: 'Verbindung gehört',
      heldHere: 'diesem Tab',
      piece: 'Größtes Stück, das geht',
      signal: 'Signalstärke',
      signalWhy: 'dieser Browser nennt sie nicht',
      notReported: 'nicht gemeldet',
    },

    source: {
      pieces: (name, bytes) => `${name}, ${whole(bytes)} Byte auf einmal`,
      line: (name, baudRate) => `${name}, ${whole(baudRate)} Baud, 8N1`,
    },

    bounds: {
      unknown: () => ({
        limit: 'Noch nichts zu messen.',
        numbers: 'Die ersten Blöcke eines Updates zeigen, was es begrenzt.',
        help: '',
      }),
      line: (bound, bytesPerSecond) => {
        const now = bytesPerSecond === null ? '' : `; jetzt sind es ${speed(bytesPerSecond)}`;
        return {
          limit: 'Die Leitung ist die Grenze.',
          numbers: `Mit ${whole(bound.baudRate)} Baud überträgt sie höchstens ${speed(bound.mostBytesPerSecond)}${now}.`,
          help: `${NOTHING_WRONG} Eine Firmware mit höherer Baudrate der Konsole würde helfen.`,
        };
      },
      adapter: (bound) => ({
        limit: 'Der Adapter ist die Grenze.',
        numbers: `Er verzögert jeden Block um ${milliseconds(bound.latencyMs)}.`,
        help: 'Der Latenz-Timer des Treibers lässt sich auf 1 ms setzen.',
      }),
      flash: (bound) => ({
        limit: 'Der Flash des Geräts ist die Grenze.',
        numbers: `Löschen und Schreiben brauchen ${milliseconds(bound.blockMs)} für jeden Block.`,
        help: NOTHING_WRONG,
      }),
      bluetooth: (bound) => ({
        limit: SLOW_RADIO,
        numbers: `Schreiben und Lesen brauchen ${milliseconds(bound.answerMs)} für jeden Block.`,
        help: CLOSER,
      }),
      interval: (bound) => ({
        limit: SLOW_RADIO,
        numbers: `Sie antwortet alle ${milliseconds(bound.eachMs)}, und ein Block braucht ${grammar.count(bound.turns, 'Antwort', 'Antworten')}. Größere Blöcke sind schon in Gebrauch.`,
        help: `Wie oft sie antwortet, machen dieses System und das Gerät unter sich aus. ${CLOSER}`,
      }),
      pieces: (bound) => ({
        limit: SLOW_RADIO,
        numbers: `Sie überträgt ${whole(bound.pieceBytes)} Byte auf einmal, alle ${milliseconds(bound.eachMs)}.`,
        help: 'Ein anderes Telefon oder ein anderer Computer überträgt vielleicht 497 Byte auf einmal.',
      }),
      loss: (bound) => ({
        limit: 'Blöcke gehen verloren.',
        numbers: `${whole(bound.lost)} von ${whole(bound.of)} mussten noch einmal gesendet werden; das Warten auf sie nahm ${Math.floor(bound.share * 100)} % der Zeit.`,
        help: 'Nichts Falsches wurde geschrieben. Ein kürzeres Kabel, ein anderer Anschluss oder weniger Funkstörungen würden helfen.',
      }),
      memory: (bound) => ({
        limit: 'Das Gerät hat wenig Speicher.',
        numbers: `${fileSize(bound.freeBytes)} sind frei, darum fassen Blöcke nur ${whole(bound.blockBytes)} Byte.`,
        help: `${NOTHING_WRONG} Es dauert etwas länger.`,
      }),
      network: (bound) => ({
        limit: 'Das Netzwerk ist weit weg.',
        numbers: `${milliseconds(bound.eachWayMs)} je Richtung, für jeden Block.`,
        help: 'Ein Computer näher am Gerät würde helfen.',
      }),
      page: (bound) => ({
        limit: 'Dieser Computer ist die Grenze.',
        numbers: `Zwischen einer Antwort und dem nächsten Block vergehen ${milliseconds(bound.gapMs)}.`,
        help: 'Lassen Sie diese Seite im Vordergrund und schließen Sie, was den Computer beschäftigt.',
      }),
    },
  },
} satisfies Pick<Catalogue, 'console' | 'link'>;
