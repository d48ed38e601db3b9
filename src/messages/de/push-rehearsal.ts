import type { CommandTexts } from '../catalogue.ts';
import { duration } from '../numbers.ts';

const times = (of: number): string => (of === 1 ? 'einmal' : `${of}-mal`);
const files = (of: number): string => (of === 1 ? '1 Datei' : `${of} Dateien`);

const bases = {
  link: 'die Verbindung wurde eben gemessen, Flash zählt mit üblicher Geschwindigkeit',
  device: 'wie beim letzten Update dieses Geräts',
};

export default {
  pushRehearsal: {
    standIn: (of) =>
      of.version === null
        ? `Probe auf einem nachgebildeten ${of.profile} mit einer älteren Version und ohne Dateien: Es wurde kein Gerät gefragt.`
        : `Probe auf einem nachgebildeten ${of.profile} mit ${of.version} und den Dateien des Geräts. Auf das Gerät selbst wird nichts geschrieben.`,
    reading: (of) => `Liest ${files(of)} des Geräts …`,
    unread: (of) => `Das Gerät gibt ${files(of)} nicht heraus: Andere gleicher Größe stehen dafür.`,
    noFiles: 'Das Gerät nennt seine Dateien nicht: Keine wird geprobt.',
    noKeys: 'Das Gerät nennt seine Schlüssel nicht: Signaturen werden nicht geprobt.',
    cutting: (operations) =>
      `Das Update gelingt. Jetzt fällt der Strom vor und mitten in jedem seiner ${operations} Flash-Zugriffe aus …`,
    progress: (percent) => `${percent} % der Stromausfälle geprobt`,
    safe: (cuts) =>
      `Sicher: Nach jedem von ${cuts} Stromausfällen kam das Gerät von selbst auf einer vollständigen Firmware zur Ruhe, mit seinen Dateien.`,
    ends: (of) =>
      `Es lief ${times(of.fresh)} mit ${of.to} und ${times(of.old)} mit der Firmware von vorher.`,
    longest: (of) =>
      `Am längsten dauerte das ${duration(of.ms)}: nach einem Ausfall bei Zugriff ${of.operation}, in ${of.partition}.`,
    weak: (of) =>
      `Nicht mitgezählt: ${of.cuts === 1 ? '1 Ausfall' : `${of.cuts} Ausfälle`} im Boot-Record, die der Bootloader des Herstellers (${of.profile}) nicht übersteht. Das ist bei jedem Update so: Lassen Sie den Strom an, wenn das Gerät neu startet.`,
    broken: (of) =>
      `Stromausfall ${of.place === 'before' ? 'vor' : 'mitten in'} Zugriff ${of.operation} (${of.kind === 'program' ? 'Schreiben' : 'Löschen'}, ${of.partition}): ${of.why}`,
    keeps: (names) => `Bleibende Dateien: ${names}`,
    overwrites: (names) => `Ersetzte Dateien: ${names}`,
    adds: (names) => `Neue Dateien: ${names}`,
    loses: (names) => `Verlorene Dateien: ${names}`,
    free: (size) => `Danach frei für Dateien: ${size}`,
    foretold: ({ whole, writing, over, basis }) =>
      whole === null
        ? `Das echte Update schreibt ${over} etwa ${writing} lang: ${bases[basis]}. Danach startet das Gerät neu; wie lange, ist vor seinem ersten Update hier nicht bekannt, üblich sind 10 bis 60 Sekunden.`
        : `Das echte Update dauert ${over} etwa ${whole}, davon ${writing} Schreiben: ${bases[basis]}.`,
  },
} satisfies Pick<CommandTexts, 'pushRehearsal'>;
