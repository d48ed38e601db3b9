import type { Catalogue } from '../catalogue.ts';
import { countdown, duration, elapsed, fileSize, slotName, timeOfDay } from '../numbers.ts';
import grammar from './grammar.ts';

const { accusative, begin, count } = grammar;

const mute = (to: string, device: string): string =>
  `${begin(device)} antwortet nicht. ${to} war auf Probe.`;

export default {
  pause: {
    paused: ({ device, from }, percent, untilMs) => ({
      title: `Pause bei ${percent} % · ${begin(device)}`,
      tag: 'Pausiert',
      headline: `Pause bei ${percent} %`,
      lead:
        untilMs === null
          ? 'Das Gerät wartet nicht länger. Beim Fortfahren beginnt das Update von selbst von vorn.'
          : `Das Gerät wartet bis ${timeOfDay(untilMs)}, dann vergisst es diesen Teil.`,
      safety: `Es läuft mit ${from}. Nach Ablauf der Zeit beginnt das Update von selbst von vorn.`,
      heard: 'Pausiert.',
    }),

    lost: {
      title: (device) => `Warten · ${begin(device)}`,
      tag: 'Warten · nichts ist verloren',
      headlines: {
        cable: (percent) => `Kabel getrennt bei ${percent} %`,
        reach: (percent) => `Außer Reichweite bei ${percent} %`,
        power: (percent) => `Stromausfall bei ${percent} %`,
        link: (percent) => `Verbindung verloren bei ${percent} %`,
        mute: (percent) => `Das Gerät antwortet nicht mehr, bei ${percent} %`,
        radio: (percent) => `Bluetooth wurde ausgeschaltet, bei ${percent} %`,
        taken: (percent) => `Eine andere App hat das Gerät übernommen, bei ${percent} %`,
        silent: (percent) => `Das Gerät nahm keine Befehle mehr an, bei ${percent} %`,
        wifi: (percent) => `Das Gerät hat Bluetooth abgeschaltet, bei ${percent} %`,
      },
      heard: {
        cable: 'Kabel getrennt',
        reach: 'Außer Reichweite',
        power: 'Stromausfall',
        link: 'Verbindung verloren',
        mute: 'Keine Antwort',
        radio: 'Bluetooth ist aus',
        taken: 'Eine andere App hat das Gerät übernommen',
        silent: 'Keine Befehle angenommen',
        wifi: 'Das Gerät hat Bluetooth abgeschaltet',
      },
      wayBack: {
        cable: 'Stecken Sie es wieder ein.',
        reach: 'Gehen Sie näher heran.',
        power: 'Starten Sie es wieder.',
        link: 'Sehen Sie nach, ob es an und verbunden ist.',
        mute: 'Sehen Sie nach, ob es an ist.',
        radio: 'Schalten Sie Bluetooth wieder ein.',
        taken: 'Schließen Sie jene App oder den anderen Tab.',
        silent: 'Sehen Sie nach, ob RPC über Bluetooth eingeschaltet ist.',
        wifi: 'Sein WLAN ist verbunden. Beenden Sie hier und verwenden Sie ein USB-Kabel.',
        closer: 'Gehen Sie näher heran, oder schalten Sie Bluetooth hier aus und wieder ein.',
      },
      startsOver: 'Das Update beginnt von selbst von vorn.',
      goesOn: 'Das Update geht von selbst weiter.',
      safety: (from) =>
        `Es läuft mit ${from}. War es ohne Strom oder kann es nicht sagen, was es schon hat, beginnt das Update von selbst von vorn.`,
      said: (heard, percent, wayBack) =>
        `${heard}, bei ${percent} Prozent. Das Gerät ist sicher. ${wayBack}`,
    },

    until: 'zum Wiederverbinden, bis ',
    stoppedWaiting: 'Das Gerät wartet nicht länger',
    forgets: 'Ohne Strom vergisst es, was geschrieben wurde',
    gauge: {
      label: 'Geschriebene Firmware, wartet',
      value: (percent) => `Wartet bei ${percent} Prozent`,
      confirmed: (bytes, total) => `${fileSize(bytes)} von ${fileSize(total)} bestätigt`,
      looking: (tries) => `Gerät wird gesucht · ${count(tries, 'Versuch', 'Versuche')}`,
    },
    buttons: {
      goOn: 'Fortfahren',
      cancel: 'Update abbrechen',
      plugBack: 'Kabel wieder einstecken',
      start: 'Starten',
      pluggedIn: 'Es ist eingesteckt',
      connect: 'Wieder verbinden',
      choosePort: 'Anschluss neu wählen',
      chooseDevice: 'Gerät neu wählen',
      stopHere: 'Hier beenden',
    },
    question: {
      title: 'Dieses Update abbrechen?',
      text: (confirmed, from) =>
        `Das Gerät vergisst die ${confirmed} und läuft weiter mit ${from}.`,
      textUnheard: (confirmed, from) =>
        `Das Gerät läuft weiter mit ${from}. Es vergisst die ${confirmed}, wenn es nicht länger wartet.`,
      stop: 'Ja, abbrechen',
      keep: 'Weiter warten',
    },
  },

  goingOn: {
    startedOver: {
      restarted: 'Von vorn begonnen: Das Gerät war neu gestartet',
      'gave-up': 'Von vorn begonnen: Das Gerät hatte nicht länger gewartet',
      unclear: 'Von vorn begonnen: Das Gerät konnte nicht sagen, was es hat',
    },
    fromStart: 'Ab dem ersten Byte fortgesetzt',
    at: (bytes) => `Bei ${fileSize(bytes)} fortgesetzt`,
    smallerBlocks: ({ offset, bytes, losses }) =>
      `Mit Blöcken von höchstens ${bytes} Byte fortgesetzt: Die Verbindung endete ${losses}-mal bei ${fileSize(offset)}`,
    heard: (percent) => `Bei ${percent} Prozent fortgesetzt.`,
  },

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

  presence: {
    safe: (version) =>
      `Es wird nichts gesendet. Es lief mit ${version}, als es zuletzt antwortete.`,
    notKept: 'Noch nicht behalten:',
    onTrial: (version, end) =>
      `${version} lief auf Probe, als das Gerät zuletzt antwortete. Behält sie niemand, kehrt es zur vorigen Firmware zurück. ${end}`,
    otherDevice: (device, found) => ({
      tag: 'Anderes Gerät',
      headline: `Hier antwortet ein anderes Gerät: ${found}`,
      next: `Verbinden Sie ${accusative(device)} wieder. Um das andere Gerät zu verwenden, drücken Sie „Trennen“ und wählen Sie es.`,
    }),
    linkLost: (device) => ({
      tag: 'Verbindung verloren',
      headline: `${begin(device)}: Verbindung verloren`,
      next: 'Es wird von selbst gesucht und wiedergefunden.',
    }),
    unplugged: (device) => ({
      tag: 'Getrennt',
      headline: `${begin(device)} ist nicht eingesteckt`,
      next: 'Stecken Sie es wieder ein: Es wird von selbst gefunden.',
    }),
    noPower: (device) => ({
      tag: 'Kein Strom',
      headline: `${begin(device)} hat keinen Strom`,
      next: 'Starten Sie es wieder: Es wird von selbst gefunden.',
    }),
    noAnswer: (device) => ({
      tag: 'Keine Antwort',
      headline: `${begin(device)} antwortet nicht`,
      next: 'Sehen Sie nach, ob es an ist. Es wird von selbst wieder gefragt.',
    }),
    title: (tag, device) => `${tag} · ${begin(device)}`,
    notConnected: 'Nicht verbunden',
    lookedFor: 'Es wird von selbst gesucht.',
    askedOften:
      'Sehen Sie nach, ob es an ist. Es wird alle paar Sekunden gefragt; bis zur Antwort ist kein Update möglich.',
    heard: (headline) => `${headline} Es wird nichts gesendet.`,
    sinceResult: (headline) => `Jetzt: ${headline} Dieses Ergebnis hat es zuletzt gemeldet.`,
    since: (time) => `Keine Antwort seit ${time}`,
  },
} satisfies Pick<Catalogue, 'pause' | 'goingOn' | 'late' | 'lostTrial' | 'presence'>;
