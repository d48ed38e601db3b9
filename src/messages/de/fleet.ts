import type { LateTexts } from '../catalogue.ts';

export default {
  title: 'Flotte',
} satisfies LateTexts['fleet'];
