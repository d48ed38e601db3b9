/** What this browser has kept and cannot read any more. */

const KINDS = {
  device: 'what was kept of the device',
  update: 'the record of the update',
  bluetooth: 'what was learned of Bluetooth with',
} as const;

/** For the console of the page. */
export const damagedRecord = (kind: keyof typeof KINDS, key: string): string =>
  `Damaged in this browser's storage and not used: ${KINDS[kind]} ${key === '' ? '(no name)' : key}.`;
