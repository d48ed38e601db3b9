/** Das Feld mit den Prüfungen eines Produkts: was von seiner Firmware auf Probe verlangt wird. */
import type { LateTexts } from '../catalogue.ts';
import grammar from './grammar.ts';

const { count } = grammar;

export default {
  tab: 'Prüfungen',
  lead: (app) =>
    `Werden von jeder Firmware von ${app} auf Probe verlangt, zusätzlich zu dem, was jede Firmware erfüllen muss. Gespeichert in diesem Browser.`,
  none: 'Noch gibt es keine.',
  number: (checks) => count(checks, 'Prüfung', 'Prüfungen'),
  try: 'Ausprobieren',
  tryName: (name) => `${name} ausprobieren`,
  edit: 'Ändern',
  editName: (name) => `${name} ändern`,
  remove: 'Entfernen',
  removeName: (name) => `${name} entfernen`,
  removed: (name) => `${name} ist entfernt.`,
  undo: 'Rückgängig',
  add: 'Neue Prüfung',
  import: 'Importieren …',
  export: 'Exportieren',
  imported: (checks) => `${count(checks, 'Prüfung', 'Prüfungen')} aus der Datei gelesen.`,
  failed: 'Sie konnten nicht geändert werden.',
  asks: (method, path) => (path === '' ? method : `${method} ${path}`),
  passes: 'jetzt bestanden',
  passesNot: 'jetzt nicht bestanden',

  form: {
    newTitle: 'Neue Prüfung',
    editTitle: 'Prüfung ändern',
    name: 'Name',
    method: 'Methode',
    methodHint: 'Eine, die nur liest.',
    args: 'Argumente (JSON)',
    ask: 'Das Gerät fragen',
    asking: 'Das Gerät wird gefragt …',
    answer: 'Antwort. Wählen Sie den Wert, der geprüft wird:',
    whole: 'die ganze Antwort',
    noAnswer: 'Das Gerät antwortet nicht.',
    path: 'Pfad in der Antwort',
    operator: 'Muss sein',
    operators: {
      '=': 'gleich',
      '!=': 'anders als',
      '<': 'kleiner als',
      '<=': 'höchstens',
      '>': 'größer als',
      '>=': 'mindestens',
      contains: 'mit Inhalt',
      exists: 'vorhanden',
      range: 'im Bereich',
    },
    value: 'Wert',
    valueHint:
      'Eine Zahl, true, false, null oder ein Text; im Bereich: [1, 5]; Anteil des Werts vor dem Update:',
    save: 'Prüfung speichern',
    cancel: 'Abbrechen',
    problem: {
      name: 'Geben Sie ihr einen Namen, den keine andere Prüfung hat.',
      method: 'Nennen Sie eine Methode, zum Beispiel Sys.GetInfo.',
      args: 'Schreiben Sie ein JSON-Objekt, oder nichts.',
      path: 'Ein Pfad beginnt mit einem Schrägstrich, zum Beispiel /wifi/status.',
      value: 'Dieser Wert passt nicht.',
    },
  },
} satisfies LateTexts['productChecks'];
