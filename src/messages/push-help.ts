import { helpText } from './help-text.ts';
import type { CommandHelp, OptionsHelp } from './help-text.ts';

export const PUSH_OPTIONS_HELP: OptionsHelp = {
  port: {
    value: 'URL',
    does: [
      'the device: tcp://HOST:PORT, ws://HOST:PORT/rpc, wss://HOST/rpc,',
      'http://HOST/rpc, https://HOST/rpc,',
      'serial:///dev/ttyUSB0?baud=115200, serial:///COM3,',
      'or emulator:PLATFORM (an emulated device in memory; emulator: is an esp32)',
    ],
  },
  via: {
    value: 'write',
    does: ['how the firmware is sent: OTA.Begin, OTA.Write, OTA.End (write)'],
  },
  commit: {
    value: 'auto|never',
    does: ['commit the new firmware, or leave it on trial (auto)'],
  },
  'commit-timeout': {
    value: 'S',
    does: [
      'seconds of trial before the device goes back to its old firmware',
      '(300; 0: the device commits by itself)',
    ],
  },
  'update-timeout': {
    value: 'S',
    does: ['seconds the device waits for the next block (from the size and the link)'],
  },
  'chunk-size': { value: 'auto|N', does: ['bytes per block (auto: as many as the link takes)'] },
  window: {
    value: 'N',
    does: ['blocks sent before one is acknowledged, 1 to 8 (1, as the official client)'],
  },
  force: {
    value: 'NAME[,NAME]',
    does: [
      'go on in spite of a finding: same-version, downgrade, other-app,',
      'boot-loader, user-files, merge-fails, prefix-name',
    ],
  },
  report: {
    value: 'FILE',
    does: [
      'save what happened as JSON, however it ends: for whoever has to find out',
      'why; without passwords, tokens, keys and paths of this computer',
    ],
  },
  json: { does: ['one JSON line per event, the result last'] },
  help: { does: ['print this text'] },
  version: { does: ['print version, commit and build'] },
};

const EXITS: CommandHelp['exits'] = [
  [0, 'the device runs the new firmware and has committed it (--commit never: runs it on trial)'],
  [1, 'wrong use, a file that cannot be read, or an error inside Slipway'],
  [2, 'refused before anything was written'],
  [3, 'failed: the device keeps its old firmware'],
  [4, 'the device went back to its old firmware'],
  [5, 'unknown: the device could not be reached again, or runs what nobody sent'],
];

/** `name`: what a person types for this command. */
export function pushHelp(name: string): string {
  return helpText({
    top: [
      `${name} fw.zip --port URL [options]`,
      '',
      'Updates one device with a Mongoose OS firmware package, and waits until it is committed.',
    ],
    options: PUSH_OPTIONS_HELP,
    exits: EXITS,
  });
}
