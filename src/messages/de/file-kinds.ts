import type { Catalogue } from '../catalogue.ts';
import type { FailureWords } from '../text-shapes.ts';
import grammar from './grammar.ts';

const ASK_PACKAGE = 'Bitten Sie Ihren Lieferanten um die fw.zip.';
const ASK_BUILDER = 'Bitten Sie Ihren Lieferanten um eine neue Datei.';

const refused = (headline: string, next: string): FailureWords => ({
  headline,
  safety: 'Es wurde nichts gesendet.',
  next,
});

export default {
  fileKinds: {
    'bundle/elf': ({ file }) =>
      refused(
        `${file} ist eine ELF-Datei, wie der Linker sie schreibt: Ein Update braucht die fw.zip, die daraus entsteht.`,
        'Wählen Sie die fw.zip aus dem Ordner build, oder bitten Sie Ihren Lieferanten darum.',
      ),
    'bundle/esp-image': ({ file, image }) =>
      refused(
        image === 'app'
          ? `${file} ist nur der Anwendungsteil einer Firmware: Ein Update braucht alle Teile mit ihrem Manifest.`
          : `${file} ist ein einzelnes Abbild für einen ESP-Chip: nur der Anwendungsteil einer Firmware oder ihr Bootloader.`,
        ASK_PACKAGE,
      ),
    'bundle/intel-hex': ({ file }) =>
      refused(
        `${file} ist eine Intel-HEX-Datei zum Flashen per Kabel: Ein Update braucht ein Firmware-Paket.`,
        ASK_PACKAGE,
      ),
    'bundle/web-page': ({ file, login }) =>
      refused(
        login
          ? `${file} ist eine Webseite, die ein Passwort verlangt, kein Firmware-Paket.`
          : `${file} ist eine Webseite, kein Firmware-Paket.`,
        login
          ? 'Melden Sie sich dort an, wo Sie die Datei heruntergeladen haben, und laden Sie sie noch einmal herunter.'
          : 'Öffnen Sie die Seite im Browser und laden Sie die fw.zip selbst herunter.',
      ),
    'bundle/other-archive': ({ file, format }) =>
      refused(
        `${file} ist ein Archiv im Format ${format}; Firmware kommt als Zip.`,
        'Entpacken Sie es und wählen Sie die fw.zip darin.',
      ),
    'bundle/source-code': ({ file, sign }) =>
      refused(
        `${file} enthält Quelltext (${sign}), keine gebaute Firmware.`,
        'Bauen Sie sie, oder bitten Sie Ihren Lieferanten um die fw.zip.',
      ),
    'bundle/other-package': ({ file }) =>
      refused(
        `${file} ist ein Paket anderer Art, keine Firmware für Mongoose OS.`,
        'Ist sie für dieses Gerät, aktualisieren Sie es mit dem Programm seines Herstellers.',
      ),
    'bundle/too-deep': ({ file, manifest }) =>
      refused(
        `Das Manifest von ${file} liegt für ein Gerät zu tief in Ordnern: ${manifest}.`,
        'Bitten Sie Ihren Lieferanten um die ursprüngliche fw.zip.',
      ),
    'bundle/trailing-bytes': ({ file, bytes }) =>
      refused(
        `${file} geht nach dem Ende der Zip-Datei weiter: noch ${bytes} Byte.`,
        'Laden Sie sie noch einmal herunter.',
      ),
    'bundle/manifest-encoding': ({ encoding }) =>
      refused(
        encoding === 'utf-16'
          ? 'manifest.json ist in UTF-16 geschrieben; Geräte lesen UTF-8.'
          : 'manifest.json beginnt mit einer Bytereihenfolge-Marke (BOM), die Geräte nicht lesen.',
        ASK_BUILDER,
      ),
    'bundle/several': ({ file, inside, about }) =>
      refused(
        `${file} enthält ${inside.length} Firmwares: ${grammar.list(inside.map((path, at) => (about[at] === undefined ? path : `${path} (${about[at]})`)))}.`,
        'Wählen Sie eine davon.',
      ),
  },
} satisfies Pick<Catalogue, 'fileKinds'>;
