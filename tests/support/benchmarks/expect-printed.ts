import { expect } from 'vitest';

/** Within 1 %, or what rounding to the printed digits allows. */
export function expectPrinted(value: number, printed: number, step: number): void {
  expect(Math.abs(value - printed)).toBeLessThanOrEqual(Math.max(0.01 * printed, step / 2 + 1e-9));
}
