/**
 * What a transfer over a line takes at best, by timing.md#frame-sizes and #serial-line: the yardstick of the
 * benchmarks. Held to that page's own tables by tests/unit/benchmarks.
 */
export interface UartFormula {
  readonly totalBytes: number;
  /** Raw bytes of each write. */
  readonly chunkBytes: number;
  readonly baudRate: number;
  /** Of the adapter, towards the host. */
  readonly latencyMs: number;
  /** What is erased; as much as is written when left out. */
  readonly erasedKib?: number;
}

/** Page and operating system between the port and the wire. */
export const HOST_MS = 2;
/** The device's main loop looks for bytes so often. */
export const POLL_MS = 2;
const PARSE_MS_PER_BYTE = 0.0005;
const PROGRAM_MS_PER_PAGE = 0.7;
const PAGE_BYTES = 256;
const ERASE_MS_PER_KIB = 2.3;
const BITS_PER_BYTE = 10;
/** `\n{"id":123,"src":"esp32_0A1B2C","result":null}crc\n` less its first line feed. */
const REPLY_BYTES = 55;

/** JSON of a write with an id of 3 digits and an offset of 6. */
export const requestJsonBytes = (chunkBytes: number): number => 68 + 4 * Math.ceil(chunkBytes / 3);

/** With the CRC and the line feed. */
export const requestUartBytes = (chunkBytes: number): number => requestJsonBytes(chunkBytes) + 9;

export const parseMs = (chunkBytes: number): number =>
  PARSE_MS_PER_BYTE * requestUartBytes(chunkBytes);

/** Nothing but the line. */
export function uartWireSeconds({ totalBytes, chunkBytes, baudRate }: UartFormula): number {
  const frames = Math.ceil(totalBytes / chunkBytes);
  return (frames * requestUartBytes(chunkBytes) * BITS_PER_BYTE) / baudRate;
}

/** Stop and wait: T = N·[10·(request + reply)/baud + L + J + D]. */
export function uartSeconds(formula: UartFormula): number {
  const { totalBytes, chunkBytes, baudRate, latencyMs, erasedKib = totalBytes / 1024 } = formula;
  const frames = Math.ceil(totalBytes / chunkBytes);
  const wireBytes = requestUartBytes(chunkBytes) + REPLY_BYTES;
  const wireMs = (wireBytes * BITS_PER_BYTE * 1000) / baudRate;
  const programMs = (chunkBytes / PAGE_BYTES) * PROGRAM_MS_PER_PAGE;
  const perFrameMs = wireMs + latencyMs + HOST_MS + POLL_MS + programMs + parseMs(chunkBytes);
  return (frames * perFrameMs + erasedKib * ERASE_MS_PER_KIB) / 1000;
}
