import type { LateTexts } from '../catalogue.ts';
import grammar from './grammar.ts';

const { count, whole } = grammar;

export default {
  broker: {
    tag: 'Broker',
    title: (name) => `Geräte an ${name}`,
    heard: (name) => `Geräte an ${name}.`,
    lead: {
      joining: 'Die Verbindung zum Broker wird hergestellt.',
      listening:
        'Slipway hört mit, was Geräte veröffentlichen. Ein stilles Gerät erscheint, wenn Sie nach seiner ID fragen.',
      wildcards:
        'Dieser Broker lässt niemanden bei allen Geräten mithören. Geben Sie die ID eines Geräts ein: Fragen lässt es sich trotzdem.',
      lost: 'Die Verbindung zum Broker ging verloren. Slipway verbindet sich von selbst wieder.',
      over: 'Die Verbindung zum Broker ging verloren und kommt nicht wieder.',
    },
    safe: 'Die Geräte sind sicher.',
    safety: 'Slipway hört nur mit und fragt, wer sie sind. Es ändert nichts.',
    field: {
      label: 'Geräte-ID',
      example: 'esp32_0A1B2C',
      hint: 'device.id in den Einstellungen des Geräts, zum Beispiel esp32_0A1B2C',
      fault: 'Das ist keine Geräte-ID. Sie enthält keins der Zeichen / + #.',
    },
    connect: 'Verbinden',
    ask: 'Danach fragen',
    again: 'Wieder verbinden',
    back: 'Andere Adressen',
    list: {
      title: (devices) => `${count(devices, 'Gerät', 'Geräte')} gefunden`,
      asksAll: 'Alle fragen',
      asksAllHeard: 'Alle noch nicht gefragten Geräte fragen, wer sie sind',
      none: 'Noch keins. Geräte, die ihr Protokoll veröffentlichen, erscheinen hier von selbst.',
      noneOwn: 'Noch keins. Geben Sie eine ID ein, um nach einem Gerät zu fragen.',
      find: 'Gerät suchen',
      noMatch: 'Dazu passt hier kein Gerät.',
      more: (devices) => `${whole(devices)} weitere. Geben Sie einen Teil der ID ein.`,
      full: (most) => `Nur die ersten ${whole(most)} sind aufgeführt.`,
      use: 'Verbinden',
      useName: (id) => `${id} verbinden`,
    },
    signs: {
      published: (at) => `gehört um ${at}`,
      retained: 'hinterließ früher eine Nachricht, jetzt nicht zu hören',
      addressed: 'bekommt Anfragen von anderen, selbst nicht zu hören',
      known: 'hier nicht zu hören',
    },
    answers: {
      none: null,
      waits: 'gefragt, noch keine Antwort',
      answered: null,
      denied: 'ist da und fragt, wer anruft',
      silent: 'antwortet nicht',
    },
    runs: (app, version, arch) => `${app} ${version} auf ${arch}`,
    there: 'antwortet',
  },

  scan: {
    tag: 'Suche',
    title: 'Geräte in einem Netzwerk suchen',
    running: (asked, of) => `${whole(asked)} von ${whole(of)} Adressen gefragt`,
    done: (found) => `${count(found, 'Gerät', 'Geräte')} gefunden`,
    stopped: (asked, of) => `Nach ${whole(asked)} von ${whole(of)} Adressen angehalten`,
    asks: 'Beantworten Sie die Frage des Browsers',
    lead: {
      ready:
        'Slipway fragt jede Adresse eines Netzwerks, ob dort ein Mongoose-OS-Gerät ist. Das dauert bis zu einer Minute.',
      asks: 'Der Browser fragt, ob diese Seite auf das lokale Netzwerk zugreifen darf. Erlauben Sie es.',
      running: 'Geräte erscheinen, sobald sie antworten.',
      done: 'Geräte, die aus sind oder deren Webserver aus ist, antworten nicht.',
      none: 'Kein Gerät hat geantwortet. Ist es in diesem Netzwerk, und ist sein Webserver an?',
      stopped: 'Was gefunden wurde, bleibt in der Liste.',
      failed: 'Die Suche konnte nicht weitergehen.',
    },
    safe: 'Die Geräte sind sicher.',
    safety: 'Jede Adresse bekommt eine Frage. Nichts wird geändert.',
    field: {
      label: 'Netzwerk',
      example: '192.168.1.0/24',
      hint: 'Zum Beispiel 192.168.1.0/24 oder eine Adresse darin; 192.168.1.7:8080 für einen anderen Port',
      count: (addresses) =>
        addresses === 1
          ? '1 Adresse wird gefragt.'
          : `${whole(addresses)} Adressen werden gefragt.`,
      mayBeAsked:
        'Der Browser fragt vielleicht nach dem Zugriff auf das lokale Netzwerk. Erlauben Sie ihn.',
    },
    faults: {
      empty: 'Geben Sie ein Netzwerk ein, zum Beispiel 192.168.1.0/24.',
      'not-a-network':
        'Das ist kein Netzwerk. Geben Sie eins wie 192.168.1.0/24 oder eine Adresse darin ein.',
      'too-large': 'Zu viele Adressen: Slipway durchsucht höchstens 256, ein /24.',
      'not-local':
        'Slipway durchsucht nur lokale Netzwerke: 10.…, 172.16.… bis 172.31.…, 192.168.…',
    },
    blocks: {
      mixed:
        'Der Browser lässt eine Seite, die über https kam, keine Geräte über http fragen. Benutzen Sie Slipway von diesem Computer (npm start), oder geben Sie eine Adresse ein, die mit wss:// beginnt.',
      denied:
        'Der Browser hat keine Berechtigung für das lokale Netzwerk. Klicken Sie auf das Symbol links neben der Webadresse, erlauben Sie „Zugriff auf lokales Netzwerk“ und versuchen Sie es noch einmal.',
      unanswered:
        'Die Frage des Browsers wurde nicht beantwortet. Versuchen Sie es noch einmal und erlauben Sie den Zugriff.',
    },
    start: 'Suche starten',
    again: 'Noch einmal suchen',
    stop: 'Suche anhalten',
    back: 'Andere Adressen',
    open: 'Netzwerk durchsuchen',
    offer: 'Sie kennen die Adresse nicht? Slipway kann jede Adresse eines Netzwerks fragen.',
    list: 'Gefundene Geräte',
    denied: 'fragt, wer anruft',
    use: 'Verbinden',
    useName: (name) => `${name} verbinden`,
    percent: (percent) => `${whole(percent)} %`,
  },
} satisfies LateTexts['discovery'];
