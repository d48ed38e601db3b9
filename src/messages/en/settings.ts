/** What a person sets for this page: its keys, its language, how it calls somebody, and what the browser keeps for it. */
import { countdown } from '../numbers.ts';
import grammar from './grammar.ts';

const { begin } = grammar;

export default {
  /** The palette, the sheet of keys, and what each action is called there. */
  keys: {
    title: 'Keys',
    /** In the Display menu. */
    label: 'Keys and sound',
    all: 'All keys',
    find: 'Find an action',
    letters: 'Single-letter keys',
    lettersOff:
      'Single-letter keys are off. They can be switched on in the Display menu; these still work.',
    promise: 'No key cancels, stops or goes back without a second, different press.',
    close: 'Close',
    key: 'Key',
    does: 'Does',
    where: 'Where',
    then: ' then ',
    or: ' or ',
    anywhere: 'anywhere',
    notInFields: 'anywhere but in a field',
    /** What is written on keys that have no sign of their own. */
    caps: { Control: 'Ctrl', Shift: 'Shift', Enter: 'Enter', Escape: 'Escape' },

    palette: {
      title: 'Find an action',
      field: 'Type what you want to do',
      list: 'Actions of this screen',
      none: 'No action of this screen is called that.',
      count: (count: number) => (count === 1 ? '1 action' : `${count} actions`),
      /** Of an action that changes what the device keeps: it is not done from here. */
      focusOnly: (name: string) => `${name}: go to the button`,
      theme: (name: string) => `Display: ${name}`,
      lettersOn: 'Switch single-letter keys on',
      lettersOff: 'Switch single-letter keys off',
      soundOn: 'Switch tone and vibration on',
      soundOff: 'Mute tone and vibration',
    },

    actions: {
      goUpdate: 'Go to Update',
      goFleet: 'Go to Fleet',
      goLanes: 'Go to Bench',
      goHistory: 'Go to History',
      goEmulator: 'Go to Emulator',
      palette: 'Find an action by its name',
      chooseFile: 'Choose firmware',
      chooseDevice: 'Choose device',
      primary: 'Press the main button',
      primaryWhere: 'Update, when focus is on the headline',
      pause: 'Pause, go on',
      pauseWhere: 'while it writes',
      keep: 'Go to Keep; then Enter keeps',
      goBack: 'Go to Go back; then Enter goes back',
      trialWhere: 'on trial',
      console: 'Open or close the console',
      link: 'Open or close the link panel',
      device: 'Open or close settings and files of the device',
      compare: 'Open or close the comparison of the firmware',
      rehearsal: 'Open or close the rehearsal of the update',
      panelWhere: 'Update, with a device',
      compareWhere: 'Update, with a firmware',
      search: 'Search the list',
      searchWhere: 'Fleet',
      sheet: 'Show all keys',
      close: 'Close what lies on top; never cancels an update',
      move: 'Move in the flash picture',
    },
  },

  /** The choice of the language, in the Display menu. */
  language: {
    label: 'Language',
    browser: 'As the browser',
    reloads: 'A choice reloads the page.',
    waits: 'It can be changed when no update runs.',
    notKept: 'This browser keeps no choices for this page: the language is the browser’s.',
  },

  /** Keeping the screen on, and calling somebody who looks elsewhere. */
  attention: {
    awake: {
      short: 'Screen stays on',
      /** What it is, and what it wants. */
      on: [
        'Screen stays on.',
        'Keep this page in front; behind another app it may pause.',
      ] as const,
      refused: ['The screen may go dark; the update goes on,', 'keep the page open.'] as const,
      missing: [
        'This browser cannot keep the screen on.',
        'It may go dark; the update goes on, keep the page open.',
      ] as const,
    },
    sound: 'Tone and vibration when it is done or needs you',
    notice: {
      done: (device: string, version: string) => `${begin(device)} runs ${version}.`,
      wentBack: (device: string, version: string) => `${begin(device)} went back to ${version}.`,
      lost: (device: string, version: string) =>
        `${begin(device)} cannot be reached. It was seen running ${version}.`,
      needsYou: (version: string, leftMs: number | null) =>
        leftMs === null
          ? `${version} needs you: keep it, or go back.`
          : `${version} needs you: ${countdown(leftMs)} left to keep it.`,
    },
  },

  /** What the browser keeps for this page, and for how long. */
  storage: {
    ask: 'Keep in this browser',
    /** By what the browser answered. */
    says: {
      unknown: '',
      missing:
        'This browser cannot promise to keep Slipway’s data; it may clear it when space is short.',
      'may-go':
        'The browser may clear known devices, history, the practice chip and the offline page when space is short.',
      asking: 'The browser is asked. It may ask you.',
      held: 'This browser keeps Slipway’s data until you clear it.',
      refused:
        'The browser has not agreed: it may clear Slipway’s data when space is short. Some agree once the page is installed or bookmarked.',
      failed: 'The browser did not say whether it keeps Slipway’s data.',
    },
  },
};
