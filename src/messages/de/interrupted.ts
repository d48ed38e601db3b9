import type { LateTexts } from '../catalogue.ts';
import grammar from './grammar.ts';

export default {
  title: (device, percent) =>
    `${grammar.begin(device)}: Ein Update wurde unterbrochen` +
    (percent > 0 ? `, ${percent} %` : ''),
  move: (from, to) => `${from} → ${to}`,
  stages: {
    begun: (when) => `Es hatte gerade begonnen, als die Seite verlassen wurde (${when}).`,
    writing: (when) => `Es wurde geschrieben, als die Seite verlassen wurde (${when}).`,
    restarting: (when) => `Das Gerät sollte neu starten, als die Seite verlassen wurde (${when}).`,
    trial: (when, to) =>
      `${to} lief auf Probe und war noch nicht behalten, als die Seite verlassen wurde (${when}).`,
  },
  safe: 'Was halb geschrieben ist, wird nie gestartet. Zuerst wird das Gerät gefragt.',
  due: (to, from, when) =>
    `Behält niemand ${to}, geht das Gerät um ${when} von selbst zu ${from} zurück.`,
  decisions: {
    'nothing-sent': () => 'Es wurde noch nichts gesendet: Das Update beginnt von vorn.',
    'half-written': ({ from }) =>
      `Es läuft noch mit ${from}. Welche Bytes es hat, kann es nicht sagen: Alles wird noch einmal gesendet.`,
    forgotten: ({ from }) =>
      `Es läuft mit ${from} und hat nichts mehr vom Update: Alles wird noch einmal gesendet.`,
    'not-installed': ({ from }) =>
      `Es läuft mit ${from} und hat nicht umgeschaltet: Alles wird noch einmal gesendet.`,
    unreachable: () => 'Es antwortet nicht. Es wird gefragt, bis es antwortet.',
    'goes-on': () => 'Es macht von selbst weiter. Slipway wartet darauf.',
    restarting: () => 'Es hat alles und startet gleich neu. Slipway wartet darauf.',
    verify: ({ to }) => `Es läuft auf Probe mit ${to}. Slipway prüft es, dann entscheiden Sie.`,
    keep: ({ to }) => `Es läuft auf Probe mit ${to}. Behalten Sie es oder gehen Sie zurück.`,
    ended: () => 'Es ist nichts mehr zu tun.',
    kept: ({ to }) => `Es läuft mit ${to}, und das ist behalten. Es ist nichts mehr zu tun.`,
    'went-back': ({ from }) => `Es ist von selbst zu ${from} zurückgegangen.`,
    'other-device': () => 'Ein anderes Gerät antwortet. Es wird ihm nichts gesendet.',
    'other-firmware': () =>
      'Es läuft inzwischen mit einer anderen Firmware. Es wird ihm nichts gesendet.',
    'somebody-else': () => 'Jemand anderes aktualisiert es gerade. Es wird ihm nichts gesendet.',
  },
  buttons: {
    carryOn: 'Fortsetzen',
    look: 'Nachsehen, was daraus wurde',
    choose: (way) => `Verbinden: ${way}`,
    forget: 'Vergessen',
  },
  noFile: (file) => `Wählen Sie ${file} noch einmal: Dieser Browser hat keine Kopie davon.`,
  otherFile: (file) => `Das ist eine andere Datei. Wählen Sie ${file}.`,
  otherDevice: (found) => `Dort antwortet ${found}. Es wurde nichts gesendet.`,
  question: {
    title: (device) => `Das Update ${grammar.genitive(device)} verwerfen?`,
    text: 'Slipway vergisst es. Das Gerät wird nicht gefragt: Was halb geschrieben ist, wird nie gestartet, und eine Firmware auf Probe geht von selbst zurück.',
    yes: 'Verwerfen',
    no: 'Abbrechen',
  },
  elsewhere: {
    title: (device) =>
      `${grammar.begin(device)} wird in einem anderen Tab dieses Browsers aktualisiert`,
    text: 'Nur ein Tab schreibt auf ein Gerät. Von hier wird nichts gesendet.',
    practice:
      'Das Übungsgerät gehört jenem Tab, solange er offen ist. Von hier wird nichts gesendet.',
    buttons: { call: 'Nach vorn holen', takeOver: 'Übernehmen' },
    answers: {
      calling: 'Der andere Tab wird gefragt.',
      marked: 'Der andere Tab hat jetzt \u25B6 vor dem Titel: Keine Seite kann Tabs wechseln.',
      notified: 'Drücken Sie auf seine Benachrichtigung oder suchen Sie \u25B6 vor einem Titel.',
      silent: 'Der andere Tab antwortet nicht. Suchen Sie ihn unter Ihren Tabs.',
      stopping: 'Der andere Tab beendet seinen jetzigen Schritt, dann macht dieser weiter.',
      'goes-on': 'Der andere Tab hat nicht aufgehört. Suchen Sie ihn oder schließen Sie ihn.',
    },
    question: {
      title: (device) => `Das Update ${grammar.genitive(device)} übernehmen?`,
      text: 'Der andere Tab hört auf zu schreiben, und dieser macht weiter. Es geht nichts verloren.',
      yes: 'Übernehmen',
      no: 'Abbrechen',
    },
    over: (device) =>
      `Der andere Tab hat das Update ${grammar.genitive(device)} inzwischen zu Ende gebracht.`,
    here: (device) => `${grammar.begin(device)} wird in diesem Tab aktualisiert.`,
  },
  keeping: {
    'without-firmware':
      'Nach einem Neuladen brauchen Sie die Datei noch einmal: Der Browser hat keinen Platz für eine Kopie.',
    'not-kept':
      'Lassen Sie diese Seite offen: Dieser Browser behält nichts, was sich nach einem Neuladen fortsetzen ließe.',
  },
} satisfies LateTexts['interrupted'];
