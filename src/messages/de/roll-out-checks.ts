/** Mit welchen Prüfungen eine Verteilung ihre Firmware behält. */
import type { LateTexts } from '../catalogue.ts';
import grammar from './grammar.ts';

const { list } = grammar;

export default {
  name: 'Prüfungen vor dem Behalten',
  text: 'Eine Firmware wird nur behalten, wenn alle bestanden sind, neben dem, worauf jede Firmware geprüft wird.',
  options: {
    none: 'Keine',
    kept: 'In diesem Browser',
    package: 'Im Paket',
    file: 'Eine Datei',
  },
  choose: 'Prüfungen wählen',
  noFile: 'Noch keine Datei mit Prüfungen.',
  failed: 'Diese Prüfungen werden nicht verwendet.',
  asked: (names) =>
    names.length === 0
      ? 'Gefragt wird nur, worauf jede Firmware geprüft wird.'
      : `Gefragt wird: ${list(names)}.`,
  lacks: {
    kept: (app) =>
      app === null
        ? 'Wählen Sie zuerst eine Firmware.'
        : `Dieser Browser hat keine Prüfungen für ${app}. Geschrieben werden sie in „Einstellungen und Dateien“, „Prüfungen“.`,
    package: () => 'Nicht jede Datei bringt brauchbare Prüfungen mit.',
    differ: () =>
      'Die Dateien bringen verschiedene Prüfungen mit. Wählen Sie eine Datei mit Prüfungen.',
    apps: () =>
      'Die Dateien sind für verschiedene Anwendungen. Wählen Sie eine Datei mit Prüfungen.',
  },
  onRed: 'Wenn eine Prüfung zweimal nicht besteht',
  red: { 'go-back': 'Sofort zurückgehen', wait: 'Das Ende des Probelaufs abwarten' },
  happens: {
    'go-back': 'Ein Gerät wird behalten, wenn alle Prüfungen bestehen, sonst geht es zurück.',
    wait: 'Ein Gerät wird behalten, wenn alle Prüfungen bestehen, sonst geht es am Ende seines Probelaufs zurück.',
  },
} satisfies LateTexts['rollOutChecks'];
