import type { Catalogue } from '../catalogue.ts';
import { countdown, decimal, duration, elapsed, fileSize, slotName } from '../numbers.ts';
import grammar from './grammar.ts';

const { begin, count } = grammar;

const kept = 'Sie wird nicht von selbst behalten.';

const mute = (to: string, device: string): string =>
  `${begin(device)} antwortet nicht. ${to} war auf Probe.`;

export default {
  late: {
    state: ({ device, from }, leftMs, end) => ({
      title: `Warten · ${begin(device)}`,
      tag: 'Neustart · länger als üblich',
      headline: 'Es ist noch nicht zurück',
      strong: 'Wenn niemand handelt:',
      safety:
        `Ist alles in Ordnung, bleiben ${countdown(leftMs)} zum Behalten. ` +
        `Sonst kehrt das Gerät von selbst zu ${from} zurück, etwa um `,
      after: `. ${end}`.trimEnd(),
    }),
    heard: (end) => `Noch nicht zurück. ${end}`.trimEnd(),
    noHarm: 'Nichts kann ihm schaden.',

    since: 'seit dem Neustart',
    usually: (ms) => `, meist ${elapsed(ms)}`,
    gauge: 'Es wird auf das Gerät gewartet',
    gaugeValue: (waitedMs, trialMs) =>
      `${duration(waitedMs)}; der Probelauf endet bei ${duration(trialMs)}`,
    trialEnds: (trialMs) => `${elapsed(trialMs)} Probelauf endet`,
    known: 'Was wir wissen',
    unseen: 'Was wir nicht sehen',
    arrived: 'Jedes Byte kam an; das Gerät hat die Hashes bestätigt',
    wayBack: (version, slot) =>
      `${version} liegt vollständig in ${slot === null ? 'seinem Slot' : slotName(slot)}, als vorige Version`,
    told: 'Der Neustart wurde angewiesen',
    started: (version) => `Ob ${version} gestartet ist`,
    clock: 'Wann die Zeit des Probelaufs begann',
    clockWhy: 'die Uhr des Geräts entscheidet',
    ownCount: 'nach unserer Zählung',
    wentBack: 'Ob es schon zurückgegangen ist',
    unknown: 'unbekannt',
    stop: 'Nicht länger warten',
    choosePort: 'Anschluss neu wählen',
    chooseDevice: 'Gerät neu wählen',
    wifiLater: 'Ob sein WLAN verbunden ist: Dann schaltet es vielleicht Bluetooth ab',
    still: 'Slipway sucht es von selbst weiter, alle paar Sekunden.',
  },

  trialChecks: {
    label: 'Zustandsprüfungen',
    version: 'Läuft mit der gesendeten Version',
    build: 'Läuft mit dem gesendeten Build',
    slot: 'Aus dem beschriebenen Slot gestartet',
    restart: 'Kein unerwarteter Neustart',
    up: (seconds) => `läuft seit ${seconds} s`,
    restarted: 'neu gestartet',
    memory: 'Freier Speicher',
    memoryOf: (now, before) => `${fileSize(now)}, vorher ${fileSize(before)}`,
    answers: 'Antwortzeit in Ordnung',
    answered: (ms) =>
      ms < 1_000 ? `in ${Math.max(1, Math.round(ms))} ms` : `in ${decimal(ms / 1_000)} s`,
    notAsked: 'noch nicht gefragt',
    waiting: (seconds) => `wird ${seconds} s beobachtet`,
    notReported: 'nicht gemeldet',
  },

  failedChecks: {
    version: (sent, now) => ({
      headline: 'Eine andere Version antwortet',
      text: `Es sollte ${sent} sein. ${kept}`,
      before: sent,
      now,
    }),
    build: (sent, now) => ({
      headline: 'Ein anderer Build antwortet',
      text: `Die Version stimmt, die Build-ID ist nicht die der Datei. ${kept}`,
      before: sent,
      now,
    }),
    slot: (sent, now) => ({
      headline: 'Es läuft aus einem anderen Slot',
      text: `Die Firmware wurde in ${sent} geschrieben. ${kept}`,
      before: sent,
      now,
    }),
    restart: (up) => ({
      headline: 'Es ist noch einmal neu gestartet',
      text: `Eine gesunde Firmware startet einmal. ${kept}`,
      before: 'ein Neustart, wie angewiesen',
      now: `wieder gestartet, ${up}`,
    }),
    memory: (before, now) => ({
      headline: 'Viel weniger freier Speicher als vorher',
      text: `Weniger als 70 % von dem, was vor dem Update frei war. ${kept}`,
      before: `${before} frei`,
      now: `${now} frei`,
    }),
    answers: (limit, now) => ({
      headline: 'Es antwortet langsam',
      text: `Ein gesundes Gerät antwortet schneller, über jede Verbindung. ${kept}`,
      before: `unter ${limit}`,
      now,
    }),
  },

  redTrial: {
    state: ({ from, to }, failed) => {
      const checks = `${count(failed, 'Prüfung', 'Prüfungen')} nicht bestanden`;
      return {
        tag: checks,
        headline:
          failed === 1
            ? `${to} läuft, aber eine Prüfung ist nicht bestanden`
            : `${to} läuft, aber ${failed} Prüfungen sind nicht bestanden`,
        heard: `${checks}. Gehen Sie zurück zu ${from}, oder behalten Sie ${to} trotzdem.`,
      };
    },
    label: 'Nicht bestandene Prüfungen',
    cap: 'Ihre Wahl',
    before: 'Vorher',
    now: 'Jetzt',
    checkAgain: 'Noch einmal prüfen',
    keepAnyway: 'Trotzdem behalten',
    foldTitle: (version) => `${version} trotzdem behalten`,
    foldHint: 'muss getippt werden',
    foldText: (version) =>
      `Die Prüfung bleibt nicht bestanden. Um ${version} dennoch zu behalten, tippen Sie es ein.`,
    field: (version) => `Tippen Sie ${version}, um es trotz nicht bestandener Prüfung zu behalten`,
    off: (version) => `Behalten ist erst möglich, wenn ${version} getippt ist.`,
  },

  lostTrial: {
    headlines: {
      cable: (to) => `Die Kabelverbindung ist weg. ${to} war auf Probe.`,
      reach: (to) => `Außer Reichweite. ${to} war auf Probe.`,
      power: (to) => `Stromausfall, bevor ${to} behalten wurde`,
      link: (to) => `Die Verbindung ist weg. ${to} war auf Probe.`,
      radio: (to) => `Bluetooth wurde ausgeschaltet. ${to} war auf Probe.`,
      taken: (to) => `Eine andere App hat das Gerät übernommen. ${to} war auf Probe.`,
      mute,
      silent: mute,
      wifi: (to) => `Das Gerät hat Bluetooth abgeschaltet. ${to} war auf Probe.`,
    },
    told: {
      keep: (to) => `${to} behalten: noch keine Antwort`,
      'go-back': (to) => `Zurückgehen von ${to}: noch keine Antwort`,
    },
    title: (device) => `Keine Antwort · ${begin(device)}`,
    tag: 'Auf Probe · nicht erreicht',
    tagTold: 'Noch keine Antwort',
    heard: (headline) => `${headline} Das Gerät wird gesucht.`,

    nothingLost: 'Nichts ist verloren.',
    afterPower: (from, end) => `Wenn es wieder startet, läuft es mit ${from}. ${end}`,
    until: 'Bis es antwortet:',
    noTime: ({ to }, maybeKept, end) =>
      `${maybeKept ? `Wenn es ${to} nicht behalten hat, läuft es auf Probe mit ${to}.` : `Es läuft mit ${to}.`} ` +
      `Auch ein Stromausfall bringt es zurück. ${end}`,
    goesBack: ({ from, to }, maybeKept, end) => ({
      text: maybeKept
        ? `Wenn es ${to} nicht behalten hat, kehrt es von selbst zu ${from} zurück, und zwar um `
        : `Es kehrt von selbst zu ${from} zurück, und zwar um `,
      after: `. Auch ein Stromausfall bringt es zurück. ${end}`,
    }),

    silent: 'seit seiner letzten Antwort',
    toKeep: (left) => `noch ${left} zum Behalten`,
    over: 'Die Zeit zum Behalten ist um',
    noLimit: 'Es nennt keine Frist',
    looking: 'Slipway sucht es von selbst, alle paar Sekunden.',
    held: (to) => `„${to} behalten“ ist möglich, sobald das Gerät antwortet.`,
    waiting: 'Ob es die Anweisung bekam, zeigt sich, sobald das Gerät antwortet.',
    stop: 'Nicht länger warten',
  },
} satisfies Pick<Catalogue, 'late' | 'trialChecks' | 'failedChecks' | 'redTrial' | 'lostTrial'>;
