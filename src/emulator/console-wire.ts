import { exchangeStreams } from '../contracts/link.ts';
import type { Link } from '../contracts/link.ts';
import { encodeUtf8 } from '../ota-core/primitives/utf8.ts';

export interface ConsoleWire {
  readonly link: Link;
  /** Prints a line of the device's log. Nobody is told when nobody listens. */
  print(line: string): void;
}

/**
 * The same link, with a way to print on it. A stock device suspends its console while it sends a frame
 * (uart.md#transmitting): here a frame is one chunk, and a line is another one before or behind it.
 */
export function consoleWire(link: Link): ConsoleWire {
  const writer = link.writable.getWriter();
  writer.closed.catch(() => undefined); // the link's own end tells it
  const writable = new WritableStream<Uint8Array>({
    write: (chunk) => writer.write(chunk),
    close: () => writer.close(),
    abort: (reason) => writer.abort(reason),
  });
  return {
    link: exchangeStreams(link, { writable }),
    print(line) {
      writer.write(encodeUtf8(`${line}\r\n`)).catch(() => undefined); // lost with the link
    },
  };
}
