/** Ten practice devices and a broker for them on this computer, as one command makes them (scripts/practice-fleet.mjs). */

const COUNT = 10;

export const PRACTICE_BROKER = 'mqtt+ws://localhost:9001/';

export const PRACTICE_COMMAND = 'npm run practice-fleet';

/** Their ids, one a line: the digits at the end count on (docs/WAYS.md). */
export const practiceList = (): string =>
  Array.from({ length: COUNT }, (_, at) => `practice-${String(at + 1).padStart(2, '0')}`).join(
    '\n',
  );
