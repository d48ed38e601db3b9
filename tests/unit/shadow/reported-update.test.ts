import { describe, expect, it } from 'vitest';
import { desiredUrl, desiredWith, reportedUpdate } from '../../../src/shadow/reported-update.ts';

const NOTHING = {
  url: null,
  code: null,
  message: null,
  percent: null,
  state: null,
  firmware: null,
  committed: null,
};

describe('what a device reports of its updates', () => {
  it('is read from the members of later firmware', () => {
    const ota = {
      url: 'http://h/fw.zip',
      code: 0,
      message: 'progress',
      progress_percent: 38,
      state: 1,
      fw_version: '1.0.0',
      fw_id: '20240101-000000',
      is_committed: true,
      partition: 0,
    };
    expect(reportedUpdate({ ota, stats: {} })).toEqual({
      url: 'http://h/fw.zip',
      code: 0,
      message: 'progress',
      percent: 38,
      state: 1,
      firmware: { version: '1.0.0', buildId: '20240101-000000' },
      committed: true,
      member: 'ota',
    });
  });

  it('is read from the flat members of 2017', () => {
    const reported = { ota_url: 'http://h/fw.zip', ota_code: -10, ota_message: 'Failed' };
    expect(reportedUpdate(reported)).toEqual({
      ...NOTHING,
      url: 'http://h/fw.zip',
      code: -10,
      message: 'Failed',
      member: 'ota_url',
    });
  });

  it.each([null, 'text', 5, [], {}, { stats: { ota: 1 } }, { ota: 'no' }, { ota: [1] }])(
    'is nothing in %j',
    (reported) => {
      expect(reportedUpdate(reported)).toBeNull();
    },
  );

  it('is each member for itself: one of another type is not there, and long texts are cut', () => {
    const ota = {
      url: { a: 1 },
      code: 1e300,
      message: 'x'.repeat(100_000),
      progress_percent: 900,
      fw_version: 7,
      is_committed: 'yes',
    };
    const read = reportedUpdate({ ota });
    expect(read).toEqual({ ...NOTHING, message: 'x'.repeat(2048), member: 'ota' });
  });

  it('does not reach the prototype of anything', () => {
    const hostile: unknown = JSON.parse(
      '{"__proto__":{"polluted":1},"ota":{"__proto__":{"url":"x"}}}',
    );
    expect(reportedUpdate(hostile)).toEqual({ ...NOTHING, member: 'ota' });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

describe('what is wanted of a device', () => {
  it('is found in the member in which it was put', () => {
    expect(desiredUrl(desiredWith('http://h/a', 'ota'))).toBe('http://h/a');
    expect(desiredUrl(desiredWith('http://h/a', 'ota_url'))).toBe('http://h/a');
    expect(desiredUrl(desiredWith(null, 'ota'))).toBeNull();
    expect(desiredUrl({ ota: 5 })).toBeNull();
    expect(desiredUrl('x')).toBeNull();
  });
});
