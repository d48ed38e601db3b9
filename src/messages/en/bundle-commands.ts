/** What `slipway bundle` prints. */
import { fileSize } from '../numbers.ts';

export default {
  bundleCommand: {
    /** `name`: what a person types for this command. */
    top: (name: string) => [
      `${name} --output fw.zip [options] PART …`,
      '',
      'Packs parts into a firmware package, byte for byte as mos create-fw-bundle does. A PART is',
      'NAME:prop=value,… with src=FILE for its file, or NAME:- to leave out a part of --input.',
    ],
    /** A line for each element. */
    options: {
      output: ['the package to write; one that exists is written over'],
      input: ['begin with the parts and fields of this package'],
      manifest: ['begin with this manifest.json; the files of its parts lie in --src-dir'],
      name: ['name of the application'],
      platform: ['what it is built for: esp32, esp8266, cc3200 …'],
      description: ['a sentence about it'],
      'build-info': [
        'JSON with build_version, build_id and build_timestamp,',
        'as mos build writes it',
      ],
      'fw-version': ['its version'],
      'build-id': ['its build id'],
      'build-timestamp': ['when it was built: 2026-11-01T12:00:00Z'],
      'src-dir': ['the folder of the files of the parts (the current one)'],
      checks: ['checks that the package brings along (docs/CHECKS.md);', 'else those of --input'],
      attr: ['a further field of the manifest; may be given several times'],
      help: ['print this text'],
      version: ['print version, commit and build'],
    },
    exits: [
      'written',
      'wrong use, a file that cannot be read or written, or an error inside Slipway',
      'not written: the package would be refused',
    ],
    wrote: (of: {
      readonly file: string;
      readonly firmware: string;
      readonly platform: string;
      readonly bytes: number;
      readonly parts: number;
    }) =>
      `${of.file}: ${of.firmware} for ${of.platform}, ${fileSize(of.bytes)}, ${of.parts === 1 ? '1 part' : `${of.parts} parts`}.`,
    unknownPlatform: (platform: string, known: string) =>
      `There is no platform "${platform}". The platforms are: ${known}.`,
  },
};
