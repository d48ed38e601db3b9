/** Was aus jedem Gerät einer Verteilung wurde: zum Lesen, Drucken und Speichern. */
import type { LateTexts } from '../catalogue.ts';
import grammar from './grammar.ts';

const { count, whole } = grammar;

const devices = (number: number): string => count(number, 'Gerät', 'Geräte');

export default {
  title: 'Bericht',
  facts: {
    firmware: 'Firmware',
    started: 'Begonnen',
    ended: 'Beendet',
    waves: 'Wellen',
    limit: 'Hält an bei',
    soak: 'Laufzeit vor der nächsten Welle',
    wait: 'Auf mich warten',
    kept: 'Aufbewahrt als',
  },
  save: 'Als CSV speichern',
  print: 'Drucken',
  anew: 'Neue Verteilung',
  rest: (number: number) => `Neue Verteilung mit dem Rest (${whole(number)})`,
  saved: (number: number) => `${devices(number)} als CSV gespeichert.`,
  columns: [
    'Gerät',
    'Name',
    'Gruppe',
    'Welle',
    'Versuche',
    'Von',
    'Auf',
    'Ergebnis',
    'Ursache',
    'Zeitpunkt',
  ],
  results: {
    committed: 'behalten',
    'went-back': 'zurückgekehrt',
    failed: 'fehlgeschlagen',
    skipped: 'ausgelassen',
    offline: 'nicht erreichbar',
    waiting: 'wartet',
    'under-way': 'in Arbeit',
  },
} satisfies LateTexts['rollOutReport'];
