import type { Catalogue } from '../catalogue.ts';

export default {
  compare: {
    verdict: {
      sameFile: 'Die Dateien sind gleich, Byte für Byte.',
      same: 'Der Inhalt ist gleich, nur anders verpackt.',
      different: 'Die Pakete unterscheiden sich.',
      runs: 'Das Gerät läuft mit diesem Build.',
      runsAnother: 'Das Gerät läuft mit einem anderen Build.',
    },
    side: (label, firmware, platform) => `${label}: ${firmware} für ${platform}`,
    change: (from, to) => `${from} → ${to}`,
    absent: '–',
    manifest: 'Manifest',
    parts: 'Teile',
    files: 'Dateien',
    others: 'Dateien, die kein Teil nennt',
    signatures: 'Signaturen',
    standings: {
      same: 'gleich',
      changed: 'geändert',
      'left-only': 'entfallen',
      'right-only': 'neu',
      'same-size': 'gleich groß',
      'not-given': 'nicht herausgegeben',
    },
    onDevice: {
      same: 'gleich',
      changed: 'geändert',
      'left-only': 'nur im Paket',
      'right-only': 'nur auf dem Gerät',
      'same-size': 'gleich groß',
      'not-given': 'gleich groß, vom Gerät nicht herausgegeben',
    },
    sameFiles: (count) => (count === 1 ? '1 Datei ist gleich' : `${count} Dateien sind gleich`),
    filesUnknown: 'Die Dateien des Geräts sind nicht bekannt.',
  },

  diffCommand: {
    top: (name) => [
      `${name} A.zip B.zip | A.zip --port URL [Optionen]`,
      '',
      'Vergleicht zwei Firmware-Pakete, oder eines mit dem, was auf einem Gerät läuft: Manifest,',
      'Signaturen, Teile, und die Dateien darin nach Name und Inhalt (eines Geräts: nach Name und Größe,',
      'oder mit --contents).',
    ],
    options: {
      port: ['das Gerät, mit dem verglichen wird, wie bei slipway push'],
      contents: ['auch nach dem Inhalt der Dateien des Geräts: dauert so lange wie ihr Lesen'],
      json: ['stattdessen eine Zeile JSON'],
      help: ['diesen Text ausgeben'],
      version: ['Version, Commit und Build ausgeben'],
    },
    reading: (done, total, percent) =>
      `Dateien des Geräts werden gelesen: ${done} von ${total} (${percent} %)`,
    exits: [
      'gleich: der Inhalt beider Pakete, oder das Gerät läuft mit diesem Build',
      'verschieden',
      'falsch aufgerufen, Datei nicht lesbar, oder das Gerät antwortet nicht',
    ],
  },
} satisfies Pick<Catalogue, 'compare' | 'diffCommand'>;
