/** What devices answer when they refuse something, in plain words, and what helps. */
const replaces = (what: string): string =>
  `The file replaces ${what}, which this device does not do over RPC.`;

export default {
  said: {
    'other-chip': 'This firmware is for another chip.',
    'checksum-format': 'A checksum in the manifest is not readable.',
    'part-size': 'A part is not as long as the manifest says.',
    'not-intact': 'A part did not arrive intact.',
    'too-big': 'A part is larger than the slot of this device.',
    'other-flash': 'The manifest describes another flash than this device has.',
    'write-failed': 'The flash refused a write.',
    'switch-failed': 'The device could not switch to the new firmware.',
    'under-way': 'An update is already under way on the device.',
    'not-kept': 'The running firmware is not kept yet.',
    'no-update': 'The device knows of no update any more.',
    'other-block': 'The device waits for another block.',
    'not-whole': 'The device has not got the whole update.',
    'timed-out': 'The device stopped waiting.',
    'no-second-slot': 'This device has no second slot, so it cannot be updated this way.',
    archive: 'The device cannot read this archive.',
    'part-missing': 'The archive lacks a part this device needs.',
    manifest: 'The device does not accept the manifest.',
    memory: 'The device has too little free memory.',
    'broken-off': 'The update was broken off.',
    base64: 'The device could not read a block.',
    restarting: 'The device is about to restart.',
    password: 'The device asks for a password.',
  },

  /** Parts outside the slots, each by its own name. */
  replaces: {
    'partition-table': replaces('the partition table'),
    nvs: replaces('the stored settings (NVS)'),
    'boot-settings': replaces('the boot settings'),
    'boot-loader': replaces('the boot loader'),
    other: replaces('a part outside the slots'),
  },

  noMethod: (method: string) => `The device does not have ${method}.`,
  notAllowed: (method: string) => `The access rules of the device do not allow ${method} here.`,

  next: {
    again: 'Try again.',
    anew: 'Start the update anew.',
    'ask-builder': 'Ask your supplier for a new file.',
    'ask-fitting': 'Ask for the build for this device.',
    'ask-without': 'Ask for a build without it.',
    'as-built': 'Ask your supplier for the original fw.zip.',
    'by-cable': "Flash it by cable with the maker's tool.",
    wait: 'Wait until it is over, or discard it.',
    keep: 'Keep it or go back before a new update.',
    restart: 'Restart the device, then try again.',
    soon: 'Try again in a few seconds.',
    'no-password': 'Turn it off on the device, or use a connection without one.',
    allow: 'Allow it on the device (rpc.acl), or use another connection.',
  },
};
