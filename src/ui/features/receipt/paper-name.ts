const two = (value: number): string => String(value).padStart(2, '0');

/** Code points of a name in the name of a file; systems take 255 bytes in all. */
const MOST_LETTERS = 40;

/**
 * What a receipt or report is called as a file: `slipway-boiler-room-2-2026-11-20-1431`. Letters and digits of whatever
 * language, nothing that a system or a shell reads as something else.
 */
export function paperName(device: string, wallMs: number): string {
  const at = new Date(wallMs);
  const letters = device.normalize('NFC').toLowerCase();
  const words = letters.match(/[\p{L}\p{N}]+/gu)?.join('-') ?? '';
  const name = Array.from(words).slice(0, MOST_LETTERS).join('').replace(/-$/, '');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}${two(at.getMinutes())}`;
  return ['slipway', ...(name === '' ? [] : [name]), day, time].join('-');
}
