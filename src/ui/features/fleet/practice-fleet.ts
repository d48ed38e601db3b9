/** Ten practice devices at a broker on this computer, as one command makes them. */

const COUNT = 10;
const FIRST = 'practice-01';

/** Where Mosquitto takes WebSockets in its own examples. */
export const PRACTICE_BROKER = 'mqtt+ws://localhost:9001/';

export const PRACTICE_COMMAND = `npm run device -- --mqtt mqtt://localhost --count ${COUNT} --id ${FIRST}`;

/** Their ids, one a line: the digits at the end count on (docs/WAYS.md). */
export const practiceList = (): string =>
  Array.from({ length: COUNT }, (_, at) => `practice-${String(at + 1).padStart(2, '0')}`).join(
    '\n',
  );
