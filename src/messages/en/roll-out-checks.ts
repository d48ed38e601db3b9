/** By which checks a roll-out keeps its firmware. */
import grammar from './grammar.ts';

const { list } = grammar;

export default {
  name: 'Checks before keeping',
  text: 'A firmware is kept only when all have passed, beside those that every firmware is checked for.',
  options: {
    none: 'None',
    kept: 'Kept in this browser',
    package: 'In the package',
    file: 'A file',
  },
  choose: 'Choose checks',
  noFile: 'No file of checks yet.',
  failed: 'These checks are not used.',
  asked: (names: readonly string[]) =>
    names.length === 0
      ? 'Asked: only what every firmware is checked for.'
      : `Asked: ${list(names)}.`,
  lacks: {
    kept: (app: string | null) =>
      app === null
        ? 'Choose a firmware first.'
        : `This browser keeps no checks for ${app}. They are written in Settings and files, Checks.`,
    package: () => 'Not every file brings checks that can be used.',
    differ: () => 'The files bring different checks. Choose a file of checks.',
    apps: () => 'The files are of different applications. Choose a file of checks.',
  },
  onRed: 'If a check does not pass twice',
  red: { 'go-back': 'Go back at once', wait: 'Wait for the end of the trial' },
  happens: {
    'go-back': 'A device is kept when all checks pass, else it goes back.',
    wait: 'A device is kept when all checks pass, else it goes back when its trial is over.',
  },
};
