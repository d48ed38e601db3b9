import type { CommandTexts } from '../catalogue.ts';
import { duration } from '../numbers.ts';

const devices = (of: number): string => `${of} ${of === 1 ? 'Gerät' : 'Geräte'}`;

export default {
  pushFleet: {
    plan: (of) =>
      `${devices(of.devices)}, in Wellen von ${of.waves}. Hält bei ${of.limit} ${of.limit === 1 ? 'Fehlschlag' : 'Fehlschlägen'} an.`,
    soak: (ms) =>
      `Die nächste Welle wartet, bis alle davor behalten sind und ${duration(ms)} gelaufen sind.`,
    wave: (number, of) => `Welle ${number} von ${of}.`,
    soaking: 'Die Welle ist behalten. Warten, bis sie ihre Zeit gelaufen ist …',
    quiet: 'Ruhezeit: Jetzt wird kein weiteres Gerät begonnen …',
    stopping:
      'Hält an: Begonnene Geräte werden fertig. Noch einmal Strg+C, um sie sich selbst zu überlassen.',
    halted: (failures) =>
      `Von selbst angehalten nach ${failures} ${failures === 1 ? 'Fehlschlag' : 'Fehlschlägen'}. Kein weiteres Gerät wird begonnen.`,
    noCommit:
      'Von selbst angehalten: Kein Gerät dieser Welle hat die neue Firmware behalten. Kein weiteres Gerät wird begonnen.',
    coordinator: {
      own: 'Dieser Rechner leitet das Ausrollen.',
      other: (name) => `${name} leitet das Ausrollen. Dieser Rechner hält sich bereit.`,
      gone: (name) => `${name} hat die Verbindung verloren.`,
    },
    wishes: {
      pause: 'Soll pausieren: Kein weiteres Gerät wird begonnen.',
      'go-on': 'Soll weitergehen.',
      stop: 'Soll anhalten: Begonnene Geräte werden fertig, kein weiteres wird begonnen.',
    },
    broker: {
      lost: (why) =>
        `Der Broker ist nicht zu erreichen; bis dahin wird kein Gerät begonnen. ${why}`,
      back: 'Der Broker ist wieder da.',
    },
    runners: {
      none: 'Kein Runner ist da: Bis einer kommt, wird kein Gerät begonnen.',
      some: (of, places) =>
        `${of} Runner ${of === 1 ? 'ist' : 'sind'} da, für ${devices(places)} zugleich.`,
    },
    runner: {
      ready: (places) => `Bereit: Dieser Rechner aktualisiert bis zu ${devices(places)} zugleich.`,
      left: 'Angehalten.',
      update: (device) => `${device}: begonnen`,
      adopt: (device) => `${device}: wird beobachtet, ein anderer Runner hat es begonnen`,
    },
    underWay: (device, wave) => `${device}: begonnen, Welle ${wave}`,
    onTrial: (device) => `${device}: auf Probe`,
    committed: (device) => `${device}: behalten`,
    soaked: (device) => `${device}: ist seine Zeit gelaufen`,
    again: (device, why) => `${device}: wird noch einmal versucht. ${why}`,
    calledOff: (device) => `${device}: vor dem Neustart zurückgerufen`,
    wentBack: (device, why) => `${device}: ist zurückgekehrt. ${why}`,
    failed: (device, why) => `${device}: fehlgeschlagen. ${why}`,
    skipped: (device, why) => `${device}: ausgelassen. ${why}`,
    offline: (device, why) => `${device}: offline. ${why}`,
    counts: {
      committed: (of) => `${of} behalten`,
      reverted: (of) => `${of} zurückgekehrt`,
      failed: (of) => `${of} fehlgeschlagen`,
      skipped: (of) => `${of} ausgelassen`,
      offline: (of) => `${of} offline`,
      waiting: (of) => `${of} nicht begonnen`,
    },
    results: {
      completed: (counts) => `Fertig: ${counts}.`,
      halted: (counts) => `Angehalten: ${counts}.`,
      stopped: (counts) => `Gestoppt: ${counts}.`,
    },
  },

  pushFleetHelp: {
    broker: [
      'mit --fleet: mqtt://BROKER/NAME bewahrt das Ausrollen dort auf; wer dasselbe',
      'angibt, hält sich bereit und übernimmt, wenn dieser Rechner weg ist',
    ],
    'take-over': ['mit --broker: leitet es ab jetzt, wer auch immer es tut'],
    runners: ['mit --broker: Runner aktualisieren die Geräte, mit den Paketen von --serve'],
    runner: [
      'aktualisiert Geräte, wie es der Leiter des Ausrollens bei --port sagt,',
      'mqtt://BROKER/NAME; beliebig viele, überall, wo die Geräte zu erreichen sind',
    ],
    'at-once': ['mit --runner: Geräte, die zugleich aktualisiert werden (20)'],
    cache: ['mit --runner: bewahrt Pakete dort auf statt in ~/.cache/slipway'],
    'fleet-watch': ['zeigt ein Ausrollen, das bei einem Broker liegt: mqtt://BROKER/NAME'],
    wish: ['mit --fleet-watch: pause (pausieren), go-on (weiter) oder stop (anhalten)'],
    fleet: ['ein Ausrollen statt eines Geräts: Der Plan nennt Geräte, Pakete und Wellen'],
  },
} satisfies Pick<CommandTexts, 'pushFleet' | 'pushFleetHelp'>;
