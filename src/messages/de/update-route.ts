import type { LateTexts } from '../catalogue.ts';
import grammar from './grammar.ts';

const { begin, count, dative, list } = grammar;
const steps = (number: number): string => count(number, 'Schritt', 'Schritten');
const stepOf = (number: number, of: number): string => `Schritt ${number} von ${of}`;

export default {
  theFiles: 'diese Dateien',
  nothingSent: 'Es wurde nichts gesendet.',
  checking: () => ({
    title: 'Die Dateien werden geprüft',
    tag: 'Prüfung',
    headline: 'Die Dateien werden geprüft',
    lead: 'Jede wird geöffnet und mit dem Gerät verglichen.',
    heard: 'Die Dateien werden geprüft.',
  }),
  ready: (device, to, number) => ({
    title: `Bereit: ${device} in ${steps(number)} auf ${to}`,
    tag: 'Alle Dateien geprüft',
    headline: `${begin(device)} kann in ${steps(number)} aktualisiert werden`,
    lead: 'Jeder Schritt hat seinen eigenen Neustart und seine eigene Probe. Der nächste beginnt erst, wenn der davor behalten ist.',
    heard: `Bereit, in ${steps(number)}.`,
  }),
  missing: (version, what, before) => ({
    title: `Vor ${version} fehlt ein Schritt`,
    tag: 'Schritt fehlt',
    headline: `${version} braucht zuerst ${what}`,
    lead: `Davor liefe das Gerät mit ${before}. Legen Sie die Datei des Schrittes dazwischen ab oder fügen Sie sie hinzu.`,
    heard: `Ein Schritt fehlt: ${version} braucht zuerst ${what}.`,
  }),
  orNewer: (version) => `${version} oder neuer`,
  inRange: (range) => `eine Version ${range}`,
  blocked: (device, headline) => ({
    title: `Angehalten · ${begin(device)}`,
    tag: 'Kein Update möglich',
    heard: `${headline} Es wurde nichts gesendet.`,
  }),
  preparing: (number, of, version) => ({
    title: `${stepOf(number, of)} wird vorbereitet`,
    tag: 'Nächster Schritt',
    headline: `${stepOf(number, of)} wird vorbereitet: ${version}`,
    lead: 'Das Gerät wird gefragt, womit es läuft, bevor etwas gesendet wird.',
    heard: `${stepOf(number, of)} wird vorbereitet.`,
  }),
  between: (device, version, next) => ({
    title: `${begin(device)} läuft mit ${version}`,
    tag: 'Behalten',
    headline: `${version} ist behalten. Danach: ${next}`,
    heard: `${version} ist behalten. Der nächste Schritt ist ${next}.`,
  }),
  beginsIn: (number, of, seconds) => `${stepOf(number, of)} beginnt von selbst in ${seconds} s.`,
  startsFromNowOn: (version) => `Es startet von jetzt an mit ${version}.`,
  stoppedHere: (device, number, of) => ({
    title: `Angehalten · ${begin(device)}`,
    tag: 'Angehalten',
    headline: `Angehalten vor ${stepOf(number, of)}`,
    heard: `Angehalten vor ${stepOf(number, of)}.`,
  }),
  notConfirmed: (device, version) => ({
    title: `Angehalten · ${begin(device)}`,
    tag: 'Angehalten',
    headline: `${begin(device)} bestätigt nicht mehr, dass ${version} behalten ist`,
    heard: `Angehalten: Von ${dative(device)} ist nicht mehr bestätigt, dass ${version} behalten ist.`,
  }),
  stoppedAt: (number, of) => `Angehalten bei ${stepOf(number, of)}.`,
  notBegun: (versions) => `Nicht begonnen: ${list(versions)}.`,
  isKept: (version) => `Es läuft mit ${version}, und das ist behalten.`,
  answersNow: (version) => `Es antwortet jetzt mit ${version}.`,
  noAnswerNow: 'Es antwortet jetzt nicht.',
  done: (from, number) => `Aktualisiert von ${from} in ${steps(number)}.`,

  list: 'Schritte',
  over: 'Nicht nötig',
  move: (from, to) => `${from} → ${to}`,
  notNewer: (running) => `nicht neuer als ${running}, das läuft`,
  requires: (range) => `darf auf ${range} folgen`,
  decisions: (number) => `fragt Sie vorher: ${count(number, 'Punkt', 'Punkte')} zu entscheiden`,
  states: {
    todo: 'kommt noch',
    next: 'als Nächstes',
    here: 'jetzt',
    done: 'behalten',
    stopped: 'hier angehalten',
    missing: 'davor fehlt ein Schritt',
  },
  strip: (number, of) => `Schritt ${number} von ${of}`,
  tooMany: (most) => `Nur die ersten ${most} Dateien werden verwendet.`,
  notKept:
    'Lassen Sie diese Seite offen: Nach einem Neuladen brauchen Sie die Dateien noch einmal.',

  kept: {
    title: (device, of) => `${begin(device)}: Ein Update in ${steps(of)} wurde nicht beendet`,
    text: (versions) =>
      `Übrig: ${list(versions)}. Das Gerät wird gefragt, womit es läuft, bevor etwas gesendet wird.`,
    carryOn: 'Fortsetzen',
  },
  buttons: {
    update: (number) => `In ${count(number, 'Schritt', 'Schritten')} aktualisieren`,
    addFile: 'Datei hinzufügen',
    goOn: (number) => `Schritt ${number} jetzt beginnen`,
    stop: 'Hier aufhören',
    again: 'Den Rest planen',
    leave: 'Diese Schritte verwerfen',
  },
} satisfies LateTexts['updateRoute'];
