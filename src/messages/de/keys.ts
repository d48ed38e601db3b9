import type { Catalogue } from '../catalogue.ts';
import grammar from './grammar.ts';

export default {
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
    goLanes: 'Zur Werkbank gehen',
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
    panelWhere: 'Update, mit einem Gerät',
    sheet: 'Alle Tasten zeigen',
    close: 'Schließen, was oben liegt; bricht nie ein Update ab',
    move: 'Im Bild des Flash bewegen',
  },
} satisfies Catalogue['keys'];
