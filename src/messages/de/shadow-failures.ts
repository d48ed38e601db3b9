import type { ShadowTrouble } from '../../contracts/shadow-failures.ts';
import type { Catalogue } from '../catalogue.ts';
import type { FailureWords } from '../text-shapes.ts';
import grammar from './grammar.ts';

const own = (headline: string, next: string): FailureWords => ({ headline, safety: null, next });

const services: Readonly<Record<ShadowTrouble, (at: string, detail: string) => FailureWords>> = {
  unreachable: (at) =>
    own(
      `Der Schattendienst unter ${at} ist nicht zu erreichen.`,
      'Prüfen Sie die Adresse und Ihr Netz.',
    ),
  unreadable: (at) =>
    own(
      `Diese Seite bekommt vom Schattendienst unter ${at} keine Antwort. Der Browser sagt nicht, warum.`,
      'Prüfen Sie die Adresse, den Schlüssel und Ihr Netz. Einen Dienst, der keiner Seite einer anderen Adresse antwortet (CORS), kann push --via shadow fragen.',
    ),
  silent: (at) =>
    own(`Der Schattendienst unter ${at} antwortet nicht.`, 'Versuchen Sie es später noch einmal.'),
  denied: (at, detail) =>
    own(
      `Der Schattendienst unter ${at} lässt Slipway nicht ein: ${detail}.`,
      'Prüfen Sie den Schlüssel und was er erlaubt.',
    ),
  'no-device': (at, detail) =>
    own(
      `Der Schattendienst unter ${at} kennt das Gerät nicht: ${detail}.`,
      'Prüfen Sie die ID des Geräts.',
    ),
  conflict: (at) =>
    own(
      `Jemand anderes ändert den Schatten unter ${at}.`,
      'Finden Sie heraus, wer dieses Gerät aktualisiert, und versuchen Sie es dann noch einmal.',
    ),
  unclear: (at, detail) =>
    own(
      `Was unter ${at} antwortet, ist kein Schattendienst dieser Art: ${detail}.`,
      'Prüfen Sie die Adresse und die Art des Dienstes.',
    ),
  refused: (at, detail) =>
    own(
      `Der Schattendienst unter ${at} lehnt ab: ${detail}.`,
      'Beheben Sie, was er nennt, und versuchen Sie es noch einmal.',
    ),
};

export default {
  shadowFailures: {
    'shadow/service': ({ address, why, detail }) => services[why](address, detail),
    'shadow/device-silent': ({ device, took, waitedMs }) => {
      const time = grammar.numbers.duration(
        Math.floor(waitedMs / 60_000),
        Math.floor((waitedMs % 60_000) / 1000),
      );
      return took
        ? own(
            `${device} hat die Adresse übernommen und seit ${time} nichts gemeldet.`,
            'Sehen Sie nach, ob es an ist. Es schließt das Update ab, oder es behält, was vorher lief.',
          )
        : own(
            `${device} hat die Adresse seit ${time} nicht übernommen.`,
            'Es übernimmt sie, sobald es online ist, falls seine Firmware sich über den Schatten aktualisiert (shadow.ota_enable).',
          );
    },
  },

  shadowWords: {
    updateFailed: (device, said, next) => ({
      headline: `${device} meldet, dass sein Update fehlgeschlagen ist: ${said}.`,
      safety: 'Auf dem Gerät läuft, was vorher lief.',
      next: next ?? 'Beheben Sie, was das Gerät nennt, und aktualisieren Sie es dann noch einmal.',
    }),
  },
} satisfies Pick<Catalogue, 'shadowFailures' | 'shadowWords'>;
