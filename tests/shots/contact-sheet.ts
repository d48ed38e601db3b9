import type { Page } from 'playwright-core';

/** A picture, or the part of it below `from` px. */
export interface Strip {
  readonly png: Uint8Array;
  readonly from: number;
}

/** One state: its strips stand below each other, with a line between them. */
export interface Tile {
  readonly title: string;
  readonly strips: readonly Strip[];
}

/** How a sheet is laid out: small enough to open at once, large enough to read headlines. */
const LAYOUTS = {
  wide: { columns: 7, tileWidth: 400, mostHeight: 560 },
  narrow: { columns: 15, tileWidth: 190, mostHeight: 720 },
} as const;
const WEBP_QUALITY = 0.4;

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
    tiles: tiles.map(({ title, strips }) => ({
      title,
      strips: strips.map(({ png, from }) => ({
        png: Buffer.from(png).toString('base64'),
        from,
      })),
    })),
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
  readonly tiles: readonly {
    readonly title: string;
    readonly strips: readonly { readonly png: string; readonly from: number }[];
  }[];
}

/** Runs in the page. */
async function paint(sheet: Paint): Promise<string> {
  const [gap, head, fold] = [14, 22, 5];
  const tiles = await Promise.all(
    sheet.tiles.map(async ({ title, strips }) => {
      const parts = await Promise.all(
        strips.map(async ({ png, from }) => {
          const picture = new Image();
          picture.src = `data:image/png;base64,${png}`;
          await picture.decode();
          return { picture, from, scale: sheet.tileWidth / picture.width };
        }),
      );
      let left = sheet.mostHeight;
      const pieces = parts.map(({ picture, from, scale }) => {
        const height = Math.max(0, Math.min((picture.height - from) * scale, left - fold));
        left -= height + fold;
        return { picture, from, scale, height };
      });
      return { title, pieces, height: sheet.mostHeight - left };
    }),
  );
  const columns = Math.min(sheet.columns, tiles.length);
  const rows: (typeof tiles)[] = [];
  for (let at = 0; at < tiles.length; at += columns) rows.push(tiles.slice(at, at + columns));
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
  let top = 2 * gap + head;
  rows.forEach((row, index) => {
    row.forEach(({ title, pieces }, column) => {
      const x = gap + column * (sheet.tileWidth + gap);
      pen.fillText(title, x, top + 13, sheet.tileWidth);
      let y = top + head;
      for (const { picture, from, scale, height } of pieces) {
        const [width, shown] = [picture.width, height / scale];
        if (height > 0)
          pen.drawImage(picture, 0, from, width, shown, x, y, sheet.tileWidth, height);
        y += height + fold;
      }
    });
    top += rowHeights[index] ?? 0;
  });
  return canvas.toDataURL('image/webp', sheet.quality);
}
