/**
 * What devices answer, in our words (texts of the device's core: device-core.md#messages, boot-schemes.md#esp32), and what
 * helps. `Try again` stands only where another try may end otherwise. null for what is not known: the caller says
 * what was refused, the raw text stays under "Details".
 */
export interface DeviceSaying {
  readonly said: string;
  /** null: there is nothing to do. */
  readonly next: string | null;
  /** The same again may end otherwise: what is in the way passes. */
  readonly mayPass: boolean;
}

const AGAIN = 'Try again.';
const ANEW = 'Start the update anew.';
const ASK_BUILDER = 'Ask your supplier for a new file.';
const ASK_FITTING = 'Ask for the build for this device.';
const AS_BUILT = 'Ask your supplier for the original fw.zip.';
const BY_CABLE = "Flash it by cable with the maker's tool.";

/** What only another file or another way helps against. */
const STAYS: readonly string[] = [ASK_BUILDER, ASK_FITTING, AS_BUILT, BY_CABLE];

const replaces = (what: string): DeviceSaying => ({
  said: `The file replaces ${what}, which this device does not do over RPC.`,
  next: 'Ask for a build without it.',
  mayPass: false,
});

/** The first that fits counts: what is more special comes first. */
const SAYINGS: readonly (readonly [pattern: RegExp, said: string, next: string | null])[] = [
  [/Wrong platform/i, 'This firmware is for another chip.', ASK_FITTING],
  [/Invalid checksum format/i, 'A checksum in the manifest is not readable.', ASK_BUILDER],
  [/Size mismatch|App file too short/i, 'A part is not as long as the manifest says.', ASK_BUILDER],
  [
    /Invalid CRC|Digest mismatch|Checksum mismatch|Invalid checksum/i,
    'A part did not arrive intact.',
    AGAIN,
  ],
  [/Image too big/i, 'A part is larger than the slot of this device.', ASK_FITTING],
  [
    /Invalid size|load_addr|Missing FS parameters/i,
    'The manifest describes another flash than this device has.',
    ASK_FITTING,
  ],
  [/Write failed|Erase failed|Failed to (start )?write/i, 'The flash refused a write.', AGAIN],
  [
    /Failed to set|Cannot save update status|write new boot cfg/i,
    'The device could not switch to the new firmware.',
    AGAIN,
  ],
  [
    /already in progress/i,
    'An update is already under way on the device.',
    'Wait until it is over, or discard it.',
  ],
  [
    /not been committed/i,
    'The running firmware is not kept yet.',
    'Keep it or go back before a new update.',
  ],
  [/No update in progress/i, 'The device knows of no update any more.', ANEW],
  [/Expected offset/i, 'The device waits for another block.', ANEW],
  [/Wrong state for finalize/i, 'The device has not got the whole update.', ANEW],
  [/timed out/i, 'The device stopped waiting.', ANEW],
  [
    /Not in OTA boot mode|No (app|fs) slots|No slots available|OTA is not supported/i,
    'This device has no second slot, so it cannot be updated this way.',
    BY_CABLE,
  ],
  [
    /compressed|file size is unknown|Malformed archive|Too long file name|instead of manifest/i,
    'The device cannot read this archive.',
    AS_BUILT,
  ],
  [
    /Incomplete update package|Missing (fw|fs) part/i,
    'The archive lacks a part this device needs.',
    ASK_FITTING,
  ],
  [/manifest/i, 'The device does not accept the manifest.', ASK_BUILDER],
  [
    /Out of memory/i,
    'The device has too little free memory.',
    'Restart the device, then try again.',
  ],
  [/Update aborted/i, 'The update was broken off.', ANEW],
  [/in base64/i, 'The device could not read a block.', AGAIN],
  [/shutting down/i, 'The device is about to restart.', 'Try again in a few seconds.'],
];

/** Of parts outside the slots, each by its own name. */
const OUTSIDE: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/Partition table update/i, 'the partition table'],
  [/NVS update/i, 'the stored settings (NVS)'],
  [/Boot settings update/i, 'the boot settings'],
  [/Boot loader update|boot write addr|bl_dev/i, 'the boot loader'],
  [/Part update/i, 'a part outside the slots'],
];

/** `method`: the one that was refused. */
export function deviceSays(code: number, message: string, method: string): DeviceSaying | null {
  const outside = OUTSIDE.find(([pattern]) => pattern.test(message));
  if (outside !== undefined) return replaces(outside[1]);
  const known = SAYINGS.find(([pattern]) => pattern.test(message));
  if (known !== undefined) {
    const [, said, next] = known;
    return { said, next, mayPass: next === null || !STAYS.includes(next) };
  }
  return sayingOfCode(code, method);
}

function sayingOfCode(code: number, method: string): DeviceSaying | null {
  const stays = (said: string, next: string | null) => ({ said, next, mayPass: false });
  switch (code) {
    case 404:
      return stays(
        `The device does not have ${method}.`,
        method.startsWith('OTA.') ? BY_CABLE : null,
      );
    case 401:
      return stays(
        'The device asks for a password.',
        'Turn it off on the device, or use a connection without one.',
      );
    case 403:
      return stays(
        `The access rules of the device do not allow ${method} here.`,
        'Allow it on the device (rpc.acl), or use another connection.',
      );
    default:
      return null;
  }
}
