/** The fixed words of the Update screen, its parts and the frame around it; and the panel of the practice device. */
import {
  countdown,
  fileSize,
  roughTime,
  roughTimeInside,
  slotName,
  spokenDuration,
} from '../numbers.ts';
import grammar from './grammar.ts';

const plural = grammar.count;

export default {
  screen: {
    product: 'Slipway',
    /** Of the browser tab. */
    titled: (what: string) => `${what} · Slipway`,
    skip: 'Skip to the screen',
    screens: 'Screens',
    update: 'Update',
    practice: 'Practice device',
    emulator: 'Emulator',
    fleet: 'Fleet',
    batch: 'Bench',
    history: 'History',
    /** The same in the middle of a sentence. */
    thePractice: 'the practice device',

    display: 'Display',
    themes: {
      system: 'As the system',
      light: 'Light',
      dark: 'Dark',
      sunlight: 'Sunlight, high contrast',
    },

    readyOffline: 'Ready offline',
    newVersion: {
      ready: 'A new Slipway is ready.',
      waits: 'It waits until this update is done.',
      take: 'Reload',
    },

    idle: {
      title: 'Update a device',
      lead: 'Choose a firmware file and a device, in any order. ',
      promise: 'Nothing is sent until you press Update.',
      firmware: 'Firmware',
      dropHere: ['Drop a Mongoose OS ', 'fw.zip', ' here.'] as const,
      tapHere: ['A Mongoose OS ', 'fw.zip', '.'] as const,
      device: 'Device',
      cableWay: 'A device on this computer',
      bluetoothWay: 'Within about 5 metres',
      networkWay: 'At an address, over Wi-Fi or Ethernet',
      practiceWay: 'Runs in this page, nothing can break',
      newHere: 'New here?',
      newHereText:
        'Update the practice device first, with a firmware made for it. It behaves like a real one, with two slots, a commit timer and a power switch. It takes under a minute.',
      why: 'How an update keeps the device safe',
      whyList: [
        'The new firmware goes into the free slot. What runs is not touched until the restart.',
        'After the restart you have a few minutes to try it.',
        'If it runs and nobody keeps it, the device returns to the old firmware by itself.',
        'What the boot loader of your device does not survive is shown before the update.',
      ],
    },

    /** Of the browser's lists: explained once before they open, then behind these. */
    explained: {
      cable: 'What happens when I choose a port?',
      bluetooth: 'What happens when I choose a Bluetooth device?',
    },

    drop: {
      whole: 'Drop to check it',
      running: 'An update runs: no file is taken now',
      several: (files: number) => `${files} files at once: drop one fw.zip`,
      folder: (name: string) => `${name} is a folder: drop the fw.zip that is in it`,
      folderTooLarge: (name: string) =>
        `The folder ${name} holds too many files: drop the fw.zip that is in it`,
    },

    plates: {
      label: 'Device and firmware',
      device: 'Device',
      firmware: 'Firmware',
      runsNow: 'Runs now',
      lastSeen: 'Last seen',
      wayBack: 'Previous version',
      willRun: 'Will run',
      starting: 'Starting',
      onTrial: 'On trial',
      installed: 'Installed',
      notKept: 'Not kept',
      usb: 'USB',
      noDevice: 'No device chosen',
      noFirmware: 'No firmware chosen',
      refused: 'Not usable',
      several: 'Several firmwares',
      checking: 'Checking …',
      move: (from: string, to: string) => `${from} → ${to}`,
      built: (date: string) => `built ${date}`,
    },

    stages: {
      label: 'Stages of this update',
      names: ['Check', 'Prepare', 'Write', 'Finish', 'Restart', 'Verify', 'Commit'],
      states: {
        done: 'done',
        here: 'now',
        todo: 'to come',
        late: 'waiting',
        held: 'went back',
        fail: 'stopped here',
      },
    },

    gauge: {
      label: 'Firmware written',
      /** An ESP32 with 4 KiB sectors needs 17 s for its app, other chips less (timing.md#flash). */
      erasing: 'usually up to 20 s',
      value: (percent: number, leftMs: number | null) =>
        leftMs === null
          ? `${percent} percent`
          : `${percent} percent, ${leftMs < 10_000 ? 'a few seconds' : `about ${spokenDuration(Math.round(leftMs / 5_000) * 5_000)}`} left`,
      left: (ms: number) => [roughTime(ms), ' left'] as const,
      heard: (percent: number, leftMs: number | null) =>
        leftMs === null
          ? `${percent} percent.`
          : `${percent} percent, ${roughTimeInside(leftMs)} left.`,
      part: (file: string, done: string, size: string) => `${file} ${done} of ${size}`,
    },

    dials: {
      confirmed: (total: number) => `Confirmed of ${fileSize(total)}`,
      speed: 'Speed',
      running: 'Running',
      again: 'Sent again',
      blocks: (count: number) => plural(count, 'block', 'blocks'),
      noNumber: '–',
    },

    ring: {
      label: (left: string) => `Time left to keep it: ${left}`,
      toKeep: 'To keep it',
      orBack: (version: string) => `or back to ${version}`,
      heard: (left: string) => `${left} left to keep it.`,
    },

    checks: {
      health: 'Health checks',
      version: 'Runs the version that was sent',
      build: 'Runs the build that was sent',
      slot: 'Started from the slot that was written',
      howWeKnow: 'How we know',
      namesVersion: 'The device names its version',
      namesBuild: 'The device names its build',
      saysCommitted: 'The device says it is committed',
      hashes: 'The device accepted the hash of every part',
      asked: 'asked after the restart',
    },

    story: {
      title: 'What happened',
      written: (version: string) => `${version} written, accepted and started`,
      cause: {
        asked: 'You chose to go back',
        checks: 'The checks of the new firmware failed',
        'time-over': 'Time to keep it ran out',
        restarted: 'The device restarted before it was kept',
        'not-seen': 'The new firmware was not seen running',
      },
      answers: 'Device answers again',
    },

    trialNote: ['Keep is the device’s ', 'OTA.Commit', ', go back is ', 'OTA.Revert', '.'] as const,

    parts: {
      title: 'What is in the file',
      summary: (count: number) => `${plural(count, 'part', 'parts')}, hashes match`,
      part: 'Part',
      size: 'Size',
      sha256: 'SHA-256',
      what: 'What happens',
      installed: 'written to the free slot',
      outside: 'written outside the slots',
      other: 'not installed by this update',
      ofSlot: (slot: number) => `written if ${slotName(slot)} is free`,
      details: 'Details',
      build: 'Build',
      fileHash: 'SHA-256 of the file',
    },

    reported: (time: string) => `Reported by the device, ${time}`,
    details: 'Details',

    keepTime: {
      title: 'After the restart',
      text: (version: string, old: string) =>
        `If nobody keeps ${version} in that time, the device returns to ${old} by itself.`,
      label: 'Time to try it',
      who: 'Keep it',
      whoOptions: { person: 'Ask me', checks: 'By itself when all checks pass' },
      byItself: (version: string, old: string) =>
        `${version} is kept by itself once all checks have passed, never before. While one has not, the device returns to ${old} after that time by itself.`,
      minutes: (minutes: number) => plural(minutes, 'minute', 'minutes'),
    },

    findings: {
      label: 'Findings',
      typed: (what: string) => `To go on anyway, type ${what}`,
      allow: 'Go on anyway',
      undecided: (count: number) =>
        `Cannot update yet: ${plural(count, 'thing', 'things')} to decide`,
      blocked: 'Cannot update: the file does not fit this device',
      noAddress: 'Cannot update: the device needs the address of the file',
    },

    cancelQuestion: {
      title: 'Stop this update?',
      text: (confirmed: string, from: string) =>
        `The device forgets the ${confirmed} and keeps running ${from}.`,
      stop: 'Stop the update',
      keep: 'Keep writing',
    },

    buttons: {
      chooseFile: 'Choose firmware file',
      chooseOther: 'Choose another file',
      rehearseFirst: 'Rehearse first',
      addStep: 'Add the file of the step',
      practice: 'Practice device',
      cable: 'USB cable',
      bluetooth: 'Bluetooth',
      network: 'Network',
      tryPractice: 'Try it on the practice device',
      disconnect: 'Disconnect',
      update: (version: string) => `Update to ${version}`,
      writeAgain: 'Write it again',
      cancel: 'Cancel update',
      pause: 'Pause',
      pausing: 'It pauses after this block.',
      keep: (version: string) => `Keep ${version}`,
      goBackOnly: 'Go back',
      goBack: (version: string) => `Go back to ${version}`,
      nextDevice: 'Next device',
      finish: 'Finish',
      again: 'Try again',
      tryAgain: (version: string) => `Try ${version} again`,
      askAgain: 'Ask again',
      stopConnecting: 'Cancel',
      helpFind: 'Help me find it',
      discard: 'Discard it',
      find: 'Find it',
    },
  },

  /** The line under the bar of other screens while an update runs. */
  statusBar: {
    label: 'Running update',
    back: 'Back to the update',
    writing: (device: string, percent: number, leftMs: number | null) =>
      leftMs === null
        ? `${device}: ${percent} %`
        : `${device}: ${percent} %, ${roughTimeInside(leftMs)}`,
    stage: (device: string, stage: string) => `${device}: ${stage}`,
    trial: (device: string, left: string | null, version: string) =>
      left === null ? `${device}: keep ${version}?` : `${device}: ${left} to keep ${version}`,
  },

  /** What opens the panels beside a state; their own words come with them. */
  panel: {
    label: 'Panels',
    console: 'Device console',
    link: 'Why this speed',
    device: 'Settings and files',
    /** On a phone, beside the console and the link. */
    deviceShort: 'Device',
    compare: 'Compare',
    rehearsal: 'Rehearsal',
    /** Beside the console. */
    noLog: (overAir: boolean) => (overAir ? 'no log over Bluetooth' : 'no log over the network'),
  },

  /** The panel that shows and breaks the practice device. */
  practice: {
    title: 'Practice device',
    provenance: 'Read from the chip',
    runs: 'Runs',
    from: 'From',
    state: 'State',
    committed: 'committed',
    onTrial: (leftMs: number | null) =>
      leftMs === null ? 'on trial' : `on trial, ${countdown(leftMs)} left`,
    slot: (slot: number) => slotName(slot),
    off: 'No power',
    noFirmware: 'Nothing starts',
    poweredOff: 'Its power is off. The chip keeps what is on it.',
    doesNotStart: 'It has power, but no firmware starts.',
    hung: 'The firmware is frozen and does not answer.',
    starting: 'Getting the chip ready …',
    inUse: 'The practice device is open in another tab. It starts here when that tab is closed.',
    /** Where it is not kept in files. */
    storage: {
      memory:
        'This browser keeps no files for this page, so the chip is forgotten when the page is closed.',
      stopped:
        'This browser refused to write the chip to its files. What happens to it from now on is forgotten when the page is closed.',
    },
    damaged: {
      chip: 'The chip kept in this browser was damaged. This is a new one; it runs demo 1.0.0.',
      records:
        'Some of what this browser kept about the firmware on this chip was damaged. If it does not start, reset the device.',
    },
    chipLabel: 'Fingerprint of the chip',
    /** In its place while it is read. */
    chipUnknown: '…',
    stopped: 'The practice device has stopped. Its chip keeps what is on it, as after a power cut.',
    startAgain: 'Start it again',
    time: 'Time runs',
    times: (factor: number) => `${factor}×`,
    cut: 'Cut the power',
    start: 'Start it',
    fresh: 'Reset device',
    freshQuestion: {
      title: 'Reset the practice device?',
      text: 'It is erased and starts with demo 1.0.0.',
      yes: 'Reset device',
      no: 'Cancel',
    },
    heard: {
      off: 'The practice device has no power.',
      on: (version: string) => `The practice device runs ${version}.`,
    },
  },

  /** The firmwares that travel with the app, in words. */
  sample: {
    none: 'No firmware at hand?',
    use: (version: string) => `Use the sample ${version}`,
    /** After the offer, where there is something to know before. */
    behaviour: {
      works: '',
      'eats-memory': 'It leaves little memory free, and the checks of the trial show it.',
      'hangs-at-once':
        'Test firmware that freezes. Watch the device go back by itself; 100× skips the wait.',
      crashes: 'It crashes when it starts, and the device returns by itself.',
    },

    title: 'Sample firmware',
    hint: 'made for this device',
    name: (name: string, version: string) => `${name} ${version}`,
    what: {
      works: 'Works. Keep it, or let it go back.',
      'eats-memory': 'Works, but leaves little memory free. The checks of the trial show it.',
      'hangs-at-once':
        'The file is OK, but the firmware freezes when it starts. When the time to keep it is over, the device returns to what it ran before.',
      crashes: 'Crashes when it starts. The device returns to what it ran before.',
    },
    update: 'Update with it',
    updateOff: 'Cannot update: an update is running.',
    download: 'Download',
    downloadHeard: (file: string) => `Download ${file}`,
  },
};
