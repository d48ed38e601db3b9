/** What differs between two firmware packages, or between one and a device: on the screen and by `slipway diff`. */
export default {
  compare: {
    verdict: {
      sameFile: 'The files are the same, byte for byte.',
      same: 'The content is the same; only the packing differs.',
      different: 'The packages differ.',
      runs: 'The device runs this build.',
      runsAnother: 'The device runs another build.',
    },
    /** `firmware`: name and version. */
    side: (label: string, firmware: string, platform: string) =>
      `${label}: ${firmware} for ${platform}`,
    /** Of a field or a size that both have; what one of them has not is a dash. */
    change: (from: string, to: string) => `${from} → ${to}`,
    absent: '–',
    manifest: 'Manifest',
    parts: 'Parts',
    files: 'Files',
    others: 'Files that no part names',
    signatures: 'Signatures',
    standings: {
      same: 'same',
      changed: 'changed',
      'left-only': 'removed',
      'right-only': 'added',
      'same-size': 'same size',
      'not-given': 'not given',
    },
    onDevice: {
      same: 'same',
      changed: 'changed',
      'left-only': 'only in the package',
      'right-only': 'only on the device',
      'same-size': 'same size',
      'not-given': 'same size, not given by the device',
    },
    sameFiles: (count: number) =>
      count === 1 ? '1 file is the same' : `${count} files are the same`,
    filesUnknown: 'The files of the device are not known.',
  },

  /** `slipway diff`: its help, and why it did not compare. */
  diffCommand: {
    /** `name`: what a person types for this command. */
    top: (name: string) => [
      `${name} A.zip B.zip | A.zip --port URL [options]`,
      '',
      'Compares two firmware packages, or one with what a device runs: manifest, signatures, parts, and',
      'the files in their filesystems by name and content (of a device by name and size, or --contents).',
    ],
    /** A line for each element. */
    options: {
      port: ['the device to compare with, as slipway push takes it'],
      contents: ['also by what the files of the device hold: it takes as long as reading them'],
      json: ['one line of JSON instead'],
      help: ['print this text'],
      version: ['print version, commit and build'],
    },
    reading: (done: string, total: string, percent: number) =>
      `Reading files of the device: ${done} of ${total} (${percent} %)`,
    exits: [
      'the same: the content of both packages, or the device runs this build',
      'different',
      'wrong use, a file that cannot be read, a device that does not answer',
    ],
  },
};
