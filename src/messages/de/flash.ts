import type { Catalogue } from '../catalogue.ts';

const tail = (firmware: string | null): string => (firmware === null ? '' : `, ${firmware}`);
const orNone = (firmware: string | null): string => firmware ?? 'keine bekannte Firmware';

export default {
  cells: {
    running: 'läuft jetzt',
    new: 'neu, bestätigt',
    writing: 'wird geschrieben',
    old: 'älterer Inhalt',
    erased: 'gelöscht',
    damaged: 'beschädigt, startet nie',
    unknown: 'nicht gemeldet',
  },
  roles: {
    runs: 'Läuft jetzt',
    free: 'Frei',
    'will-be-written': 'Wird beschrieben werden',
    writing: 'Wird geschrieben',
    starting: 'Startet',
    'starts-next': 'Startet als Nächstes',
    trial: 'Läuft, auf Probe',
    'way-back': 'Vorige Version',
    'half-written': 'Halb geschrieben',
    'not-kept': 'Nicht behalten',
  },

  slot: {
    title: (label) => `Slot ${label}`,
    name: (label) => `Slot ${label}`,
    committed: 'mit Commit',
    notCommitted: 'ohne Commit',
    neverStarted: 'startet so nie',
    unseen: 'Inhalt nicht gemeldet',
    empty: 'leer',
    unknown: 'keine bekannte Firmware',
  },
  row: {
    toCome: 'kommt noch',
    boxes: (done, all) => `${done} von ${all} Kästchen`,
    noSize: 'Größe nicht gemeldet',
  },

  alternative: {
    runs: (what, filled) => `${orNone(what)}, ${filled}. Läuft jetzt und bleibt unberührt.`,
    trial: (what) => `${orNone(what)}, vollständig. Läuft auf Probe.`,
    writing: (what) => (what === null ? 'wird geschrieben.' : `${what} wird geschrieben.`),
    willBeWritten: (what) =>
      what === null ? 'wird beschrieben werden.' : `${what} wird hier geschrieben werden.`,
    starting: (what) => `${orNone(what)}, vollständig. Das Gerät startet damit neu.`,
    startsNext: (what, filled) => `${orNone(what)}, ${filled}. Startet beim nächsten Einschalten.`,
    previous: (what) => `${orNone(what)}. Das ist die vorige Version.`,
    previousUnseen: 'Inhalt nicht gemeldet. Das ist die vorige Version.',
    halfWritten: 'halb geschrieben. Startet so nie.',
    notKept: (what) => `${orNone(what)}. Lief auf Probe und wurde nicht behalten.`,
    empty: 'leer und frei.',
    freeUnseen: 'frei. Inhalt nicht gemeldet.',
    free: (what) => `frei, darin noch: ${orNone(what)}.`,
    filled: {
      app: (filled, all) => `Anwendung in ${filled} von ${all} Kästchen`,
      fs: (filled, all) => `Dateisystem in ${filled} von ${all} Kästchen`,
    },
  },

  places: {
    inUse: 'in Benutzung',
    beside: 'daneben',
    app: 'Anwendung',
    fs: 'Dateisystem',
  },

  panel: {
    title: 'Flash dieses Geräts',
    chip: 'Vom Chip gelesen',
    reported: (time) => `Vom Gerät gemeldet, ${time}`,
    confirmed: (time) => `Aus bestätigten Bytes, ${time}`,
    'last-known': (time) => `Zuletzt bekannt, ${time}`,
    source: 'Zeigen',
    sources: { chip: 'Den Chip', reported: 'Was es meldet' },
  },

  rules: {
    'smaller-is-newer': 'Boot-Einträge: die kleinere Zahl ist die neuere',
    'larger-is-newer': 'Boot-Einträge: die größere Zahl ist die neuere',
  },

  record: {
    place: (address) => `Block ${address}`,
    next: 'der nächste Eintrag kommt hierhin',
    erased: 'lauter Einsen: älter als alles',
    damaged: 'CRC falsch: wird übergangen',
    starts: (slot, state) => `startet ${slot} · ${state}`,
    committed: 'mit Commit',
    firstBoot: 'ein Versuch',
    trial: 'auf Probe',
    wayBack: (slot) => `Rückweg: ${slot}`,
    sound: (place) => `CRC stimmt · ${place}`,
    ages: { erased: 'gelöscht', damaged: 'beschädigt', newer: 'neuer', older: 'älter' },
  },

  bootCard: {
    title: 'Boot-Zustand',
    fromChip: 'vom Chip gelesen',
    fromDevice: 'was das Gerät sagt',
    notReported: 'nicht gemeldet',
    starts: 'Startet',
    runs: 'Läuft',
    state: 'Zustand',
    wayBack: 'Vorige Version',
    committed: 'mit Commit',
    trial: 'auf Probe',
    none: 'keine',
    unknown: '?',
  },

  bootBytes: {
    otadata: (number, sequence, slot) => `otadata ${number}: ${sequence} → ${slot}`,
    otadataErased: (number) => `otadata ${number}: gelöscht`,
    nvs: (value) => `nvs update: ${value}`,
    nvsNotSet: 'nvs update: nicht gesetzt',
  },

  next: {
    starts: (slot, firmware) => ({
      strong: `Beim nächsten Einschalten startet ${slot}`,
      rest: tail(firmware),
    }),
    tries: (slot, firmware) => ({
      strong: `Beim nächsten Einschalten wird ${slot} versucht`,
      rest: `${tail(firmware)}, ein Mal`,
    }),
    returns: (slot, firmware) => ({
      strong: `Ein Stromausfall jetzt führt zurück zu ${slot}`,
      rest: tail(firmware),
    }),
    either: (first, wayBack) => ({
      strong: `Es startet ${first} oder kehrt zu ${wayBack} zurück`,
      rest: ', von selbst',
    }),
    nothing: {
      strong: 'Nichts würde starten',
      rest: ': Kein Slot enthält, was der Boot-Zustand nennt',
    },
    notReported: {
      strong: 'Beim nächsten Einschalten startet, was jetzt läuft',
      rest: ', soweit es dieses Gerät meldet',
    },
  },

  box: (size) => `ein Kästchen ist ${size}`,
  labels: {
    record: (number) => `Eintrag ${number}`,
    sequence: (number) => `Zahl von Eintrag ${number}, alle Stellen:`,
    noSequence: '–',
    legend: 'Was die Kästchen bedeuten',
    wholeChip: (size) => `Ganzer Chip, ${size}`,
  },
  map: (names) => `Aufteilung des Flash, ab der niedrigsten Adresse: ${names.join(', ')}`,
} satisfies Catalogue['flash'];
