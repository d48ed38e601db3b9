/** The practice device's screen. */

function joined(words: readonly string[]): string {
  return words.length < 2
    ? words.join('')
    : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;
}

export default {
  screen: {
    title: 'Practice device',
    lead: 'A whole Mongoose OS device inside this page: its flash, its boot loader, its update code. Break it as you like.',
    update: 'Update this device',
    fresh: 'Reset device',
    starting: 'Starting the practice device',
    lights: 'State of the device',
    power: 'Power',
    on: 'on',
    off: 'off',
    noPower: 'No power',
    writing: 'Writing flash',
    trial: 'On trial',
    silent: 'Runs nothing',
    hung: 'Frozen: it answers nothing',
    timeRuns: 'Time runs',
    speed: (factor: number) => `${factor}×`,
    switchOn: 'Switch on',
    switchOff: 'Switch off',
    inside: 'Inside the flash',
    /** `box`: how much flash one box is. */
    provenance: (box: string) =>
      `Read from the chip. One box is ${box}; press one to look into it.`,
    breakIt: 'Break it',
    breakItHint: 'at once; watch what the device does',
    breakNext: 'Break the next update',
    breakNextHint: 'each happens once, on the device',
    did: 'What it did',
    didList: 'Flash operations and events',
    operations: (count: number) =>
      count === 1
        ? '1 flash operation'
        : `${new Intl.NumberFormat('en').format(count)} flash operations`,
    nothingYet: 'Nothing since the page was opened. Update this device and watch.',
    uptime: (time: string) => `up ${time}`,
  },

  /** What can be done at once: what each does, and what its button says. */
  actions: {
    cut: {
      title: 'Cut the power',
      what: 'At this very moment, in the middle of a flash write. It comes back by itself, and the boot loader decides.',
      button: 'Cut',
    },
    jump: {
      title: 'Let the time run out',
      what: 'Jumps the clock to the end of the commit time.',
      button: 'Skip wait',
      off: 'Skip wait is off: no firmware is on trial.',
    },
    cable: {
      title: 'Unplug the cable',
      what: 'The link drops, the device keeps its power.',
      button: 'Unplug',
      out: 'Plug in',
      isOut: 'The cable is out: nothing reaches the device until it is plugged in.',
    },
    noise: {
      title: 'Noise on the line',
      what: '1 of 50,000 bytes arrives damaged. Each frame has a checksum, so a damaged block is lost, and sent again after a while.',
      on: 'On',
      off: 'Off',
    },
    powerOff: 'Cut is off: there is no power to cut.',
  },

  /** Faults that are armed for the next update, by their names of the command line. */
  faults: {
    hang: {
      title: 'Freeze the new firmware',
      what: 'The next firmware starts and then does nothing. The commit timer decides.',
      button: 'Freeze',
      armed: 'Will freeze',
    },
    'crash-loop': {
      title: 'Crash the new firmware',
      what: 'The next firmware crashes whenever it starts. The boot loader goes back.',
      button: 'Crash',
      armed: 'Will crash',
    },
    'low-memory': {
      title: 'Let the new firmware use up memory',
      what: 'The next firmware works, but leaves little memory free. A check of the trial finds it.',
      button: 'Use memory',
      armed: 'Will use memory',
    },
    watchdog: {
      title: 'Freeze the running firmware',
      what: 'It stops answering in the middle of the update, until its watchdog restarts the device.',
      button: 'Freeze midway',
      armed: 'Will freeze midway',
    },
    'update-timer': {
      title: 'Let the update time run out',
      what: 'In the middle of the update the clock jumps to the end of the update time. The device forgets what it received.',
      button: 'Time out',
      armed: 'Will time out',
    },
    'brown-out': {
      title: 'Brown-out',
      what: 'The supply fails in the middle of a flash write, and is back at once.',
      button: 'Drop power',
      armed: 'Will drop power',
    },
    'empty-battery': {
      title: 'Empty battery',
      what: 'The supply fails in the middle of a flash write, and stays away until you switch the device on.',
      button: 'Run empty',
      armed: 'Will run empty',
    },
    'commit-timer': {
      title: 'Let the commit time run out',
      what: 'The clock jumps as soon as the next firmware is on trial. Nobody can keep it, so the device goes back.',
      button: 'End trial',
      armed: 'Will end trial',
    },
  },

  /** Another chip: fresh, from a file, saved or taken back. */
  chip: {
    title: 'Another chip',
    hint: 'each replaces what is on this one',
    profile: 'Kind of device',
    profiles: {
      esp32: 'esp32',
      reference: 'Reference',
    },
    profileMore: {
      esp32: 'Boot state in otadata and NVS, as an esp32 keeps it. Switching starts fresh.',
      reference:
        'Two numbered boot records in separate blocks, the scheme by the book. Switching starts fresh.',
    },
    bundle: 'Start with a firmware',
    bundleHint: 'A fresh chip runs this fw.zip, committed.',
    bundleButton: 'Choose fw.zip',
    filesystem: 'Start with a filesystem',
    filesystemHint: 'A fresh chip has this image as the filesystem of slot\u00a0A.',
    filesystemButton: 'Choose image',
    save: 'Save the chip',
    saveHint: 'All of its flash and what it knows, in one file.',
    saveButton: 'Save',
    open: 'Open a saved chip',
    openHint: 'Checked before anything is replaced.',
    openButton: 'Open',
    saved: (name: string) => `Saved as ${name}.`,
    opened: (name: string) => `${name} is now the chip.`,
    started: 'The chip is fresh.',
  },

  /** The one question before the chip is replaced. */
  fresh: {
    title: 'Reset the practice device?',
    lost: (holds: readonly string[]) =>
      holds.length === 0
        ? 'What is on the chip now is gone for good: firmware, files and boot state.'
        : `What is on the chip now is gone for good: ${joined(holds)}, its files and its boot state.`,
    then: (what: string) => `It then runs ${what}.`,
    first: 'demo 1.0.0, committed',
    fromFile: (fileName: string) => `what ${fileName} holds`,
    saveFirst: 'To keep it, save the chip first.',
    yes: 'Reset device',
    open: 'Open this chip',
    no: 'Cancel',
  },

  /** How a platform decides, after the sentence of the next power-on. */
  bootRules: {
    'smaller-is-newer':
      'The boot loader reads both records and follows the smaller number; erased flash reads as the largest, so it always loses.',
    'larger-is-newer': 'The boot loader reads both records and follows the larger number.',
    otadata: 'The boot loader follows otadata: the entry with the larger number and a right CRC.',
  },

  /** What a block's last writer is called. */
  writers: {
    before: 'not since the page was opened',
    update: 'the update',
    'boot-loader': 'the boot loader',
    firmware: 'the running firmware',
  },

  block: {
    list: 'All boxes as a list',
    count: (boxes: number) => `${boxes} boxes`,
    address: 'Address',
    state: 'Holds',
    place: 'Partition',
    hash: 'SHA-256',
    wear: 'Erased',
    times: (count: number) => (count === 1 ? 'once' : `${count} times`),
    never: 'not since the page was opened',
    writer: 'Last written by',
    filled: 'In use',
    filledOf: (filled: number, blocks: number) => `${filled} of ${blocks} blocks`,
    look: (address: string) => `Look into ${address}`,
    close: 'Close',
  },

  /** What the boot loader does after a cut, one sentence per step; heard as well as read. `slot`: in a sentence. */
  lesson: {
    torn: 'Power lost in the middle of a write. That block is damaged; nothing else was touched.',
    between:
      'Power lost between two flash operations. The slot is unfinished; nothing else was touched.',
    clean: 'The power is off. Nothing was being written; the chip keeps every bit.',
    card: 'Power is back. The boot loader reads its boot state and checks the image it names.',
    /** Before what the boot loader does first. */
    back: (sentence: string) => `Power is back. ${sentence}`,
    sound: (record: number, sequence: string) =>
      `The boot loader reads record ${record}: ${sequence}, CRC good.`,
    erased: (record: number) =>
      `The boot loader reads record ${record}: all ones, older than anything.`,
    damaged: (record: number) =>
      `The boot loader reads record ${record}: its CRC is wrong, so it is passed over.`,
    follow: {
      smaller: (sequence: string, slot: string) =>
        `${sequence} is the smaller number: it leads to ${slot}.`,
      larger: (sequence: string, slot: string) =>
        `${sequence} is the larger number: it leads to ${slot}.`,
    },
    wentBack: (slot: string) =>
      `That firmware was on trial and not kept, so the boot loader goes back to ${slot}.`,
    runs: (what: string, slot: string) => `${what} runs from ${slot}.`,
    nothing: 'No slot holds a firmware that starts.',
  },

  /** Names of what happened between flash operations, in "What it did". */
  events: {
    begin: (slot: string) => `OTA.Begin: an update into ${slot}`,
    manifest: (firmware: string) => `manifest read: ${firmware}`,
    verified: (part: string) => `${part} read back, digests match`,
    staged: (slot: string) => `boot state flipped to ${slot}`,
    failed: (message: string) => `update refused: ${message}`,
    committed: (version: string) => `${version} committed`,
    reverted: (version: string) => `went back to ${version}`,
    bricked: 'nothing starts',
    powerOn: 'power on',
    powerOff: 'power off',
    boot: (version: string, slot: string) => `boot loader starts ${version} from ${slot}`,
    firstBoot: (version: string, slot: string) => `boot loader tries ${version} from ${slot}, once`,
  },

  /** Flash operations, a line each: `kinds` stand in a column. */
  operation: {
    kinds: { program: 'program', erase: 'erase' },
    torn: 'cut in the middle',
    outside: 'no partition',
    merged: (count: number) => `in ${count} operations`,
  },
};
