/** What became of each device of a roll-out, as it is read, printed and saved. */
import grammar from './grammar.ts';

const { count, whole } = grammar;

const devices = (number: number): string => count(number, 'device', 'devices');

export default {
  title: 'Report',
  facts: {
    firmware: 'Firmware',
    started: 'Started',
    ended: 'Ended',
    waves: 'Waves',
    limit: 'Stops at',
    soak: 'Run before the next wave',
    wait: 'Wait for me',
    kept: 'Kept as',
  },
  save: 'Save as CSV',
  print: 'Print',
  anew: 'New roll-out',
  rest: (number: number) => `New roll-out with the rest (${whole(number)})`,
  saved: (number: number) => `${devices(number)} saved as CSV.`,
  columns: ['Device', 'Name', 'Group', 'Wave', 'Tries', 'From', 'To', 'Result', 'Cause', 'At'],
  results: {
    committed: 'committed',
    'went-back': 'went back',
    failed: 'failed',
    skipped: 'skipped',
    offline: 'offline',
    waiting: 'waiting',
    'under-way': 'under way',
  },
};
