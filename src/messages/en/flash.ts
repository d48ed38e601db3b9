/** The flash picture: the same on the practice device and beside a real update. */

const tail = (firmware: string | null): string => (firmware === null ? '' : `, ${firmware}`);
const orNone = (firmware: string | null): string => firmware ?? 'no known firmware';

export default {
  cells: {
    running: 'runs now',
    new: 'new, confirmed',
    writing: 'being written',
    old: 'older content',
    erased: 'erased',
    damaged: 'damaged, never started',
    unknown: 'not reported',
  },
  roles: {
    runs: 'Runs now',
    free: 'Free',
    'will-be-written': 'Will be written',
    writing: 'Being written',
    starting: 'Starting',
    'starts-next': 'Starts next',
    trial: 'Runs, on trial',
    'way-back': 'Previous version',
    'half-written': 'Half written',
    'not-kept': 'Not kept',
  },

  slot: {
    title: (label: string) => `Slot ${label}`,
    /** The same in the middle of a sentence. */
    name: (label: string) => `slot ${label}`,
    committed: 'committed',
    notCommitted: 'not committed',
    neverStarted: 'never started like this',
    unseen: 'content not reported',
    empty: 'empty',
    unknown: 'no firmware it knows',
  },
  row: {
    toCome: 'to come',
    boxes: (done: number, all: number) => `${done} of ${all} boxes`,
    noSize: 'size not reported',
  },

  /**
   * A slot in words, for those who do not see the picture: after its title and a colon. `what`: the firmware in it;
   * null = none that is known. `filled`: how much of it is in use.
   */
  alternative: {
    runs: (what: string | null, filled: string) =>
      `${orNone(what)}, ${filled}. It runs now and is not touched.`,
    trial: (what: string | null) => `${orNone(what)}, complete. It runs on trial.`,
    writing: (what: string | null) => `${what ?? 'it'} is being written.`,
    willBeWritten: (what: string | null) =>
      what === null ? 'it will be written.' : `${what} will be written to it.`,
    starting: (what: string | null) =>
      `${orNone(what)}, complete. The device is restarting into it.`,
    startsNext: (what: string | null, filled: string) =>
      `${orNone(what)}, ${filled}. It starts at the next power-on.`,
    previous: (what: string | null) => `${orNone(what)}. It is the previous version.`,
    previousUnseen: 'what lies in it is not reported. It is the previous version.',
    halfWritten: 'half written. It is never started like this.',
    notKept: (what: string | null) => `${orNone(what)}. It ran on trial and was not kept.`,
    empty: 'empty and free.',
    freeUnseen: 'free. What lies in it is not reported.',
    free: (what: string | null) => `free, with ${orNone(what)} left in it.`,
    filled: {
      app: (filled: number, all: number) => `application in ${filled} of ${all} boxes`,
      fs: (filled: number, all: number) => `filesystem in ${filled} of ${all} boxes`,
    },
  },

  /** Slots of a device that does not name them, and what lies in a slot that nobody looks into. */
  places: {
    inUse: 'in use',
    beside: 'beside it',
    app: 'application',
    fs: 'filesystem',
  },

  /** The panel beside an update, and where its picture comes from. */
  panel: {
    title: 'Flash of this device',
    chip: 'Read from the chip',
    reported: (time: string) => `Reported by the device, ${time}`,
    confirmed: (time: string) => `From confirmed bytes, ${time}`,
    'last-known': (time: string) => `Last known, ${time}`,
    source: 'Show',
    sources: { chip: 'The chip', reported: 'What it reports' },
  },

  rules: {
    'smaller-is-newer': 'Boot records: the smaller number is the newer one',
    'larger-is-newer': 'Boot records: the larger number is the newer one',
  },

  /** The lines inside a boot record, and how old it is. `slot`: in the middle of a sentence. */
  record: {
    place: (address: string) => `block ${address}`,
    next: 'the next record goes here',
    erased: 'all ones: older than anything',
    damaged: 'CRC wrong: passed over',
    starts: (slot: string, state: string) => `starts ${slot} · ${state}`,
    committed: 'committed',
    firstBoot: 'to be tried once',
    trial: 'on trial',
    wayBack: (slot: string) => `way back: ${slot}`,
    sound: (place: string) => `CRC good · ${place}`,
    ages: { erased: 'erased', damaged: 'damaged', newer: 'newer', older: 'older' },
  },

  bootCard: {
    title: 'Boot state',
    fromChip: 'read from the chip',
    fromDevice: 'what the device says',
    notReported: 'not reported',
    starts: 'Starts',
    runs: 'Runs',
    state: 'State',
    wayBack: 'Previous version',
    committed: 'committed',
    trial: 'on trial',
    none: 'none',
    unknown: '?',
  },

  /** What lies in flash on platforms without two records. */
  bootBytes: {
    otadata: (number: number, sequence: string, slot: string) =>
      `otadata ${number}: ${sequence} → ${slot}`,
    otadataErased: (number: number) => `otadata ${number}: erased`,
    nvs: (value: string) => `nvs update: ${value}`,
    nvsNotSet: 'nvs update: not set',
  },

  /** The last line under the picture: the strong part, and what follows it. */
  next: {
    starts: (slot: string, firmware: string | null) => ({
      strong: `Next power-on starts ${slot}`,
      rest: tail(firmware),
    }),
    tries: (slot: string, firmware: string | null) => ({
      strong: `Next power-on tries ${slot}`,
      rest: `${tail(firmware)}, once`,
    }),
    returns: (slot: string, firmware: string | null) => ({
      strong: `A power cut now returns to ${slot}`,
      rest: tail(firmware),
    }),
    either: (first: string, wayBack: string) => ({
      strong: `It starts ${first}, or returns to ${wayBack}`,
      rest: ' by itself',
    }),
    nothing: {
      strong: 'Nothing would start',
      rest: ': no slot holds what the boot state names',
    },
    notReported: {
      strong: 'Next power-on starts what runs now',
      rest: ', as far as this device tells',
    },
  },

  box: (size: string) => `one box is ${size}`,
  labels: {
    record: (number: number) => `Record ${number}`,
    sequence: (number: number) => `Number of record ${number}, all digits:`,
    noSequence: '–',
    legend: 'What the boxes mean',
    wholeChip: (size: string) => `Whole chip, ${size}`,
  },
  /** The row of the whole chip: every place with its name, in the order of the addresses. */
  map: (names: readonly string[]) => `Flash map, from the lowest address: ${names.join(', ')}`,
};
