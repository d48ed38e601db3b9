import type { Catalogue } from '../catalogue.ts';
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
} satisfies Catalogue['discovery'];
