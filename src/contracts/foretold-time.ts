/** How long an update will take over a link that was measured: one figure, and what it rests on (rehearsal/foretell-time.ts). */
import type { MeasuredOn } from './expected-time.ts';
import type { Link } from './link.ts';

/** A link as questions that change nothing found it (rehearsal/measure-link.ts). Times in milliseconds. */
export interface MeasuredLink extends Pick<
  Link,
  'kind' | 'traits' | 'framing' | 'maxFrameBytes' | 'baudRate' | 'pieceBytes'
> {
  /** From the wish to the open link. */
  readonly connectMs: number;
  /** Of a question and its answer, whatever they carry: the way there and back, and the device's main loop. */
  readonly callMs: number;
  /** More for each byte, or for each piece where the link sends pieces. */
  readonly unitMs: number;
  /** Characters of the name that its requests come from, where a broker is between; null: they carry none. */
  readonly senderLength: number | null;
}

export interface ForetoldTime {
  /** Kind of the link. */
  readonly link: string;
  /** From the first write to the last acknowledgement, the erasing included. */
  readonly writingMs: number;
  /** `link`: as it was measured now, and flash at its usual speed. `device`: what the last update of this device took. */
  readonly basis: 'link' | 'device';
  /** From the wish to the first answer of the new firmware; null: nobody has seen how long the device takes to restart. */
  readonly wholeMs: number | null;
  /** Where the time of the restart is from; `emulated`: the device is one of ours. */
  readonly restart: MeasuredOn | 'emulated';
}
