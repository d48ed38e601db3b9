import type { Catalogue } from '../catalogue.ts';
import { countdown, slotName } from '../numbers.ts';

export default {
  practice: {
    title: 'Übungsgerät',
    provenance: 'Vom Chip gelesen',
    runs: 'Läuft mit',
    from: 'Aus',
    state: 'Zustand',
    committed: 'mit Commit',
    onTrial: (leftMs) => (leftMs === null ? 'auf Probe' : `auf Probe, noch ${countdown(leftMs)}`),
    slot: (slot) => slotName(slot),
    off: 'Kein Strom',
    noFirmware: 'Nichts startet',
    poweredOff: 'Der Strom ist aus. Der Chip behält, was auf ihm ist.',
    doesNotStart: 'Es hat Strom, aber keine Firmware startet.',
    hung: 'Die Firmware ist eingefroren und antwortet nicht.',
    starting: 'Der Chip wird vorbereitet …',
    inUse:
      'Das Übungsgerät ist in einem anderen Tab offen. Es startet hier, wenn jener Tab geschlossen wird.',
    storage: {
      memory:
        'Dieser Browser bewahrt für diese Seite keine Dateien auf. Der Chip wird vergessen, wenn die Seite geschlossen wird.',
      stopped:
        'Dieser Browser hat es abgelehnt, den Chip in seine Dateien zu schreiben. Was ab jetzt mit ihm geschieht, wird vergessen, wenn die Seite geschlossen wird.',
    },
    damaged: {
      chip: 'Der in diesem Browser aufbewahrte Chip war beschädigt. Dies ist ein neuer; er läuft mit demo 1.0.0.',
      records:
        'Einiges, was dieser Browser über die Firmware auf diesem Chip aufbewahrt hat, war beschädigt. Startet sie nicht, setzen Sie das Gerät zurück.',
    },
    chipLabel: 'Fingerabdruck des Chips',
    chipUnknown: '…',
    stopped:
      'Das Übungsgerät wurde angehalten. Sein Chip behält, was auf ihm ist, wie nach einem Stromausfall.',
    startAgain: 'Wieder starten',
    time: 'Die Zeit läuft',
    times: (factor) => `${factor}×`,
    cut: 'Strom abschalten',
    start: 'Starten',
    fresh: 'Gerät zurücksetzen',
    freshQuestion: {
      title: 'Das Übungsgerät zurücksetzen?',
      text: 'Es wird gelöscht und startet mit demo 1.0.0.',
      yes: 'Gerät zurücksetzen',
      no: 'Abbrechen',
    },
    heard: {
      off: 'Das Übungsgerät hat keinen Strom.',
      on: (version) => `Das Übungsgerät läuft mit ${version}.`,
    },
  },

  sample: {
    none: 'Keine Firmware zur Hand?',
    use: (version) => `Das Beispiel ${version} verwenden`,
    behaviour: {
      works: '',
      'eats-memory': 'Sie lässt wenig Speicher frei, und die Prüfungen des Probelaufs zeigen es.',
      'hangs-at-once':
        'Testfirmware, die einfriert. Sehen Sie zu, wie das Gerät von selbst zurückgeht; 100× überspringt das Warten.',
      crashes: 'Sie stürzt beim Start ab, und das Gerät kehrt von selbst zurück.',
    },

    title: 'Beispiel-Firmware',
    hint: 'für dieses Gerät gebaut',
    name: (name, version) => `${name} ${version}`,
    what: {
      works: 'Funktioniert. Behalten Sie sie, oder lassen Sie sie zurückgehen.',
      'eats-memory':
        'Funktioniert, lässt aber wenig Speicher frei. Die Prüfungen des Probelaufs zeigen es.',
      'hangs-at-once':
        'Die Datei ist in Ordnung, aber die Firmware friert beim Start ein. Ist die Zeit zum Behalten um, kehrt das Gerät zu dem zurück, womit es vorher lief.',
      crashes: 'Stürzt beim Start ab. Das Gerät kehrt zu dem zurück, womit es vorher lief.',
    },
    update: 'Damit aktualisieren',
    updateOff: 'Kein Update möglich: Ein Update läuft.',
    download: 'Herunterladen',
    downloadHeard: (file) => `${file} herunterladen`,
  },
} satisfies Pick<Catalogue, 'practice' | 'sample'>;
