import { duration } from '../numbers.ts';
import type { LateTexts } from '../catalogue.ts';

const updates = (count: number): string => (count === 1 ? '1 Update' : `${count} Updates`);

export default {
  title: 'Verlauf',
  lead: 'Jedes Update, das dieser Browser gemacht hat. Bleibt hier und wird nirgendwohin gesendet.',
  loading: 'Der Verlauf wird gelesen…',
  failed: 'Der Verlauf wurde nicht gelesen.',
  notKept:
    'Dieser Browser behält nichts für die Seite: Der Verlauf ist weg, sobald die Seite geschlossen wird.',
  full: (most) => `Die letzten ${most} Updates bleiben. Ältere machen Platz.`,
  empty: {
    title: 'Noch keine Updates',
    text: 'Jedes hinterlässt hier einen Beleg.',
    update: 'Ein Gerät aktualisieren',
  },
  today: 'Heute',
  yesterday: 'Gestern',

  who: {
    label: 'Ihr Name auf Belegen',
    hint: 'Auf jedem Update von jetzt an. Leer lassen heißt: kein Name.',
    save: 'Namen speichern',
    change: 'Ändern',
    set: 'Namen angeben',
    nobody: 'Für Belege ist kein Name angegeben.',
    named: (name) => `Name auf Belegen: ${name}`,
    saved: (name) => `Updates tragen von jetzt an den Namen ${name}.`,
    removed: 'Updates tragen von jetzt an keinen Namen.',
    notSaved: 'Der Name wurde nicht gespeichert.',
  },

  tools: {
    label: 'Im Verlauf suchen',
    find: 'Gerät, Version, Datei, Name',
    device: 'Gerät',
    app: 'Anwendung',
    outcome: 'Ergebnis',
    way: 'Verbindung',
    all: 'Alle',
    export: 'Exportieren',
    exports: (count) => `${updates(count)}, wie gefiltert`,
    csv: 'CSV für Tabellen',
    json: 'JSON für Programme',
    fileName: 'verlauf',
  },

  list: {
    label: 'Frühere Updates',
    count: (count, all) => (count === all ? updates(all) : `${count} von ${updates(all)}`),
    none: 'Kein Update passt dazu.',
    clear: 'Alle zeigen',
    more: (count) => `${count} weitere zeigen`,
    move: (from, to) => `${from} → ${to}`,
    back: (from) => `zurück auf ${from}`,
    not: (to) => `nicht auf ${to} aktualisiert`,
    took: (ms) => duration(ms),
    removeAll: 'Alle entfernen',
    removeShown: (count) => `Diese ${count} entfernen`,
  },

  ways: {
    practice: 'Übungsgerät',
    cable: 'USB-Kabel',
    bluetooth: 'Bluetooth',
    network: 'Netzwerk',
    bench: 'Werkbank',
    'roll-out': 'Ausrollen',
  },

  detail: {
    none: 'Dieses Update ist nicht im Verlauf dieses Browsers.',
    toList: 'Alle Updates',
    label: 'Aufzeichnungen dieses Updates',
    print: 'Drucken',
    page: 'Als Seite speichern',
    remove: 'Entfernen',
    removed: (count) => `${updates(count)} entfernt.`,
    undo: 'Rückgängig machen',
    undone: 'Zurückgelegt.',
    way: 'Verbindung',
    over: (way, link) => `${way}, ${link}`,
    carriedOn:
      'Seine erste Seite wurde verlassen. Eine andere hat es fortgesetzt: Zeiten gelten für den zweiten Teil.',
    by: 'Ausgeführt von',
    serial: 'Sitzung',
    reason: 'Kennung',
  },

  seal: {
    title: 'Signiert',
    text: (algorithm) =>
      `Signiert mit einem Schlüssel dieses Browsers (${algorithm}). „Beleg prüfen“ im Verlauf zeigt ohne Netzwerk, ob etwas geändert wurde.`,
    key: 'Fingerabdruck des Schlüssels',
    digest: 'SHA-256 des Signierten',
    code: 'QR-Code, der diesen Beleg enthält',
    noCode: 'Dieser Beleg ist zu lang für einen QR-Code. Behalten Sie die signierte Datei.',
    save: 'Signierte Datei speichern',
    none: 'Nicht signiert: Browser signieren nur auf Seiten, die über https oder von diesem Computer kamen.',
    notKept:
      'Dieser Browser behält den Schlüssel nicht. Die nächste Seite signiert mit einem anderen.',
  },

  check: {
    title: 'Beleg prüfen',
    lead: 'Zeigt, ob ein Beleg so ist, wie er signiert wurde. Es wird nichts gesendet.',
    back: 'Verlauf',
    paste: 'Text eines signierten Belegs oder des QR-Codes auf Papier',
    press: 'Prüfen',
    file: 'Datei wählen',
    fileHint: 'Die signierte Datei (.json) oder ein Bild des QR-Codes.',
    empty: 'Wählen Sie eine Datei oder fügen Sie einen Text ein.',
    noCode: (file) =>
      `In ${file} wurde kein QR-Code gelesen. Nehmen Sie das Bild näher und schärfer auf.`,
    notRead: (file) => `${file} wurde nicht gelesen.`,
    tooLong: (file) => `${file} ist zu groß für einen Beleg.`,
    checking: 'Wird geprüft…',
    genuine: {
      title: 'Echt: Nichts wurde geändert',
      own: 'Signiert mit dem Schlüssel dieses Browsers.',
      other:
        'Signiert mit dem Schlüssel eines anderen Browsers. Vergleichen Sie den Fingerabdruck mit dem, der den Beleg gemacht hat.',
    },
    'not-genuine': {
      title: 'Nicht echt',
      text: 'Die Signatur passt nicht: Nach dem Signieren wurde etwas geändert, oder ein anderer Schlüssel hat signiert. Verlassen Sie sich nicht darauf.',
    },
    unreadable: {
      title: 'Kein echter Beleg',
      text: 'Das ist kein Beleg von Slipway, oder etwas darin wurde geändert, hinzugefügt oder weggelassen.',
    },
    says: 'Was er sagt',
    claims: 'Was er behauptet',
    algorithm: 'Signatur',
  },

  charts: {
    title: 'Diagramme',
    of: (count) => `von ${updates(count)}`,
    table: 'Als Tabelle',
    none: 'Nichts zu zeichnen: kein Update mit einer Zeit.',
    time: {
      title: 'Zeit je Update',
      text: (count, median) =>
        `Die letzten ${count}, die behalten wurden. Die Hälfte dauerte bis zu ${median}.`,
      when: 'Wann',
      device: 'Gerät',
      took: 'Dauer',
    },
    ends: {
      title: 'Wie Updates endeten',
      text: (stopped, all) => `${stopped} von ${updates(all)} wurden nicht behalten.`,
      month: 'Monat',
      kept: 'Behalten',
      back: 'Zurückgegangen',
      stopped: 'Gestoppt',
    },
    speed: {
      title: 'Geschwindigkeit je Verbindung',
      text: 'Der Median: Die Hälfte der Updates war schneller.',
      link: 'Verbindung',
      speed: 'Geschwindigkeit',
      count: 'Anzahl',
    },
  },
} satisfies LateTexts['history'];
