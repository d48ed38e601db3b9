import { expect, it } from 'vitest';
import { drawCode } from '../../../../src/ui/widgets/draw-code.ts';
import { readQrCode } from '../../../../src/workers/updater/read-qr-code.ts';

const SCALE = 5;
const TEXT = `MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE${'k'.repeat(86)}==`;

/** What a browser paints of the path: rectangles that are one unit high. */
function painted({ side, path }: ReturnType<typeof drawCode>) {
  const size = side * SCALE;
  const data = new Uint8ClampedArray(size * size * 4).fill(255);
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g))
    for (let row = 0; row < SCALE; row += 1) {
      const from = ((Number(y) * SCALE + row) * size + Number(x) * SCALE) * 4;
      data.fill(0, from, from + Number(length) * SCALE * 4);
    }
  return { width: size, height: size, data };
}

it('a key is drawn as a code that is read as that key', () => {
  expect(readQrCode(painted(drawCode(TEXT)), 'quick')).toBe(TEXT);
});

it('four modules around the code are empty', () => {
  const { side, path } = drawCode(TEXT);
  const runs = [...path.matchAll(/M(\d+) (\d+)h(\d+)/g)].map(
    ([, x, y, length]) => [Number(x), Number(y), Number(length)] as const,
  );
  expect(Math.min(...runs.flatMap(([x, y]) => [x, y]))).toBe(4);
  expect(Math.max(...runs.flatMap(([x, y, length]) => [x + length, y + 1]))).toBe(side - 4);
});
