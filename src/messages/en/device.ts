/** The panel with what a device keeps besides its firmware: its settings and its files. */
import { fileSize } from '../numbers.ts';
import grammar from './grammar.ts';

const { count } = grammar;

export default {
  title: 'Settings and files',
  show: 'Show',
  close: 'Close',
  tabs: { settings: 'Settings', files: 'Files' },

  /** Why nothing can be asked or changed now. */
  off: {
    noDevice: 'No device has answered yet. Connect one first.',
    updateRuns: 'Not while an update runs.',
    onTrial: (version: string) =>
      `${version} is on trial: a restart would end the trial. Keep it or go back first.`,
    away: 'The device does not answer now.',
    busy: 'Something else is still under way.',
    noChange: 'Change a setting first.',
    wrong: 'Correct what is marked first.',
  },
  lacks: {
    settings:
      'The firmware of this device has no Config.Get: its settings cannot be read this way.',
    files: 'The firmware of this device has no FS.ListExt: its files cannot be seen this way.',
  },
  failed: {
    read: 'They could not be read.',
    again: 'Read again',
  },

  settings: {
    lead: 'Read from the device. A change is saved on it, and read back.',
    reading: 'Reading the settings …',
    all: 'Read all settings',
    others: (group: string, number: number) =>
      `${count(number, 'more setting', 'more settings')} of ${group}`,
    none: 'The device has none of these settings.',
    /** Groups of the configuration by their name on the device; others are called as there. */
    groups: { update: 'Update', wifi: 'Wi-Fi' },
    /** Settings that people know, by their path. */
    labels: {
      'update.timeout': 'Seconds an update may take',
      'update.commit_timeout': 'Seconds of trial after an update from a URL',
      'update.url': 'URL the device fetches updates from',
      'update.interval': 'Seconds between two looks at that URL',
      'wifi.sta.enable': 'Join a Wi-Fi network',
      'wifi.sta.ssid': 'Name of the network',
      'wifi.sta.pass': 'Password of the network',
      'wifi.ap.enable': 'Be a Wi-Fi network of its own',
      'wifi.ap.ssid': 'Name of its own network',
      'wifi.ap.pass': 'Password of its own network',
    },
    secretSet: 'Set, not shown',
    secretNone: 'None',
    problem: { number: 'A number is needed.', whole: 'A whole number is needed.' },
    restart: 'Restart the device after saving',
    restartWhy: 'Most settings take effect when it starts.',
    wifiWarning:
      'With a wrong name or password the device leaves its network. It can then be reached by cable, and set right.',
    save: (number: number) => `Save ${count(number, 'change', 'changes')}`,
    nothing: 'Save',
    undo: 'Undo changes',
    saving: 'Saving …',
    restarting: 'Saving, then waiting for the device to restart …',
    saved: 'Saved, and read back.',
    savedRestarted: 'Saved. The device has restarted and has them.',
    /** The device refused. */
    refused: 'Not saved.',
    unknown: 'Not confirmed: read the settings again to see what the device has.',
  },

  files: {
    lead: 'On the filesystem of the slot that runs. An update takes them along.',
    reading: 'Reading the list of files …',
    none: 'There are no files.',
    count: (number: number) => count(number, 'file', 'files'),
    countAndSpace: (files: string, free: number, total: number) =>
      `${files}, ${fileSize(free)} of ${fileSize(total)} free`,
    save: 'Save a copy',
    saveName: (name: string) => `Save a copy of ${name}`,
    remove: 'Remove',
    removeName: (name: string) => `Remove ${name}`,
    put: 'Put a file …',
    cancel: 'Cancel',
    reads: (name: string) => `Reading ${name}`,
    puts: (name: string) => `Writing ${name}, then reading it back`,
    percent: (percent: number) => `${percent} percent`,
    gotten: (name: string) => `${name} was read.`,
    done: (name: string) => `${name} is on the device, and was read back.`,
    removed: (name: string) => `${name} is removed.`,
    stopped: 'Cancelled. The files of the device are as they were.',
    tooLong: (name: string, limit: number) =>
      `“${name}” is longer than the ${limit} bytes that a name may have on a device.`,
    notPlain: (name: string) =>
      `“${name}” has characters that a device cannot store in a name. Rename it first.`,
    replace: {
      title: (name: string) => `Replace ${name}?`,
      text: (name: string) =>
        `A file of that name is on the device. ${name} stays what it is until the new one is there as a whole.`,
      yes: 'Replace',
      no: 'Keep it as it is',
    },
    drop: {
      title: (name: string) => `Remove ${name} from the device?`,
      text: 'The firmware may need it. Save a copy first if you are not sure.',
      yes: 'Remove',
      no: 'Keep it',
    },
  },
};
