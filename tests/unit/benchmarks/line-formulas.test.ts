import { describe, expect, it } from 'vitest';
import { expectPrinted } from '../../support/benchmarks/expect-printed.ts';
import {
  requestJsonBytes,
  requestUartBytes,
  uartSeconds,
  uartWireSeconds,
} from '../../benchmarks/line-formulas.ts';

const MIB = 1024 * 1024;

describe('the formulas of the benchmarks are those of timing.md#frame-sizes and #serial-line', () => {
  it.each([
    [256, 412, 421],
    [512, 752, 761],
    [1024, 1436, 1445],
    [1536, 2116, 2125],
    [2048, 2800, 2809],
    [2560, 3484, 3493],
    [2880, 3908, 3917],
    [3000, 4068, 4077],
    [4096, 5532, 5541],
  ])('a write of %i bytes is %i bytes of JSON and %i on the line', (chunk, json, uart) => {
    expect(requestJsonBytes(chunk)).toBe(json);
    expect(requestUartBytes(chunk)).toBe(uart);
  });

  it.each([
    [3000, 115_200, 123.9],
    [3000, 230_400, 61.9],
    [3000, 460_800, 31.0],
    [3000, 921_600, 15.5],
    [512, 115_200, 135.3],
    [512, 230_400, 67.6],
    [512, 460_800, 33.8],
    [512, 921_600, 16.9],
  ])('the wire alone, %i bytes at %i baud, takes %f s', (chunkBytes, baudRate, seconds) => {
    expectPrinted(
      uartWireSeconds({ totalBytes: MIB, chunkBytes, baudRate, latencyMs: 0 }),
      seconds,
      0.1,
    );
  });

  it.each([
    [512, 115_200, 192, 161],
    [512, 230_400, 119, 89],
    [512, 460_800, 83, 52],
    [512, 921_600, 65, 34],
    [1024, 115_200, 160, 144],
    [1024, 230_400, 93, 78],
    [1024, 460_800, 60, 44],
    [1024, 921_600, 43, 28],
    [2048, 115_200, 144, 136],
    [2048, 230_400, 80, 72],
    [2048, 460_800, 48, 40],
    [2048, 921_600, 32, 24],
    [3000, 115_200, 139, 133],
    [3000, 230_400, 76, 70],
    [3000, 460_800, 44, 39],
    [3000, 921_600, 29, 23],
  ])(
    'stop and wait, %i bytes at %i baud: %i s at 16 ms, %i s at 1 ms',
    (chunkBytes, baudRate, at16, at1) => {
      const at = (latencyMs: number): number =>
        uartSeconds({ totalBytes: MIB, chunkBytes, baudRate, latencyMs });
      expectPrinted(at(16), at16, 1);
      expectPrinted(at(1), at1, 1);
    },
  );
});
