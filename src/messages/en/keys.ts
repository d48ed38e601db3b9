/** The palette, the sheet of keys, and what each action is called there. */
export default {
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
    goLanes: 'Go to Bench',
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
    panelWhere: 'Update, with a device',
    sheet: 'Show all keys',
    close: 'Close what lies on top; never cancels an update',
    move: 'Move in the flash picture',
  },
};
