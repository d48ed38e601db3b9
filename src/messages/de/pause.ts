import type { Catalogue } from '../catalogue.ts';
import { fileSize, timeOfDay } from '../numbers.ts';
import grammar from './grammar.ts';

const { begin, count } = grammar;

export default {
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
    text: (confirmed, from) => `Das Gerät vergisst die ${confirmed} und läuft weiter mit ${from}.`,
    textUnheard: (confirmed, from) =>
      `Das Gerät läuft weiter mit ${from}. Es vergisst die ${confirmed}, wenn es nicht länger wartet.`,
    stop: 'Ja, abbrechen',
    keep: 'Weiter warten',
  },
} satisfies Catalogue['pause'];
