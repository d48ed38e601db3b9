/** The firmwares that travel with the app, in words. */
export const sampleWords = {
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
} as const;
