import type { Catalogue } from '../catalogue.ts';
import { fileSize } from '../numbers.ts';
import grammar from './grammar.ts';

const some = (files: number): string => grammar.count(files, 'Datei', 'Dateien');

export default {
  title: 'Dateien auf dem Gerät',
  summary: ({ keeps, overwrites, adds }) =>
    `${keeps.length} behalten, ${overwrites.length} ersetzt, ${adds.length} neu`,
  unknown: 'nicht bekannt',
  notTold:
    'Dieses Gerät hat nicht gesagt, welche Dateien es hat. Seine eigenen bleiben, außer die Firmware bringt eine gleichen Namens mit.',
  ships: (files) => `Die Firmware bringt ${some(files)} mit.`,
  keeps: (files) => `${some(files)} behalten, Byte für Byte`,
  overwrites: (files) => `${some(files)} von der Firmware ersetzt`,
  adds: (files) => `${some(files)} neu`,
  free: (bytes) => `${fileSize(bytes)} bleiben frei.`,
  goesBack: 'Das Gerät würde von selbst zurückgehen, mit allen Dateien, wie sie sind.',
  after: {
    kept: 'Eigene Dateien behalten',
    none: 'Keine eigenen Dateien zu behalten',
    count: (files) => (files === 0 ? '' : `${files} behalten`),
    told: 'laut Gerät',
    listed: 'laut Dateiliste des Geräts',
    foretold: 'wie vorhergesagt; es listet sie jetzt nicht auf',
    keeps: (files) => `${some(files)} behalten`,
    missing: (files) =>
      files === 1
        ? '1 eigene Datei fehlt in seiner Liste'
        : `${files} eigene Dateien fehlen in seiner Liste`,
    back: 'Es hat alle seine Dateien, wie vorher',
  },
  noFilesystem: 'In dieser Firmware ist kein Dateisystem zu lesen.',
  slots: 'Dateien in den Slots',
  slotsProvenance: 'Vom Chip gelesen',
  slot: (label, partition) => `Slot ${label} · ${partition}`,
  kinds: { littlefs: 'LittleFS', spiffs: 'SPIFFS' },
  used: (files, freeBytes) => `${some(files)}, ${fileSize(freeBytes)} frei`,
  empty: 'Noch keine Datei.',
  unreadable: 'Hier ist kein Dateisystem zu lesen.',
  name: 'Datei',
  size: 'Größe',
  changed: 'Geändert',
  notChanged: 'unverändert, seit die Seite offen ist',
  changedAt: (clock) => `geändert um ${clock}`,
} satisfies Catalogue['files'];
