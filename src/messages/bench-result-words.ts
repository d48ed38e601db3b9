/** Words of the bench's list of results, on the screen and in the file. */

/** How a device ended, in one word for sorting: as the tally calls it. */
export const VERDICTS = {
  passed: 'Passed',
  'went-back': 'Went back',
  stopped: 'Stopped',
  cancelled: 'Cancelled',
} as const;

export const benchResultWords = {
  title: 'Results of this visit',
  kept: 'Kept until this page closes.',
  newest: (shown: number, all: number) => `The newest ${shown} of ${all}; the file has all.`,
  dropped: (most: number) => `Only the newest ${most} are kept.`,
  save: 'Save as CSV',
  saved: (count: number) => (count === 1 ? '1 result saved.' : `${count} results saved.`),
  ended: 'Ended',
  device: 'Device',
  versions: 'From → to',
  result: 'Result',
  took: 'Time',
  move: (from: string, to: string) => `${from} → ${to}`,
  /** Nobody said who it is. */
  nobody: 'No answer',
  none: '–',
  columns: [
    'Ended (UTC)',
    'Lane',
    'Device id',
    'MAC',
    'Name',
    'From version',
    'From build',
    'To version',
    'To build',
    'Result',
    'Details',
    'Seconds',
  ],
} as const;
