import type { Catalogue } from '../catalogue.ts';
import grammar from './grammar.ts';

export default {
  mended: {
    sentence: (kinds) => `Repariert: ${grammar.list(kinds)}.`,
    same: 'Jeder Teil ist Byte für Byte, wie er war.',
    save: 'Reparierte Kopie speichern',
    kinds: {
      'inner-archive': 'aus dem Archiv darum geholt',
      'from-folder': 'aus einem Ordner gemacht',
      folders: 'Ordner entfernt',
      'desktop-files': 'Dateien eines Desktops weggelassen',
      'damaged-beside': 'eine beschädigte Firmware daneben weggelassen',
      'other-files': 'Dateien weggelassen, die das Manifest nicht nennt',
      compressed: 'entpackt',
      streamed: 'Größen vor die Daten gesetzt',
      order: 'manifest.json an den Anfang gesetzt',
      separators: 'Backslashes in Namen ersetzt',
      comment: 'Kommentar entfernt',
      'trailing-bytes': 'Bytes nach dem Ende entfernt',
      zip64: 'Zip64-Felder entfernt',
      'extra-fields': 'lange Zusatzfelder entfernt',
      headers: 'Köpfe neu geschrieben',
    },
    several: {
      state: (fileName, count) => ({
        title: `Welche? · ${fileName}`,
        tag: 'Welche?',
        headline: `${fileName} enthält ${count} Firmwares.`,
        lead: 'Wählen Sie die für Ihr Gerät.',
        safety: 'Es wurde nichts gesendet.',
        heard: `${fileName} enthält ${count} Firmwares. Wählen Sie die für Ihr Gerät.`,
      }),
      list: 'In dieser Datei',
      use: 'Wählen',
      choose: (path) => `${path} wählen`,
    },
  },
} satisfies Pick<Catalogue, 'mended'>;
