import { describe, expect, it } from 'vitest';
import { OtaError } from '../../../src/contracts/failure.ts';
import { parsePushOptions } from '../../../src/cli/push-options.ts';

const PORT = ['--port', 'ws://127.0.0.1:8910/rpc'];
const SHADOW = [
  '--via',
  'shadow',
  '--shadow',
  'aws',
  '--shadow-url',
  'mqtt://me:pw@b/esp32_0A1B2C',
];

function refused(...args: readonly string[]): unknown {
  try {
    return parsePushOptions(args);
  } catch (reason) {
    const { code, facts } = OtaError.from(reason);
    return { code, facts };
  }
}

describe('push with several files', () => {
  it('takes them as steps of a route', () => {
    expect(parsePushOptions(['a.zip', 'b.zip', 'c.zip', ...PORT])).toMatchObject({
      kind: 'push',
      options: { file: 'a.zip', more: ['b.zip', 'c.zip'] },
    });
  });

  it.each([
    [['a.zip', 'b.zip'], '--port'],
    [['a.zip', 'b.zip', ...PORT, '--dry-run'], '--dry-run'],
    [['a.zip', 'b.zip', ...PORT, '--commit', 'never'], '--commit'],
    [['a.zip', 'b.zip', ...PORT, '--pick', 'a'], '--pick'],
    [['a.zip', 'b.zip', ...PORT, '--report', 'r.json'], '--report'],
    [['a.zip', 'b.zip', ...PORT, '--save-repaired', 'r.zip'], '--save-repaired'],
    [['a.zip', 'b.zip', ...PORT, ...SHADOW, '--serve', '0'], '--via'],
    [[...Array.from({ length: 17 }, (_, at) => `${at}.zip`), ...PORT], 'fw.zip'],
  ])('is wrong use with what is of one file: %o', (args, option) => {
    expect(refused(...args)).toMatchObject({ code: 'use/bad-option', facts: { option } });
  });
});
