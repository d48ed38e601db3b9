import type { Recording } from './recording.ts';

/** As it is saved: a line for each item and each state, so that people can read it and compare two of them. */
export function recordingText({ tape, states, ...rest }: Recording): string {
  const members = Object.entries(rest).map(
    ([name, value]) => `${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  );
  return `{\n${[...members, `"states": ${linesOf(states)}`, `"tape": ${linesOf(tape)}`].join(',\n')}\n}\n`;
}

const linesOf = (items: readonly object[]): string =>
  `[\n${items.map((item) => JSON.stringify(item)).join(',\n')}\n]`;

/** `slipway-recording-2026-11-29-1405.json`, by the clock on the wall. */
export function recordingName(startedAtMs: number): string {
  const at = new Date(startedAtMs);
  const two = (number: number): string => String(number).padStart(2, '0');
  const date = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `slipway-recording-${date}-${two(at.getHours())}${two(at.getMinutes())}.json`;
}
