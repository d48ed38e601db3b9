import type { Catalogue } from '../catalogue.ts';

export default {
  tag: 'Nicht verbunden',
  list: 'Mögliche Ursachen, die wahrscheinlichste zuerst',
  likely: 'Wahrscheinlich',
  nothingChanged: 'Nichts hat sich geändert.',
  nothingSent: 'Es wurde keine Firmware gesendet.',
  copy: 'Kopieren',
  copied: 'Kopiert.',
} satisfies Catalogue['troubleshooting'];
