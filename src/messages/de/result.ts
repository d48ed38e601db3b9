import type { Catalogue } from '../catalogue.ts';
import { fileSize } from '../numbers.ts';
import grammar from './grammar.ts';

const { begin, accusative } = grammar;

export default {
  end: {
    causes: {
      asked: {
        tag: (at) => `Um ${at} zurückgegangen`,
        lead: () => 'Sie sind zurückgegangen.',
      },
      'time-over': {
        tag: (at) => `Um ${at} von selbst zurückgekehrt`,
        lead: ({ to }) =>
          `${to} wurde nicht rechtzeitig behalten. Das Gerät ist zurückgegangen, wie es soll, und arbeitet wie vor dem Update.`,
      },
      restarted: {
        tag: () => 'Vor dem Behalten neu gestartet',
        lead: ({ from, to }) =>
          `Das Gerät startete neu, bevor ${to} behalten wurde. Deshalb läuft es wieder mit ${from}, wie es soll.`,
      },
      'not-seen': {
        tag: (at) => `Wieder gesehen um ${at}`,
        lead: ({ to }) =>
          `Es war nicht zu sehen, dass ${to} lief. Das Gerät arbeitet wie vor dem Update.`,
      },
    },
    wentBack: ({ device, from }, committed) => ({
      title: `Wieder ${from} · ${begin(device)}`,
      headline: `${begin(device)} läuft wieder mit ${from}`,
      safety: `Es meldet ${from}${committed ? ' mit Commit' : ''}, wie vor dem Update.`,
      heard: `Das Gerät läuft wieder mit ${from}. Es ist sicher.`,
      heardAsked: `Läuft wieder mit ${from}.`,
    }),
    other: ({ device, to }, now) => ({
      title: `Andere Firmware · ${begin(device)}`,
      tag: 'Eine andere Firmware läuft',
      headline: now.isOfVersion
        ? `${begin(device)} läuft mit einem anderen Build von ${to}`
        : `${begin(device)} läuft mit ${now.version}`,
      lead: `Sein Build ${now.buildId} ist weder der von vorher noch der gesendete.`,
      strong: 'Es läuft.',
      safety: now.committed
        ? 'Es meldet den Commit. Klären Sie, mit welcher Firmware es laufen soll.'
        : 'Es meldet, dass es auf Probe läuft. Klären Sie, mit welcher Firmware es laufen soll.',
      heard: `${begin(device)} läuft mit einer anderen Firmware als der gesendeten: ${now.version}.`,
    }),
    unclear: ({ device, from }) => ({
      title: `Nicht abgeschlossen · ${begin(device)}`,
      tag: 'Nicht abgeschlossen',
      strong: 'Nichts ist verloren.',
      safety: `Was nicht behalten ist, kehrt von selbst zu ${from} zurück.`,
    }),
  },

  wentBack: {
    asked: (from) => `Das Gerät ist zu ${from} zurückgegangen, wie angewiesen.`,
    'time-over': (from, to) =>
      `Das Gerät ist von selbst von ${to} zu ${from} zurückgegangen: Die Zeit zum Behalten war um.`,
    restarted: (from, to) =>
      `Das Gerät startete neu, bevor ${to} behalten wurde, und läuft wieder mit ${from}.`,
    'not-seen': (from, to) =>
      `Das Gerät kam mit ${from} wieder: Es war nicht zu sehen, dass ${to} lief.`,
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
} satisfies Pick<Catalogue, 'end' | 'wentBack' | 'presence' | 'goingOn'>;
