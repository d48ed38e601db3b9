import type { Catalogue } from '../catalogue.ts';

export default {
  signature: {
    title: 'Signatur',
    verdicts: {
      unsigned: {
        tag: 'Nicht signiert',
        text: 'Diese Datei könnte von jedem stammen. Ihre Teile passen zu ihrer eigenen Liste.',
      },
      unknown: {
        tag: 'Signiert von Unbekannt',
        text: 'Mit einem Schlüssel signiert, dem hier nicht vertraut wird. Bitten Sie den Hersteller um den Schlüssel, um es zu prüfen.',
      },
      good: (names) => ({
        tag: 'Signatur gültig',
        text: `Signiert von ${names.join(', ')}.`,
      }),
      broken: {
        tag: 'Signatur ungültig',
        texts: {
          unreadable: 'Die Signatur ist nicht lesbar.',
          'no-match':
            'Das Manifest wurde nach dem Signieren geändert, oder ein anderer Schlüssel hat signiert.',
          'part-without-digest': 'Die Signatur deckt nicht jedes Teil ab.',
          'not-checked':
            'Dieser Browser kann sie hier nicht prüfen. Öffnen Sie diese Seite über https.',
        },
      },
    },
    ignored: 'Dieses Gerät beachtet keine Signaturen.',
    rule: {
      label: (app) => (app === null ? 'Jede Firmware' : `Firmware mit dem Namen ${app}`),
      options: { show: 'Nur anzeigen', warn: 'Fragen', require: 'Verlangen' },
    },
    keys: {
      title: 'Vertraute Schlüssel',
      count: (keys) => (keys === 0 ? 'keine' : String(keys)),
    },
  },
} satisfies Pick<Catalogue, 'signature'>;
