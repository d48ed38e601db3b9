/**
 * What devices answer, in our words (texts of the device's core: device-core.md#messages). null for what is
 * not known: the caller says what was refused, the raw text stays under "Details".
 */
const SAYINGS: readonly (readonly [pattern: RegExp, words: string])[] = [
  [/Wrong platform/i, 'This firmware is for another chip.'],
  [
    /Invalid CRC|Digest mismatch|Checksum mismatch|Invalid checksum/i,
    'A part did not arrive intact.',
  ],
  [/Write failed|Erase failed|Failed to write/i, 'The flash refused a write.'],
  [/already in progress/i, 'An update is already under way on the device.'],
  [/not been committed/i, 'The running firmware is not kept yet.'],
  [/timed out/i, 'The device stopped waiting.'],
  [
    /Not in OTA boot mode|No (app|fs) slots|No slots available/i,
    'This device has no second slot, so it cannot be updated this way.',
  ],
  [/compressed|file size is unknown|Malformed archive/i, 'This device wants a plain archive.'],
  [/Incomplete update package/i, 'The archive lacks a part this device needs.'],
  [/manifest/i, 'The device cannot read the manifest.'],
  [/Update aborted/i, 'The update was broken off.'],
  [/shutting down/i, 'The device is about to restart.'],
];

export function deviceSays(code: number, message: string): string | null {
  const known = SAYINGS.find(([pattern]) => pattern.test(message));
  if (known !== undefined) return known[1];
  if (code === 404)
    return 'This firmware was built without updates over RPC: its method list has no OTA.';
  if (code === 401 || code === 403) return 'The device asks for a password.';
  return null;
}
