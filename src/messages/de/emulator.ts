import type { Catalogue } from '../catalogue.ts';
import grammar from './grammar.ts';

const { list } = grammar;

export default {
  screen: {
    title: 'Übungsgerät',
    lead: 'Ein ganzes Mongoose-OS-Gerät in dieser Seite: sein Flash, sein Bootloader, sein Update-Code. Es darf kaputtgehen.',
    update: 'Dieses Gerät aktualisieren',
    fresh: 'Gerät zurücksetzen',
    starting: 'Das Übungsgerät startet',
    lights: 'Zustand des Geräts',
    power: 'Strom',
    on: 'an',
    off: 'aus',
    noPower: 'Kein Strom',
    writing: 'Schreibt Flash',
    trial: 'Auf Probe',
    silent: 'Nichts läuft',
    hung: 'Eingefroren: Es antwortet nicht',
    timeRuns: 'Zeit läuft',
    speed: (factor) => `${factor}×`,
    switchOn: 'Einschalten',
    switchOff: 'Ausschalten',
    inside: 'Im Flash',
    provenance: (box) =>
      `Vom Chip gelesen. Ein Kästchen ist ${box}; wählen Sie eines, um hineinzusehen.`,
    breakIt: 'Fehler auslösen',
    breakItHint: 'sofort; sehen Sie, was das Gerät tut',
    breakNext: 'Fehler im nächsten Update',
    breakNextHint: 'jeder geschieht einmal, im Gerät',
    did: 'Was es getan hat',
    didList: 'Flash-Zugriffe und Ereignisse',
    operations: (count) =>
      count === 1
        ? '1 Flash-Zugriff'
        : `${new Intl.NumberFormat('de').format(count)} Flash-Zugriffe`,
    nothingYet:
      'Nichts, seit die Seite geöffnet wurde. Aktualisieren Sie dieses Gerät und sehen Sie zu.',
    uptime: (time) => `läuft seit ${time}`,
  },

  actions: {
    cut: {
      title: 'Strom unterbrechen',
      what: 'In diesem Moment, mitten beim Schreiben in den Flash. Der Strom kommt von selbst wieder, und der Bootloader entscheidet.',
      button: 'Unterbrechen',
    },
    jump: {
      title: 'Zeit ablaufen lassen',
      what: 'Stellt die Uhr auf das Ende der Zeit für den Commit.',
      button: 'Überspringen',
      off: '„Überspringen“ ist aus: Keine Firmware ist auf Probe.',
    },
    cable: {
      title: 'Kabel herausziehen',
      what: 'Die Verbindung bricht ab, das Gerät behält seinen Strom.',
      button: 'Herausziehen',
      out: 'Einstecken',
      isOut: 'Das Kabel ist draußen: Nichts erreicht das Gerät, bis es eingesteckt wird.',
    },
    noise: {
      title: 'Störungen auf der Leitung',
      what: '1 von 50.000 Bytes kommt beschädigt an. Jeder Rahmen hat eine Prüfsumme: Ein beschädigter Block geht verloren und wird nach einer Weile noch einmal gesendet.',
      on: 'An',
      off: 'Aus',
    },
    powerOff: '„Unterbrechen“ ist aus: Es gibt keinen Strom zu unterbrechen.',
  },

  faults: {
    hang: {
      title: 'Neue Firmware einfrieren',
      what: 'Die nächste Firmware startet und tut dann nichts. Der Commit-Timer entscheidet.',
      button: 'Einfrieren',
      armed: 'Wird einfrieren',
    },
    'crash-loop': {
      title: 'Neue Firmware abstürzen lassen',
      what: 'Die nächste Firmware stürzt bei jedem Start ab. Der Bootloader geht zurück.',
      button: 'Abstürzen',
      armed: 'Wird abstürzen',
    },
    'low-memory': {
      title: 'Speicher verbrauchen lassen',
      what: 'Die nächste Firmware läuft, lässt aber wenig Speicher frei. Eine Prüfung des Probelaufs findet es.',
      button: 'Verbrauchen',
      armed: 'Wird verbrauchen',
    },
    watchdog: {
      title: 'Laufende Firmware einfrieren',
      what: 'Mitten im Update antwortet sie nicht mehr, bis ihr Watchdog das Gerät neu startet.',
      button: 'Mittendrin einfrieren',
      armed: 'Wird mittendrin einfrieren',
    },
    'update-timer': {
      title: 'Update-Zeit ablaufen lassen',
      what: 'Mitten im Update springt die Uhr auf das Ende der Update-Zeit. Das Gerät vergisst, was es empfangen hat.',
      button: 'Ablaufen lassen',
      armed: 'Wird ablaufen',
    },
    'brown-out': {
      title: 'Spannungseinbruch',
      what: 'Mitten beim Schreiben in den Flash fällt der Strom aus und ist sofort wieder da.',
      button: 'Einbrechen',
      armed: 'Wird einbrechen',
    },
    'empty-battery': {
      title: 'Leere Batterie',
      what: 'Mitten beim Schreiben in den Flash fällt der Strom aus, bis Sie das Gerät einschalten.',
      button: 'Leer laufen',
      armed: 'Wird leer laufen',
    },
    'commit-timer': {
      title: 'Zeit für den Commit ablaufen lassen',
      what: 'Die Uhr springt, sobald die nächste Firmware auf Probe ist. Niemand kann sie behalten, das Gerät geht zurück.',
      button: 'Probe beenden',
      armed: 'Wird Probe beenden',
    },
  },

  chip: {
    title: 'Ein anderer Chip',
    hint: 'jeder ersetzt, was auf diesem ist',
    profile: 'Art des Geräts',
    profiles: {
      esp32: 'esp32',
      reference: 'Referenz',
    },
    profileMore: {
      esp32:
        'Boot-Zustand in otadata und NVS, wie beim esp32. Ein Wechsel beginnt mit einem frischen Chip.',
      reference:
        'Zwei nummerierte Boot-Einträge in getrennten Blöcken, wie im Lehrbuch. Ein Wechsel beginnt mit einem frischen Chip.',
    },
    bundle: 'Mit einer Firmware beginnen',
    bundleHint: 'Ein frischer Chip läuft mit dieser fw.zip, mit Commit.',
    bundleButton: 'fw.zip wählen',
    filesystem: 'Mit einem Dateisystem beginnen',
    filesystemHint: 'Ein frischer Chip hat dieses Abbild als Dateisystem von Slot\u00a0A.',
    filesystemButton: 'Abbild wählen',
    save: 'Chip speichern',
    saveHint: 'Sein ganzer Flash und was er weiß, in einer Datei.',
    saveButton: 'Speichern',
    open: 'Gespeicherten Chip öffnen',
    openHint: 'Wird geprüft, bevor etwas ersetzt wird.',
    openButton: 'Öffnen',
    saved: (name) => `Gespeichert als ${name}.`,
    opened: (name) => `${name} ist jetzt der Chip.`,
    started: 'Der Chip ist frisch.',
  },

  fresh: {
    title: 'Übungsgerät zurücksetzen?',
    lost: (holds) =>
      holds.length === 0
        ? 'Was jetzt auf dem Chip ist, geht verloren: Firmware, Dateien und Boot-Zustand.'
        : `Was jetzt auf dem Chip ist, geht verloren: ${list([...holds, 'seine Dateien', 'sein Boot-Zustand'])}.`,
    then: (what) => `Danach läuft es mit ${what}.`,
    first: 'demo 1.0.0, mit Commit',
    fromFile: (fileName) => `dem Inhalt von ${fileName}`,
    saveFirst: 'Um ihn zu behalten, speichern Sie den Chip vorher.',
    yes: 'Gerät zurücksetzen',
    open: 'Diesen Chip öffnen',
    no: 'Abbrechen',
  },

  bootRules: {
    'smaller-is-newer':
      'Der Bootloader liest beide Einträge und folgt der kleineren Zahl; gelöschter Flash liest sich als die größte und verliert daher immer.',
    'larger-is-newer': 'Der Bootloader liest beide Einträge und folgt der größeren Zahl.',
    otadata: 'Der Bootloader folgt otadata: dem Eintrag mit der größeren Zahl und richtiger CRC.',
  },

  writers: {
    before: 'nicht, seit die Seite geöffnet wurde',
    update: 'vom Update',
    'boot-loader': 'vom Bootloader',
    firmware: 'von der laufenden Firmware',
  },

  block: {
    list: 'Alle Kästchen als Liste',
    count: (boxes) => `${boxes} Kästchen`,
    address: 'Adresse',
    state: 'Inhalt',
    place: 'Partition',
    hash: 'SHA-256',
    wear: 'Gelöscht',
    times: (count) => `${count}-mal`,
    never: 'nicht, seit die Seite geöffnet wurde',
    writer: 'Zuletzt beschrieben',
    filled: 'Benutzt',
    filledOf: (filled, blocks) => `${filled} von ${blocks} ${blocks === 1 ? 'Block' : 'Blöcken'}`,
    look: (address) => `In ${address} hineinsehen`,
    close: 'Schließen',
  },

  lesson: {
    torn: 'Strom weg mitten beim Schreiben. Dieser Block ist beschädigt; sonst wurde nichts berührt.',
    between:
      'Strom weg zwischen zwei Flash-Zugriffen. Der Slot ist unvollständig; sonst wurde nichts berührt.',
    clean: 'Der Strom ist weg. Es wurde nichts geschrieben; der Chip behält jedes Bit.',
    card: 'Der Strom ist wieder da. Der Bootloader liest seinen Boot-Zustand und prüft das Abbild, das dort genannt ist.',
    back: (sentence) => `Der Strom ist wieder da. ${sentence}`,
    sound: (record, sequence) => `Der Bootloader liest Eintrag ${record}: ${sequence}, CRC stimmt.`,
    erased: (record) => `Der Bootloader liest Eintrag ${record}: lauter Einsen, älter als alles.`,
    damaged: (record) =>
      `Der Bootloader liest Eintrag ${record}: Die CRC ist falsch, er wird übergangen.`,
    follow: {
      smaller: (sequence, slot) => `${sequence} ist die kleinere Zahl: Sie führt zu ${slot}.`,
      larger: (sequence, slot) => `${sequence} ist die größere Zahl: Sie führt zu ${slot}.`,
    },
    wentBack: (slot) =>
      `Diese Firmware war auf Probe und wurde nicht behalten, also geht der Bootloader zurück zu ${slot}.`,
    runs: (what, slot) => (what === '' ? `${slot} läuft.` : `${what} läuft aus ${slot}.`),
    nothing: 'Kein Slot enthält eine Firmware, die startet.',
  },

  events: {
    begin: (slot) => `OTA.Begin: ein Update in ${slot}`,
    manifest: (firmware) => `Manifest gelesen: ${firmware}`,
    verified: (part) => `${part} zurückgelesen, Hashes stimmen`,
    staged: (slot) => `Boot-Zustand zeigt jetzt auf ${slot}`,
    failed: (message) => `Update abgelehnt: ${message}`,
    committed: (version) => `Commit von ${version}`,
    reverted: (version) => `zurück zu ${version}`,
    bricked: 'nichts startet',
    powerOn: 'Strom an',
    powerOff: 'Strom aus',
    boot: (version, slot) => `Bootloader startet ${version} aus ${slot}`,
    firstBoot: (version, slot) => `Bootloader versucht ${version} aus ${slot}, ein Mal`,
  },

  operation: {
    kinds: { program: 'schreibt', erase: 'löscht' },
    torn: 'mittendrin unterbrochen',
    outside: 'keine Partition',
    merged: (count) => `in ${count} Zugriffen`,
  },
} satisfies Catalogue['emulator'];
