/** Pictures of QR codes, for tests: pixels, and the films that Chromium takes for a camera. */
import encodeQR from 'qr';

/** As a canvas has it: four bytes for each pixel. */
interface Picture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray;
}

interface PictureOptions {
  readonly width: number;
  readonly height: number;
  /** Side of a module, in pixels. */
  readonly scale: number;
}

/** Black on grey paper, in the middle. */
export function codePicture(text: string, { width, height, scale }: PictureOptions): Picture {
  const rows = encodeQR(text, 'raw', { border: 4, ecc: 'medium' });
  const side = rows.length * scale;
  if (side > Math.min(width, height)) throw new Error(`the code has ${side} pixels`);
  const [left, top] = [(width - side) >> 1, (height - side) >> 1];
  const data = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const isDark = rows[Math.floor((y - top) / scale)]?.[Math.floor((x - left) / scale)] ?? false;
      data.fill(isDark ? 20 : 200, (y * width + x) * 4, (y * width + x) * 4 + 3);
    }
  return { width, height, data };
}

/** Nothing but paper. */
export const blankPicture = (width: number, height: number): Picture => ({
  width,
  height,
  data: new Uint8ClampedArray(width * height * 4).fill(200),
});

/** A film without colours in which the pictures follow each other for ever, as Chromium plays a file for a camera (YUV4MPEG2). */
export function filmOf(pictures: readonly Picture[], framesPerSecond = 5): Uint8Array {
  const [{ width, height } = { width: 0, height: 0 }] = pictures;
  const text = new TextEncoder();
  const header = text.encode(
    `YUV4MPEG2 W${width} H${height} F${framesPerSecond}:1 Ip A1:1 C420jpeg\n`,
  );
  const frames = pictures.flatMap(({ data }) => {
    const luma = Uint8Array.from({ length: width * height }, (_, at) => data[at * 4] ?? 0);
    return [text.encode('FRAME\n'), luma, new Uint8Array((width * height) / 2).fill(128)];
  });
  const film = new Uint8Array([header, ...frames].reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of [header, ...frames]) {
    film.set(part, at);
    at += part.length;
  }
  return film;
}
