import type { Page } from 'playwright-core';

export interface Tile {
  readonly title: string;
  readonly png: Uint8Array;
}

/** How a sheet is laid out: small enough for a repository, large enough to read headlines. */
const LAYOUTS = {
  wide: { columns: 6, tileWidth: 520, mostHeight: 800 },
  narrow: { columns: 14, tileWidth: 216, mostHeight: 1_000 },
} as const;
const WEBP_QUALITY = 0.62;

/** Draws the pictures of one theme and width side by side, each under its title. The result is a WebP file. */
export async function drawSheet(
  page: Page,
  name: string,
  tiles: readonly Tile[],
): Promise<Uint8Array> {
  const layout = name.endsWith('-360') ? LAYOUTS.narrow : LAYOUTS.wide;
  await page.goto('about:blank');
  const url = await page.evaluate(paint, {
    ...layout,
    name,
    quality: WEBP_QUALITY,
    tiles: tiles.map(({ title, png }) => ({ title, png: Buffer.from(png).toString('base64') })),
  });
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
}

interface Paint {
  readonly columns: number;
  readonly tileWidth: number;
  /** Longer pages are cut off at the foot. */
  readonly mostHeight: number;
  readonly name: string;
  readonly quality: number;
  readonly tiles: readonly { readonly title: string; readonly png: string }[];
}

/** Runs in the page. */
async function paint(sheet: Paint): Promise<string> {
  const gap = 14;
  const head = 22;
  const pictures = await Promise.all(
    sheet.tiles.map(async ({ title, png }) => {
      const picture = new Image();
      picture.src = `data:image/png;base64,${png}`;
      await picture.decode();
      const height = (picture.height * sheet.tileWidth) / picture.width;
      return { title, picture, height: Math.min(height, sheet.mostHeight) };
    }),
  );
  const columns = Math.min(sheet.columns, pictures.length);
  const rows: (typeof pictures)[] = [];
  for (let at = 0; at < pictures.length; at += columns) rows.push(pictures.slice(at, at + columns));
  const rowHeights = rows.map((row) => Math.max(...row.map(({ height }) => height)) + head + gap);

  const canvas = document.createElement('canvas');
  canvas.width = columns * (sheet.tileWidth + gap) + gap;
  canvas.height = rowHeights.reduce((sum, height) => sum + height, 2 * gap + head);
  const pen = canvas.getContext('2d');
  if (pen === null) throw new Error('no canvas');
  pen.fillStyle = '#8a8f8c';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = '#000';
  pen.font = 'bold 16px sans-serif';
  pen.fillText(`Slipway · ${sheet.name.replace('-', ' · ')} px`, gap, gap + 14);
  pen.font = '13px sans-serif';
  let y = 2 * gap + head;
  rows.forEach((row, index) => {
    row.forEach(({ title, picture, height }, column) => {
      const x = gap + column * (sheet.tileWidth + gap);
      const scale = sheet.tileWidth / picture.width;
      pen.fillText(title, x, y + 13, sheet.tileWidth);
      pen.drawImage(
        picture,
        0,
        0,
        picture.width,
        height / scale,
        x,
        y + head,
        sheet.tileWidth,
        height,
      );
    });
    y += rowHeights[index] ?? 0;
  });
  return canvas.toDataURL('image/webp', sheet.quality);
}
