/** The panel with the checks of a product: what is asked of its firmware on trial. */
import grammar from './grammar.ts';

const { count } = grammar;

export default {
  tab: 'Checks',
  lead: (app: string) =>
    `Asked of each firmware of ${app} on trial, beside what every firmware is asked. Kept in this browser.`,
  none: 'There are none yet.',
  number: (checks: number) => count(checks, 'check', 'checks'),
  /** Its answer as the device is now. */
  try: 'Try',
  tryName: (name: string) => `Try ${name}`,
  edit: 'Edit',
  editName: (name: string) => `Edit ${name}`,
  remove: 'Remove',
  removeName: (name: string) => `Remove ${name}`,
  removed: (name: string) => `${name} is removed.`,
  undo: 'Undo',
  add: 'New check',
  import: 'Import …',
  export: 'Export',
  imported: (checks: number) => `${count(checks, 'check', 'checks')} read from the file.`,
  failed: 'They could not be changed.',
  asks: (method: string, path: string) => (path === '' ? method : `${method} ${path}`),
  passes: 'passes now',
  passesNot: 'does not pass now',

  form: {
    newTitle: 'New check',
    editTitle: 'Edit check',
    name: 'Name',
    method: 'Method',
    methodHint: 'One that only reads.',
    args: 'Arguments (JSON)',
    ask: 'Ask the device',
    asking: 'Asking the device …',
    answer: 'Answer. Choose the value to check:',
    whole: 'the whole answer',
    noAnswer: 'No answer of the device.',
    path: 'Path into the answer',
    operator: 'Must be',
    operators: {
      '=': 'equal to',
      '!=': 'other than',
      '<': 'less than',
      '<=': 'at most',
      '>': 'more than',
      '>=': 'at least',
      contains: 'containing',
      exists: 'there',
      range: 'within',
    },
    value: 'Value',
    valueHint:
      'A number, true, false, null or a text; within: [1, 5]; so much of what was there before:',
    save: 'Save check',
    cancel: 'Cancel',
    problem: {
      name: 'Give it a name, which no other check has.',
      method: 'Name a method, such as Sys.GetInfo.',
      args: 'Write an object of JSON, or nothing.',
      path: 'A path begins with a slash, such as /wifi/status.',
      value: 'This value does not suit.',
    },
  },
};
