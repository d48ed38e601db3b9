import encodeQR from 'qr';

/** A QR code as the path of its dark modules; one unit is a module. */
export interface DrawnCode {
  /** Of the whole square, with the quiet zone. */
  readonly side: number;
  readonly path: string;
}

/** The quiet zone, in modules (ISO/IEC 18004, section 6.3.8). */
const QUIET = 4;

/** With `medium` it reads with 15 % of it spoiled, with `low` with 7 %. Throws where the text is too long for any code. */
export function drawCode(text: string, ecc: 'medium' | 'low' = 'medium'): DrawnCode {
  const rows = encodeQR(text, 'raw', { border: QUIET, ecc });
  const runs = rows.flatMap((row, y) =>
    runsOf(row).map(([x, length]) => `M${x} ${y}h${length}v1h-${length}z`),
  );
  return { side: rows.length, path: runs.join('') };
}

/** Where dark modules begin that follow each other, and how many. */
function runsOf(row: readonly boolean[]): readonly (readonly [x: number, length: number])[] {
  const runs: [number, number][] = [];
  for (const [x, isDark] of row.entries()) {
    const last = runs.at(-1);
    if (!isDark) continue;
    if (last !== undefined && last[0] + last[1] === x) last[1] += 1;
    else runs.push([x, 1]);
  }
  return runs;
}
