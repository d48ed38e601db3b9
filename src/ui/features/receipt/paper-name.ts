const two = (value: number): string => String(value).padStart(2, '0');

/** What the browser calls the file when somebody prints to one: `slipway-boiler-room-2-2026-11-20-1431`. */
export function paperName(device: string, wallMs: number): string {
  const at = new Date(wallMs);
  const words = device.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return ['slipway', ...words, day, `${two(at.getHours())}${two(at.getMinutes())}`].join('-');
}
