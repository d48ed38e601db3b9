import type { LateTexts } from '../catalogue.ts';
import grammar from './grammar.ts';

const { count, whole } = grammar;

const cuts = (number: number): string => count(number, 'Stromausfall', 'Stromausfälle');
const cutsDative = (number: number): string => count(number, 'Stromausfall', 'Stromausfällen');
const files = (number: number): string => count(number, 'Datei', 'Dateien');

export default {
  title: 'Probelauf',
  close: 'Schließen',
  noFile: 'Wählen Sie zuerst eine Firmware.',
  what: 'Das Update läuft auf einem nachgebildeten Gerät, und vor und mitten in jedem Flash-Zugriff fällt der Strom aus. Jedes Mal muss es von selbst wieder starten, vollständig. Das Gerät selbst wird nur gelesen.',
  onDevice: (name) => `Nachgebildet wird: ${name}, mit seiner Version und seinen Dateien.`,
  onFresh: (platform) =>
    `Nachgebildet wird: ein neuer ${platform} ohne Dateien. Es hat kein Gerät geantwortet.`,
  start: 'Proben',
  again: 'Noch einmal proben',
  cancel: 'Abbrechen',
  off: {
    updateRuns: 'Nicht während eines Updates.',
    away: 'Das Gerät antwortet gerade nicht.',
  },
  reading: 'Liest Dateien des Geräts',
  updating: 'Aktualisiert das nachgebildete Gerät',
  cutting: 'Unterbricht seinen Strom',
  progress: (done, total) => `${done} von ${total}`,
  number: whole,
  percent: (percent) => `${percent} Prozent`,
  stopped: 'Abgebrochen. Auf das Gerät wurde nichts geschrieben.',
  failed: 'Nicht geprobt.',
  safe: (of) => `Sicher: wieder vollständig nach jedem von ${cutsDative(of)}.`,
  notSafe: (broken, of) =>
    `Nicht sicher: nach ${whole(broken)} von ${cutsDative(of)} nicht vollständig.`,
  losesFiles: (number) =>
    `Nicht sicher: ${files(number)} des Geräts ${number === 1 ? 'ginge' : 'gingen'} verloren.`,
  facts: {
    ends: 'Danach lief',
    longest: 'Am längsten',
    time: 'Das echte Update',
    free: 'Danach frei für Dateien',
    weak: 'Nicht gezählt',
  },
  ends: (fresh, version, old) => `${version} nach ${fresh}, die Firmware von vorher nach ${old}`,
  cuts: cutsDative,
  foretold: {
    whole: (whole, over, writing) => `etwa ${whole} ${over}, davon ${writing} Schreiben`,
    writing: (writing, over) => `etwa ${writing} Schreiben ${over}, dann ein Neustart`,
    link: 'Diese Verbindung wurde eben gemessen; Flash zählt mit üblicher Geschwindigkeit.',
    device: 'Wie beim letzten Update dieses Geräts.',
  },
  longest: (time, operation, partition) =>
    `${time}, bis es mit einer behaltenen Firmware lief; Ausfall bei Zugriff ${operation}, in ${partition}`,
  weak: (of, profile) =>
    `${cuts(of)} im Boot-Record, die der Bootloader des Herstellers (${profile}) nicht übersteht. Das ist bei jedem Update so: Lassen Sie den Strom an, während das Gerät neu startet.`,
  broken: {
    title: 'Ausfälle, die es nicht übersteht',
    before: (operation, partition) => `Vor Zugriff ${operation}, in ${partition}`,
    middle: (operation, partition) => `Mitten in Zugriff ${operation}, in ${partition}`,
    more: (number) => `und ${whole(number)} weitere`,
  },
  files: {
    keeps: 'Dateien, die bleiben',
    overwrites: 'Dateien, die ersetzt werden',
    adds: 'Neue Dateien',
    loses: 'Dateien, die verloren gehen',
    count: files,
  },
  unread: (number) =>
    `Das Gerät gibt ${files(number)} nicht heraus: Andere gleicher Größe standen dafür.`,
  unknownKeys: 'Das Gerät nennt seine Schlüssel nicht: Signaturen wurden nicht geprobt.',
  unknownFiles: 'Das Gerät nennt seine Dateien nicht: Keine wurde geprobt.',
} satisfies LateTexts['rehearsal'];
