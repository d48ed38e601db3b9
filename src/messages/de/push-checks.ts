/** Was `push` von den Prüfungen einer Firmware auf Probe sagt. */
import type { CommandTexts } from '../catalogue.ts';
import grammar from './grammar.ts';

const checks = (count: number): string => grammar.count(count, 'Prüfung', 'Prüfungen');

export default {
  pushChecks: {
    begin: (count, own) =>
      `${checks(count)} vor dem Behalten${own === 0 ? '' : `, davon ${own} dieses Produkts`} …`,
    passed: (name, value) => `Bestanden: ${name}${value === '' ? '' : ` (${value})`}.`,
    failed: (name, { wanted, now }) =>
      `Nicht bestanden: ${name}. Erwartet: ${wanted}. Jetzt: ${now}.`,
    allPassed: (count) =>
      count === 1 ? 'Die Prüfung ist bestanden.' : `Alle ${checks(count)} sind bestanden.`,
    red: {
      kept: 'Die Firmware wird behalten, wenn alle bestanden sind.',
      'told-back':
        'Es wird noch einmal gefragt; bleibt es dabei, wird das Gerät angewiesen, zurückzugehen.',
      'goes-back': 'Die Firmware wird nicht behalten. Das Gerät geht von selbst zurück.',
    },
  },
} satisfies Pick<CommandTexts, 'pushChecks'>;
