import type { Catalogue } from '../catalogue.ts';
import {
  countdown,
  fileSize,
  roughTime,
  roughTimeInside,
  slotName,
  spokenDuration,
} from '../numbers.ts';
import grammar from './grammar.ts';

const { begin, count: plural } = grammar;

export default {
  screen: {
    product: 'Slipway',
    titled: (what) => `${what} · Slipway`,
    skip: 'Zum Inhalt springen',
    screens: 'Ansichten',
    update: 'Update',
    practice: 'Übungsgerät',
    emulator: 'Emulator',
    fleet: 'Flotte',
    batch: 'Werkbank',
    history: 'Verlauf',
    thePractice: 'das Übungsgerät',

    display: 'Anzeige',
    themes: {
      system: 'Wie das System',
      light: 'Hell',
      dark: 'Dunkel',
      sunlight: 'Sonnenlicht, hoher Kontrast',
    },

    readyOffline: 'Offline bereit',
    newVersion: {
      ready: 'Ein neues Slipway ist bereit.',
      waits: 'Es wartet, bis dieses Update fertig ist.',
      take: 'Neu laden',
    },

    idle: {
      title: 'Ein Gerät aktualisieren',
      lead: 'Wählen Sie eine Firmware-Datei und ein Gerät, in beliebiger Reihenfolge. ',
      promise: 'Nichts wird gesendet, bevor Sie ein Update starten.',
      firmware: 'Firmware',
      dropHere: ['Legen Sie hier ein ', 'fw.zip', ' für Mongoose OS ab.'],
      tapHere: ['Ein ', 'fw.zip', ' für Mongoose OS.'],
      device: 'Gerät',
      cableWay: 'Ein Gerät an diesem Computer',
      bluetoothWay: 'Im Umkreis von etwa 5 Metern',
      networkWay: 'Unter einer Adresse, über WLAN oder Ethernet',
      practiceWay: 'Läuft in dieser Seite, nichts kann kaputtgehen',
      newHere: 'Neu hier?',
      newHereText:
        'Aktualisieren Sie zuerst das Übungsgerät, mit einer Firmware, die dafür gebaut ist. Es verhält sich wie ein echtes, mit zwei Slots, einer Frist für den Commit und einem Netzschalter. Es dauert keine Minute.',
      why: 'Wie ein Update das Gerät schützt',
      whyList: [
        'Die neue Firmware kommt in den freien Slot. Was läuft, bleibt bis zum Neustart unberührt.',
        'Nach dem Neustart haben Sie einige Minuten, sie auszuprobieren.',
        'Läuft sie und niemand behält sie, kehrt das Gerät von selbst zur alten Firmware zurück.',
        'Was der Bootloader Ihres Geräts nicht übersteht, steht vor dem Update da.',
      ],
    },

    explained: {
      cable: 'Was geschieht, wenn ich einen Anschluss wähle?',
      bluetooth: 'Was geschieht, wenn ich ein Bluetooth-Gerät wähle?',
    },

    drop: {
      whole: 'Zum Prüfen hier ablegen',
      running: 'Ein Update läuft: jetzt wird keine Datei angenommen',
      several: (files) => `${files} Dateien auf einmal: legen Sie ein einziges fw.zip ab`,
      folder: (name) => `${name} ist ein Ordner: legen Sie das fw.zip ab, das darin liegt`,
      folderTooLarge: (name) =>
        `Der Ordner ${name} hat zu viele Dateien: legen Sie das fw.zip ab, das darin liegt`,
    },

    plates: {
      label: 'Gerät und Firmware',
      device: 'Gerät',
      firmware: 'Firmware',
      runsNow: 'Läuft jetzt',
      lastSeen: 'Zuletzt gesehen',
      wayBack: 'Vorige Version',
      willRun: 'Wird laufen',
      starting: 'Startet',
      onTrial: 'Auf Probe',
      installed: 'Installiert',
      notKept: 'Nicht behalten',
      usb: 'USB',
      noDevice: 'Kein Gerät gewählt',
      noFirmware: 'Keine Firmware gewählt',
      refused: 'Nicht brauchbar',
      several: 'Mehrere Firmwares',
      checking: 'Wird geprüft …',
      move: (from, to) => `${from} → ${to}`,
      built: (date) => `gebaut am ${date}`,
    },

    stages: {
      label: 'Stufen dieses Updates',
      names: [
        'Prüfen',
        'Vorbereiten',
        'Schreiben',
        'Abschließen',
        'Neustart',
        'Überprüfen',
        'Commit',
      ],
      states: {
        done: 'erledigt',
        here: 'läuft',
        todo: 'kommt noch',
        late: 'wartet',
        held: 'zurückgegangen',
        fail: 'hier angehalten',
      },
    },

    gauge: {
      label: 'Geschriebene Firmware',
      erasing: 'meist bis zu 20 s',
      value: (percent, leftMs) => {
        if (leftMs === null) return `${percent} Prozent`;
        const time =
          leftMs < 10_000
            ? 'einige Sekunden'
            : `etwa ${spokenDuration(Math.round(leftMs / 5_000) * 5_000)}`;
        return `${percent} Prozent, noch ${time}`;
      },
      left: (ms) => [roughTime(ms), ' verbleiben'],
      heard: (percent, leftMs) =>
        leftMs === null
          ? `${percent} Prozent.`
          : `${percent} Prozent, noch ${roughTimeInside(leftMs)}.`,
      part: (file, done, size) => `${file} ${done} von ${size}`,
    },

    dials: {
      confirmed: (total) => `Bestätigt von ${fileSize(total)}`,
      speed: 'Datenrate',
      running: 'Laufzeit',
      again: 'Erneut gesendet',
      blocks: (count) => plural(count, 'Block', 'Blöcke'),
      noNumber: '–',
    },

    ring: {
      label: (left) => `Zeit zum Behalten: noch ${left}`,
      toKeep: 'Frist',
      orBack: (version) => `oder zurück zu ${version}`,
      heard: (left) => `Noch ${left} zum Behalten.`,
    },

    checks: {
      health: 'Zustandsprüfungen',
      version: 'Läuft mit der gesendeten Version',
      build: 'Läuft mit dem gesendeten Build',
      slot: 'Aus dem beschriebenen Slot gestartet',
      howWeKnow: 'Woher wir es wissen',
      namesVersion: 'Das Gerät nennt seine Version',
      namesBuild: 'Das Gerät nennt seinen Build',
      saysCommitted: 'Das Gerät meldet den Commit',
      hashes: 'Das Gerät hat den Hash jedes Teils bestätigt',
      asked: 'nach dem Neustart gefragt',
    },

    story: {
      title: 'Was geschehen ist',
      written: (version) => `${version} geschrieben, angenommen und gestartet`,
      cause: {
        asked: 'Sie sind zurückgegangen',
        checks: 'Die neue Firmware bestand ihre Prüfungen nicht',
        'time-over': 'Die Zeit zum Behalten lief ab',
        restarted: 'Das Gerät startete vor dem Behalten neu',
        'not-seen': 'Es war nicht zu sehen, dass die neue Firmware lief',
      },
      answers: 'Das Gerät antwortet wieder',
    },

    trialNote: [
      'Behalten ist auf dem Gerät ',
      'OTA.Commit',
      ', Zurückgehen ist ',
      'OTA.Revert',
      '.',
    ],

    parts: {
      title: 'Was in der Datei ist',
      summary: (count) => `${plural(count, 'Teil', 'Teile')}, Hashes stimmen`,
      part: 'Teil',
      size: 'Größe',
      sha256: 'SHA-256',
      what: 'Was geschieht',
      installed: 'wird in den freien Slot geschrieben',
      outside: 'wird außerhalb der Slots geschrieben',
      other: 'wird bei diesem Update nicht installiert',
      ofSlot: (slot) => `wird geschrieben, wenn ${slotName(slot)} frei ist`,
      details: 'Einzelheiten',
      build: 'Build',
      fileHash: 'SHA-256 der Datei',
    },

    reported: (time) => `Vom Gerät gemeldet, ${time}`,
    details: 'Einzelheiten',

    keepTime: {
      title: 'Nach dem Neustart',
      text: (version, old) =>
        `Behält niemand ${version} in dieser Zeit, kehrt das Gerät von selbst zu ${old} zurück.`,
      label: 'Zeit zum Ausprobieren',
      who: 'Behalten',
      whoOptions: { person: 'Mich fragen', checks: 'Von selbst nach allen Prüfungen' },
      byItself: (version, old) =>
        `${version} wird von selbst behalten, sobald alle Prüfungen bestanden sind, und nie vorher. Solange eine nicht besteht, kehrt das Gerät nach dieser Zeit von selbst zu ${old} zurück.`,
      minutes: (minutes) => plural(minutes, 'Minute', 'Minuten'),
    },

    findings: {
      label: 'Befunde',
      typed: (what) => `Um trotzdem fortzufahren, tippen Sie ${what}`,
      allow: 'Trotzdem fortfahren',
      undecided: (count) =>
        `Noch kein Update möglich: ${plural(count, 'Punkt', 'Punkte')} zu entscheiden`,
      noAddress: 'Update nicht möglich: Das Gerät braucht die Adresse der Datei',
      blocked: 'Kein Update möglich: Die Datei passt nicht zu diesem Gerät',
    },

    cancelQuestion: {
      title: 'Dieses Update abbrechen?',
      text: (confirmed, from) =>
        `Das Gerät vergisst die ${confirmed} und läuft weiter mit ${from}.`,
      stop: 'Ja, abbrechen',
      keep: 'Weiter schreiben',
    },

    buttons: {
      chooseFile: 'Firmware-Datei wählen',
      chooseOther: 'Andere Datei wählen',
      rehearseFirst: 'Zuerst proben',
      addStep: 'Datei des Schrittes hinzufügen',
      practice: 'Übungsgerät',
      cable: 'USB-Kabel',
      bluetooth: 'Bluetooth',
      network: 'Netzwerk',
      tryPractice: 'Am Übungsgerät ausprobieren',
      disconnect: 'Trennen',
      update: (version) => `Auf ${version} aktualisieren`,
      writeAgain: 'Noch einmal schreiben',
      cancel: 'Update abbrechen',
      pause: 'Pause',
      pausing: 'Es pausiert nach diesem Block.',
      keep: (version) => `${version} behalten`,
      goBackOnly: 'Zurückgehen',
      goBack: (version) => `Zurück zu ${version}`,
      nextDevice: 'Nächstes Gerät',
      finish: 'Fertig',
      again: 'Noch einmal versuchen',
      tryAgain: (version) => `${version} noch einmal versuchen`,
      askAgain: 'Noch einmal fragen',
      stopConnecting: 'Abbrechen',
      helpFind: 'Hilfe beim Suchen',
      discard: 'Verwerfen',
      find: 'Suchen',
    },
  },

  statusBar: {
    label: 'Laufendes Update',
    back: 'Zurück zum Update',
    writing: (device, percent, leftMs) => {
      const rest = leftMs === null ? '' : `, noch ${roughTimeInside(leftMs)}`;
      return `${begin(device)}: ${percent} %${rest}`;
    },
    stage: (device, stage) => `${begin(device)}: ${stage}`,
    trial: (device, left, version) =>
      left === null
        ? `${begin(device)}: ${version} behalten?`
        : `${begin(device)}: noch ${left}, um ${version} zu behalten`,
  },

  panel: {
    label: 'Bereiche',
    console: 'Gerätekonsole',
    link: 'Geschwindigkeit',
    device: 'Einstellungen und Dateien',
    deviceShort: 'Gerät',
    compare: 'Vergleichen',
    rehearsal: 'Probelauf',
    noLog: (overAir) =>
      overAir ? 'kein Protokoll über Bluetooth' : 'kein Protokoll über das Netzwerk',
  },

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
} satisfies Pick<Catalogue, 'screen' | 'statusBar' | 'panel' | 'practice' | 'sample'>;
