import type { Catalogue } from '../catalogue.ts';
import grammar from './grammar.ts';

const { count } = grammar;

export default {
  title: 'Vergleichen',
  close: 'Schließen',
  sides: { file: 'Diese Datei', other: 'Andere Datei', device: 'Gerät' },
  firmware: (app, platform) => `${app} für ${platform}`,
  withDevice: 'Mit dem Gerät vergleichen',
  withFile: 'Mit einer Datei vergleichen …',
  withOther: 'Mit einer anderen Datei vergleichen …',
  comparing: 'Es wird verglichen …',
  noDevice:
    'Es hat noch kein Gerät geantwortet. Verbinden Sie eines, oder wählen Sie eine zweite Datei.',
  noFile: 'Wählen Sie zuerst eine Firmware.',
  off: {
    updateRuns: 'Nicht, während ein Update läuft.',
    away: 'Das Gerät antwortet gerade nicht.',
  },
  mended: (sentence) => `Die andere Datei war nicht so, wie Geräte sie nehmen. ${sentence}`,
  failed: 'Nicht verglichen.',
  several: (fileName) => `Welche Firmware von ${fileName}?`,

  differs: 'Was sich unterscheidet',
  standings: {
    changed: 'geändert',
    'left-only': 'nur in dieser Datei',
    'right-only': 'nur in der anderen Datei',
  },
  size: 'Größe',
  sha256: 'SHA-256',
  part: (name) => `Teil ${name}`,
  filesOf: (part) => `Dateien in ${part}`,
  signature: 'Signatur des Manifests',
  same: 'Was gleich ist',
  sameCount: (number) => count(number, 'Eintrag', 'Einträge'),
  sameSize: 'Gleich große Dateien',
  sameSizeWhy: 'Was das Gerät in ihnen hat, wurde nicht gelesen.',
  contents: {
    compare: (files, size) => `Inhalte vergleichen (${files}, ${size})`,
    files: (number) => count(number, 'Datei', 'Dateien'),
    again: 'Dateien neu lesen',
    reading: 'Dateien des Geräts werden gelesen',
    progress: (done, total) => `${done} von ${total}`,
    percent: (percent) => `${percent} Prozent`,
    cancel: 'Abbrechen',
    stopped: 'Abgebrochen. Was bis dahin gelesen war, bleibt.',
    failed: 'Inhalte nicht verglichen.',
    givesNone: 'Diese Firmware gibt ihre Dateien nicht heraus.',
    found: (same, changed) => `Dateien nach Inhalt: ${same} gleich, ${changed} geändert.`,
    foundAndRefused: (same, changed, refused) =>
      `Dateien nach Inhalt: ${same} gleich, ${changed} geändert, ${refused} vom Gerät nicht herausgegeben.`,
  },
} satisfies Catalogue['comparePanel'];
