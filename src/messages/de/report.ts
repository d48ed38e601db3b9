import type { Catalogue } from '../catalogue.ts';
import { duration } from '../numbers.ts';
import grammar from './grammar.ts';

const { end } = grammar;

export default {
  firmware: {
    ofBuild: (version, build) => `${version} (Build ${build})`,
    newCopy: (version) => `${version} (neue Kopie)`,
  },

  report: {
    title: {
      committed: 'Bericht über ein Update mit Slipway: behalten',
      uncommitted: 'Bericht über ein Update mit Slipway: auf Probe',
      refused: 'Bericht über ein Update mit Slipway: abgelehnt',
      failed: 'Bericht über ein Update mit Slipway: angehalten',
      cancelled: 'Bericht über ein Update mit Slipway: abgebrochen',
      reverted: 'Bericht über ein Update mit Slipway: zurückgegangen',
      other: 'Bericht über ein Update mit Slipway: andere Firmware',
      unknown: 'Bericht über ein Update mit Slipway: nicht erreicht',
    },
    when: (began, ms) =>
      ms === null ? `Begonnen ${began} UTC.` : end(`Begonnen ${began} UTC, Dauer ${duration(ms)}`),
    /** `over`: a link, with its article: `eine serielle Leitung`. */
    move: ({ from, to, over }) => `Von ${from} auf ${to}${over === null ? '' : `, über ${over}`}.`,
    why: (sentence) => `Grund: ${sentence}`,
    unknownVersion: 'einer unbekannten Version',
    noDevice: 'das Gerät',
    secret: '(weggelassen: nennt ein Passwort oder einen Schlüssel)',
    left: 'Absichtlich weggelassen: Passwörter, Token, Schlüssel, der Inhalt von Dateien und Blöcken und Pfade dieses Computers.',
  },
} satisfies Pick<Catalogue, 'firmware' | 'report'>;
