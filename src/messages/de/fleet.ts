import type { LateTexts } from '../catalogue.ts';
import grammar from './grammar.ts';

const { count, list, whole } = grammar;

const devices = (number: number): string => count(number, 'Gerät', 'Geräte');

export default {
  title: 'Flotte',
  lead: (number) =>
    `${devices(number)}, egal, wer ihr Update begonnen hat. Die Angaben stammen von den Geräten selbst.`,
  loading: 'Die Geräteliste wird gelesen',
  notKept:
    'Dieser Browser speichert nichts: Die Liste bleibt nur, bis diese Seite geschlossen wird.',
  failed: 'Die Liste lässt sich nicht lesen oder speichern.',
  add: 'Geräte hinzufügen',
  rollOut: 'Neue Verteilung',
  ask: 'Geräte abfragen',
  askName: (number) => `Bei ${count(number, 'Gerät', 'Geräten')} nachfragen, wie es steht`,
  asked: (number) =>
    `${devices(number)} werden abgefragt.`.replace(/^1 Gerät werden/, '1 Gerät wird'),
  nobodyAsked: 'Keines davon hat eine Adresse, die diese Seite erreicht.',
  askAgain: 'Alle 10 s abfragen',

  kept: {
    title: 'Verteilungen',
    to: (versions, number) =>
      `${versions.length === 0 ? '' : `${list(versions)} an `}${devices(number)}`,
    unknown: 'ihr Plan wird hier nicht gelesen',
    standings: {
      led: (name) => `koordiniert von ${name}`,
      gone: (name) => `${name} ist nicht mehr da: niemand koordiniert sie`,
      nobody: 'niemand koordiniert sie',
      over: 'vorbei',
    },
    somebody: 'jemand',
    open: 'Öffnen',
    openName: (name) => `${name} öffnen`,
    over: (number) => `${whole(number)} vorbei`,
    busy: 'Auf dieser Seite läuft eine Verteilung. Nur eine kann zugleich offen sein.',
  },

  empty: {
    title: 'Noch keine Geräte',
    text: 'Fügen Sie eine Liste ein, verbinden Sie einen Broker oder aktualisieren Sie ein Gerät: Es erscheint dann hier.',
    practice: 'Keine Hardware zur Hand?',
    practiceText:
      'Geben Sie das im Ordner von Slipway ein: Es startet zehn Übungsgeräte und einen Broker für sie auf diesem Computer. Es braucht Mosquitto und sagt, wie man es installiert. Wenn sie laufen, fügen Sie sie hier hinzu.',
    copy: 'Befehl kopieren',
    copied: 'Kopiert.',
    notCopied:
      'Der Browser lässt diese Seite nicht kopieren. Markieren Sie den Befehl und kopieren Sie ihn selbst.',
    addThese: 'Diese zehn hinzufügen',
  },

  buckets: {
    label: 'Anzeigen',
    all: 'Alle',
    moving: 'In Arbeit',
    kept: 'Bestätigt',
    back: 'Zurückgegangen',
    failed: 'Fehlgeschlagen',
    idle: 'Ruhend',
    silent: 'Keine Antwort',
    denied: 'Passwort nötig',
    unknown: 'Noch nicht gefragt',
  },
  standings: {
    unknown: 'Noch nicht gefragt',
    asking: 'Wird gefragt',
    idle: 'Ruhend',
    writing: 'Schreibt',
    written: 'Startet neu',
    trial: 'Auf Probe',
    kept: 'Bestätigt',
    back: 'Zurückgegangen',
    failed: 'Fehlgeschlagen',
    silent: 'Keine Antwort',
    denied: 'Verlangt ein Passwort',
  },
  startedBy: {
    page: 'diese Seite',
    client: 'anderes Programm',
    shadow: 'Shadow',
    device: 'Polling, URL oder Upload',
  },

  table: {
    label: 'Geräte',
    choose: 'Auswählen',
    chooseAll: 'Alle angezeigten auswählen',
    chooseName: (name) => `${name} auswählen`,
    columns: {
      device: 'Gerät',
      standing: 'Zustand',
      version: 'Version',
      percent: 'Fortschritt',
      app: 'Anwendung',
      arch: 'Plattform',
      group: 'Gruppe',
      tags: 'Tags',
      address: 'Adresse',
      startedBy: 'Begonnen von',
      seen: 'Gesehen',
    },
    versions: (from, to) => `${from} → ${to}`,
    percent: (percent) => `${whole(percent)} %`,
    notTold: 'keine Angabe',
    notToldWhy: 'Das Gerät weiß nicht, wie viel kommt, und nennt deshalb keinen Prozentwert.',
    none: '–',
    now: 'jetzt',
    seenAt: (at) => `gesehen: ${at}`,
    open: (name) => `${name} öffnen`,
    noMatch: 'Kein Gerät passt dazu.',
    noMatchText: 'Ändern Sie die Suche oder zeigen Sie wieder alle Geräte an.',
    showAll: 'Alle Geräte anzeigen',
    shown: (shown, all) => `${whole(shown)} von ${whole(all)} angezeigt`,
    keys: 'Pfeiltasten bewegen, die Leertaste wählt aus, die Eingabetaste öffnet.',
  },

  tools: {
    find: 'Name, ID, Gruppe, Version',
    findLabel: 'Geräte suchen',
    columns: 'Spalten',
    views: 'Ansichten',
    viewName: 'Name dieser Ansicht',
    saveView: 'Ansicht speichern',
    noViews: 'Eine Ansicht merkt sich Suche, Filter, Reihenfolge und Spalten.',
    removeView: (name) => `Ansicht ${name} entfernen`,
    export: 'Exportieren',
    csv: 'CSV',
    json: 'JSON',
    exports: (number) => `${devices(number)} in einer Datei:`,
    fileName: 'flotte',
  },

  chosen: {
    label: 'Ausgewählte Geräte',
    count: (number) => `${whole(number)} ausgewählt`,
    heard: (number) => `${devices(number)} ausgewählt.`,
    all: (number) => `Alle ${whole(number)} auswählen`,
    update: 'Aktualisieren',
    updateOff: 'Diese Seite hat keine Adresse davon. Wählen Sie es auf der Seite „Update“ aus.',
    rollOut: 'Verteilen',
    edit: 'Gruppe und Tags',
    remove: 'Entfernen',
    clear: 'Nichts auswählen',
  },
  removed: (number) => `${devices(number)} aus der Liste entfernt. Nichts wurde gesendet.`,
  undo: 'Rückgängig',
  undone: 'Sie sind wieder da.',

  edit: {
    title: (number) => `${devices(number)} ändern`,
    one: (name) => `${name} ändern`,
    facts: 'Die Namen werden in diesem Browser gespeichert. An die Geräte wird nichts gesendet.',
    alias: 'Name',
    group: 'Gruppe',
    groupHint: (number) =>
      `${devices(number)} haben verschiedene Gruppen. Bleibt das Feld leer, bleiben sie.`,
    addTags: 'Tags hinzufügen, durch Kommas getrennt',
    dropTags: 'Wegnehmen',
    save: 'Änderungen speichern',
    cancel: 'Nichts ändern',
    saved: (number) => `${devices(number)} geändert.`,
    noAddress: 'Es wurde über Kabel oder Funk erreicht: Wählen Sie es auf der Seite „Update“ aus.',
    update: 'Verbinden',
  },

  import: {
    title: 'Geräte hinzufügen',
    text: 'Ein Gerät je Zeile oder eine Datei im Format CSV oder JSON: id, address, group, name, tags. Eine erste Zeile mit diesen Namen kann die Reihenfolge ändern.',
    list: 'Liste',
    example: 'esp32_0A1B2C, ws://192.168.1.7/rpc, Heizung',
    broker: 'Broker der Geräte ohne Adresse, falls es einen gibt',
    brokerHint: 'Seine Geräte, die etwas veröffentlichen, erscheinen von selbst.',
    brokerWrong:
      'Seine WebSocket-Adresse ohne Benutzer und Passwort: mqtt+ws://broker.example/mqtt',
    brokerFull:
      'Für weitere Broker und Adressen ist kein Platz mehr. Entfernen Sie zuerst einen Eintrag.',
    file: 'Datei wählen',
    found: (number) =>
      `${devices(number)} können hinzugefügt werden.`.replace(/^1 Gerät können/, '1 Gerät kann'),
    wrong: (number) => `${count(number, 'Zeile', 'Zeilen')} ausgelassen:`,
    more: (number) => `und ${whole(number)} weitere`,
    line: (line, why) => `Zeile ${whole(line)}: ${why}`,
    entry: (entry, why) => `Eintrag ${whole(entry)}: ${why}`,
    faults: {
      'no-id': 'Die ID fehlt',
      'bad-id': 'Das ist keine ID eines Geräts',
      'bad-address': 'Das ist keine Adresse, die Slipway kennt',
      secret:
        'Eine Adresse mit Passwort wird nicht gespeichert; danach wird gefragt, wenn es nötig ist',
      twice: 'Diese ID kam schon vor',
      'no-entry': 'Das ist kein Gerät',
    },
    notJson: 'Das ist kein gültiges JSON.',
    noList: 'In diesem JSON gibt es keine Geräteliste.',
    tooLarge: (most) => `Das ist länger als ${most}. Teilen Sie es in mehrere Listen auf.`,
    unreadable: 'Die Datei lässt sich nicht lesen.',
    tooMany: (most) => `Der Rest: Eine Flotte hat hier höchstens ${whole(most)} Geräte`,
    submit: (number) => (number === 0 ? 'Geräte hinzufügen' : `${devices(number)} hinzufügen`),
    nothing: 'Es gibt noch kein Gerät, das hinzugefügt werden kann.',
    cancel: 'Nichts hinzufügen',
    added: (added, changed) =>
      changed === 0
        ? `${devices(added)} hinzugefügt.`
        : `${devices(added)} hinzugefügt, ${whole(changed)} schon bekannt.`,
    refused: (number) => `Für ${devices(number)} war kein Platz mehr.`,
  },

  brokers: {
    label: 'Broker',
    joining: (name) => `Verbindet sich mit ${name}`,
    listening: (name) => `Hört bei ${name} mit`,
    deaf: (name) => `${name} lässt niemanden mithören. Stattdessen werden die Geräte gefragt.`,
    lost: (name) => `${name} ist nicht erreichbar. Es wird weiter versucht.`,
    over: (name) => `${name} lässt diese Seite nicht ein.`,
  },
} satisfies LateTexts['fleet'];
