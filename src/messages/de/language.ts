import type { Catalogue } from '../catalogue.ts';

export default {
  label: 'Sprache',
  browser: 'Wie der Browser',
  reloads: 'Eine Auswahl lädt die Seite neu.',
  waits: 'Wählbar, wenn kein Update läuft.',
  notKept:
    'Dieser Browser speichert für diese Seite keine Auswahl: Es gilt die Sprache des Browsers.',
} satisfies Catalogue['language'];
