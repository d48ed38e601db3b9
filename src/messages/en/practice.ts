/** The practice device, and the firmwares that travel with the app. */
import { countdown, slotName } from '../numbers.ts';

export default {
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
