import type { Catalogue } from '../catalogue.ts';
import { countdown } from '../numbers.ts';
import grammar from './grammar.ts';

const { begin } = grammar;

export default {
  keys: {
    title: 'Tasten',
    label: 'Tasten und Ton',
    all: 'Alle Tasten',
    find: 'Aktion suchen',
    letters: 'Tasten mit einem Buchstaben',
    lettersOff:
      'Tasten mit einem Buchstaben sind aus. Sie lassen sich im Menü „Anzeige“ einschalten; diese gehen trotzdem.',
    promise:
      'Keine Taste bricht ab, hält an oder geht zurück, ohne dass Sie eine zweite, andere drücken.',
    close: 'Schließen',
    key: 'Taste',
    does: 'Wirkung',
    where: 'Wo',
    then: ' dann ',
    or: ' oder ',
    anywhere: 'überall',
    notInFields: 'überall außer in Feldern',
    caps: { Control: 'Strg', Shift: 'Umschalt', Enter: 'Eingabe', Escape: 'Esc' },

    palette: {
      title: 'Aktion suchen',
      field: 'Eingeben, was Sie tun möchten',
      list: 'Aktionen dieser Ansicht',
      none: 'Keine Aktion dieser Ansicht heißt so.',
      count: (count: number) => grammar.count(count, 'Aktion', 'Aktionen'),
      focusOnly: (name: string) => `${name}: zur Schaltfläche gehen`,
      theme: (name: string) => `Anzeige: ${name}`,
      lettersOn: 'Tasten mit einem Buchstaben einschalten',
      lettersOff: 'Tasten mit einem Buchstaben ausschalten',
      soundOn: 'Ton und Vibration einschalten',
      soundOff: 'Ton und Vibration ausschalten',
    },

    actions: {
      goUpdate: 'Zum Update gehen',
      goFleet: 'Zur Flotte gehen',
      goLanes: 'Zur Werkbank gehen',
      goHistory: 'Zum Verlauf gehen',
      goEmulator: 'Zum Emulator gehen',
      palette: 'Aktion nach ihrem Namen suchen',
      chooseFile: 'Firmware wählen',
      chooseDevice: 'Gerät wählen',
      primary: 'Die Hauptschaltfläche drücken',
      primaryWhere: 'Update, wenn der Fokus auf der Überschrift ist',
      pause: 'Pause, weiter',
      pauseWhere: 'beim Schreiben',
      keep: 'Zu „Behalten“ gehen; Eingabe behält dann',
      goBack: 'Zu „Zurück“ gehen; Eingabe geht dann zurück',
      trialWhere: 'auf Probe',
      console: 'Konsole öffnen oder schließen',
      link: 'Verbindungsansicht öffnen oder schließen',
      device: 'Einstellungen und Dateien des Geräts öffnen oder schließen',
      compare: 'Vergleich der Firmware öffnen oder schließen',
      rehearsal: 'Probelauf des Updates öffnen oder schließen',
      panelWhere: 'Update, mit einem Gerät',
      compareWhere: 'Update, mit einer Firmware',
      search: 'In der Liste suchen',
      searchWhere: 'Flotte',
      sheet: 'Alle Tasten zeigen',
      close: 'Schließen, was oben liegt; bricht nie ein Update ab',
      move: 'Im Bild des Flash bewegen',
    },
  },

  language: {
    label: 'Sprache',
    browser: 'Wie der Browser',
    reloads: 'Eine Auswahl lädt die Seite neu.',
    waits: 'Wählbar, wenn kein Update läuft.',
    notKept:
      'Dieser Browser speichert für diese Seite keine Auswahl: Es gilt die Sprache des Browsers.',
  },

  attention: {
    awake: {
      short: 'Bildschirm bleibt an',
      on: [
        'Bildschirm bleibt an.',
        'Lassen Sie diese Seite vorn; hinter einer anderen App kann sie anhalten.',
      ],
      refused: [
        'Der Bildschirm kann ausgehen; das Update läuft weiter,',
        'lassen Sie die Seite geöffnet.',
      ],
      missing: [
        'Dieser Browser kann den Bildschirm nicht anlassen.',
        'Er kann ausgehen; das Update läuft weiter, lassen Sie die Seite geöffnet.',
      ],
    },
    sound: 'Ton und Vibration, wenn es fertig ist oder Sie gebraucht werden',
    notice: {
      done: (device, version) => `${begin(device)} läuft mit ${version}.`,
      wentBack: (device, version) => `${begin(device)} ist zu ${version} zurückgegangen.`,
      lost: (device, version) =>
        `${begin(device)} ist nicht zu erreichen. Zuletzt lief es mit ${version}.`,
      needsYou: (version, leftMs) =>
        leftMs === null
          ? `${version} wartet auf Sie: behalten oder zurückgehen.`
          : `${version} wartet auf Sie: noch ${countdown(leftMs)} zum Behalten.`,
    },
  },

  storage: {
    ask: 'In diesem Browser behalten',
    says: {
      unknown: '',
      missing:
        'Dieser Browser kann nicht zusagen, die Daten von Slipway zu behalten; bei Platzmangel löscht er sie vielleicht.',
      'may-go':
        'Bei Platzmangel löscht der Browser vielleicht bekannte Geräte, Verlauf, Übungschip und Offline-Seite.',
      asking: 'Der Browser wird gefragt. Vielleicht fragt er Sie.',
      held: 'Dieser Browser behält die Daten von Slipway, bis Sie sie löschen.',
      refused:
        'Der Browser hat nicht zugestimmt: Bei Platzmangel löscht er vielleicht die Daten von Slipway. Manche stimmen zu, wenn die Seite installiert oder ein Lesezeichen ist.',
      failed: 'Der Browser hat nicht gesagt, ob er die Daten von Slipway behält.',
    },
  },
} satisfies Pick<Catalogue, 'keys' | 'language' | 'attention' | 'storage'>;
