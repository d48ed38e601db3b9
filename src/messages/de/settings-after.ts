import type { LateTexts } from '../catalogue.ts';
import grammar from './grammar.ts';

const { count, list } = grammar;

const files = (number: number): string => count(number, 'Datei', 'Dateien');

export default {
  title: 'Einstellungen und Dateien',
  reading: 'Vergleicht sie mit denen vor dem Update',
  writing: 'Schreibt zurück',
  progress: (done, total) => `${done} von ${total}`,
  percent: (percent) => `${percent} Prozent`,
  cancel: 'Abbrechen',
  stopped: 'Abgebrochen. Nicht fertige Dateien sind, wie sie jetzt sind.',
  failed: 'Nicht verglichen.',
  notPutBack: 'Nicht zurückgeschrieben.',
  again: 'Noch einmal vergleichen',
  allSame: (number) => `Wie vor dem Update: ${files(number)}.`,
  differ: (parts, same) => `${list(parts)}. Wie vorher: ${files(same)}.`,
  count: {
    changed: (number) => `${files(number)} geändert`,
    lost: (number) => `${files(number)} verloren`,
    new: (number) => count(number, 'neue Datei', 'neue Dateien'),
    unread: (number) => `${files(number)} nicht verglichen`,
  },
  fates: {
    changed: 'Geändert',
    lost: 'Verloren',
    new: 'Neu',
    unread: 'Nicht verglichen',
  },
  noList: 'Das Gerät nennt seine Dateien nicht: Es wurde nichts verglichen.',
  brought: 'Die Firmware bringt eine Datei dieses Namens mit.',
  unread: 'Sie wurde vor dem Update nicht gelesen oder lässt sich jetzt nicht lesen.',
  moreSettings: (number) => `und ${count(number, 'weiterer Wert', 'weitere Werte')}`,
  notThere: 'nicht gesetzt',
  secret: 'verborgen',
  show: (path) => `${path} zeigen`,
  hide: (path) => `${path} verbergen`,
  showShort: 'Zeigen',
  hideShort: 'Verbergen',
  before: 'Vorher',
  after: 'Jetzt',
  putBack: 'Zurückschreiben',
  putBackNamed: (name) => `${name} zurückschreiben`,
  putBackLost: (number) =>
    number === 1
      ? 'Die verlorene Datei zurückschreiben'
      : `Die ${files(number)}, die verloren sind, zurückschreiben`,
  isBack: (names) =>
    names.length === 1
      ? `${list(names)} ist wieder wie vorher auf dem Gerät und wurde zurückgelesen.`
      : `${list(names)} sind wieder wie vorher auf dem Gerät und wurden zurückgelesen.`,
  needsRestart: 'Das Gerät liest seine Einstellungen, wenn es startet.',
  restart: 'Gerät neu starten',
  restarting: 'Das Gerät startet neu und hat dann seine Einstellungen.',
  onTrial:
    'Die Firmware läuft auf Probe: Was jetzt zurückgeschrieben wird, ist wieder weg, wenn das Gerät zur Firmware davor zurückkehrt.',
  off: {
    away: 'Das Gerät antwortet gerade nicht.',
  },
  kept: 'Was vor dem Update gelesen wurde, bleibt bis zum nächsten Update dieses Geräts in diesem Browser, Passwörter eingeschlossen.',
  forget: 'Gelesenes löschen',
  forgotten: 'Gelöscht. Es lässt sich nichts mehr zurückschreiben.',
} satisfies LateTexts['settingsAfter'];
