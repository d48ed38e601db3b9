/** Die Aufzeichnung eines Updates: was gespeichert wird und wie man sie noch einmal durchgeht. */
import type { LateTexts } from '../catalogue.ts';
import grammar from './grammar.ts';

const { count, whole } = grammar;

export default {
  save: {
    title: 'Aufzeichnung dieses Updates speichern',
    text: 'Das ist alles, was in der Datei stehen wird. Auf der Seite „Emulator“ lässt sie sich öffnen und Zustand für Zustand noch einmal durchgehen. Es wird nichts gesendet.',
    counts: (states: number, frames: number) =>
      `${count(states, 'Zustand', 'Zustände')}, ${count(frames, 'Frame', 'Frames')}.`,
    covered: (values: number, lines: number) =>
      `${count(values, 'geheimer Wert', 'geheime Werte')} abgedeckt, ${count(lines, 'Zeile', 'Zeilen')} des Geräteprotokolls weggelassen.`,
    dropped: (frames: number) =>
      `${count(frames, 'Frame', 'Frames')} aus der Mitte aus Platzmangel weggelassen.`,
    contents: 'Inhalt der Datei',
    cut: (letters: number) => `… und ${whole(letters)} weitere Zeichen`,
    confirm: 'Diese Datei speichern',
    cancel: 'Abbrechen',
    none: 'Von diesem Update gibt es keine Aufzeichnung.',
  },
  open: {
    title: 'Aufzeichnung eines Updates',
    hint: 'Eine Datei, die mit „Aufzeichnung speichern“ oder von push --record gespeichert wurde. Legen Sie sie hier ab oder wählen Sie sie.',
    choose: 'Aufzeichnung öffnen',
    another: 'Andere Aufzeichnung öffnen',
    close: 'Aufzeichnung schließen',
    running: 'Die Aufzeichnung wird durchgegangen',
    steps: (done: number, of: number) => `${whole(done)} von ${whole(of)} Einträgen`,
    percent: (percent: number) => `${percent} Prozent`,
    cancel: 'Abbrechen',
    failed: 'Die Aufzeichnung wurde nicht geöffnet.',
    same: (states: number) =>
      `Das Update lief noch einmal und nahm dieselben Zustände an: ${whole(states)}.`,
    differs: 'Das Update lief noch einmal und nahm nicht dieselben Zustände an.',
    recorded: 'Aufgezeichnet',
    replayed: 'Noch einmal',
    nothing: 'nichts mehr',
    at: (time: string) => `Erster Unterschied bei ${time}:`,
    notReplayed:
      'Updates dieser Art laufen nicht noch einmal. Das sind die Zustände und Frames, wie sie aufgezeichnet wurden.',
    began: (when: string) => `Begonnen ${when}.`,
    state: 'Zustand',
    stateOf: (index: number, of: number, time: string) =>
      `Zustand ${whole(index)} von ${whole(of)}, bei ${time}`,
    previous: 'Voriger Zustand',
    next: 'Nächster Zustand',
    play: 'Abspielen',
    pause: 'Anhalten',
    card: 'Die Anzeige, wie sie war',
    frames: 'Frames um diesen Zeitpunkt',
    states: 'Zustände',
    sent: 'gesendet',
    answered: 'geantwortet',
    beside: 'daneben',
    noFrames: 'Keine Frames zu diesem Zeitpunkt.',
  },
} satisfies LateTexts['recording'];
