import type { Catalogue } from '../catalogue.ts';
import type { FailureWords } from '../text-shapes.ts';
import { countdown, fileSize } from '../numbers.ts';
import grammar from './grammar.ts';

const words = (headline: string, safety: string, next: string): FailureWords => ({
  headline,
  safety,
  next,
});

const refused = (headline: string, next: string): FailureWords =>
  words(headline, 'Es wurde nichts gesendet.', next);

const OLD = 'Das Gerät läuft wie zuvor mit seiner alten Firmware.';

export default {
  deliveryFailures: {
    'source/loopback': ({ address }) =>
      refused(
        `${address} ist dieser Computer nur für sich selbst: Das Gerät würde die Datei bei sich suchen.`,
        'Geben Sie eine Adresse an, unter der das Gerät diesen Computer erreicht.',
      ),
    'source/unchecked': ({ address, detail }) =>
      refused(
        `${address} ließ sich von hier aus nicht prüfen: ${detail}.`,
        'Fahren Sie nur fort, wenn das Gerät die Adresse erreicht und dort diese Datei liegt.',
      ),
    'source/not-fetched': ({ address, detail }) =>
      refused(
        `Das Firmware-Paket ließ sich von ${address} nicht holen: ${detail}.`,
        'Prüfen Sie, ob der Runner den Rechner erreicht, der das Ausrollen leitet.',
      ),
    'source/status': ({ address, status }) =>
      refused(
        `${address} antwortet mit Status ${status} statt mit der Datei.`,
        'Prüfen Sie die Adresse.',
      ),
    'source/no-length': ({ address }) =>
      refused(
        `Der Server von ${address} sagt nicht, wie lang die Datei ist. Geräte lehnen das ab.`,
        'Lassen Sie den Server Content-Length senden, und nichts in Stücken.',
      ),
    'source/other-file': ({ address, found, expected }) =>
      refused(
        found === expected
          ? `Unter ${address} liegt eine andere Datei: Sie ist gleich lang, ihre Bytes sind andere.`
          : `Unter ${address} liegt eine andere Datei: Sie hat ${fileSize(found)}, diese hier ${fileSize(expected)}.`,
        'Legen Sie diese Datei dorthin oder wählen Sie die, die dort liegt.',
      ),
    'source/redirects': ({ address }) =>
      refused(
        `${address} leitet dahin um, wohin Geräte nicht folgen.`,
        'Geben Sie die Adresse an, unter der die Datei liegt.',
      ),
    'source/no-ca': ({ address, file }) =>
      refused(
        `${address} ist verschlüsselt, und dem Gerät fehlt ${file}, um den Server zu erkennen.`,
        'Legen Sie die Zertifikate auf das Gerät oder verwenden Sie http.',
      ),
    'update/not-fetched': ({ waitedMs }) =>
      words(
        `Das Gerät hat die Datei nicht innerhalb von ${countdown(waitedMs)} geholt.`,
        OLD,
        'Prüfen Sie, ob das Gerät die Adresse erreicht, und versuchen Sie es noch einmal.',
      ),
    'update/goes-on': ({ percent }) =>
      words(
        `Bei ${percent} % nicht weiter verfolgt. Das Gerät setzt das Update von selbst fort.`,
        'Es ist sicher: Danach läuft es auf Probe mit der neuen Firmware und geht zurück, wenn sie nicht behalten wird.',
        'Fragen Sie es später, womit es läuft, und behalten Sie die neue Firmware.',
      ),
    'update/taken-over': ({ device }) =>
      words(
        `Ein anderer Tab macht mit dem Update ${grammar.genitive(device)} weiter.`,
        'Dieser Tab hat aufgehört.',
        'Machen Sie dort weiter.',
      ),
    'update/settings-left': ({ paths }) =>
      words(
        `Das Gerät hat noch die Einstellungen dieses Updates: ${grammar.list(paths)}.`,
        'Seine Firmware ist unberührt.',
        'Setzen Sie sie zurück, sobald es erreichbar ist.',
      ),
  },

  refusedDelivery: {
    pull: 'Das Gerät konnte nicht installieren, was es geholt hat.',
    post: (status) => `Der Webserver des Geräts hat auf das Hochladen mit ${status} geantwortet.`,
  },
} satisfies Pick<Catalogue, 'deliveryFailures' | 'refusedDelivery'>;
