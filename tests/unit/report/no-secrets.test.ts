import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../src/contracts/failure.ts';
import type { FailureCode, FailureFacts } from '../../../src/contracts/failure.ts';
import { cleanFailure } from '../../../src/report/clean-failure.ts';
import { baseName, freeText, logText, placeText } from '../../../src/report/clean-text.ts';
import { reportText, updateReport } from '../../../src/report/update-report.ts';
import type { ReportSource } from '../../../src/report/report-shape.ts';
import type { UpdateResult } from '../../../src/update/events.ts';
import { HOSTILE, RAW } from '../../support/hostile-text.ts';
import { parseReport } from '../../support/report/report-schema.ts';
import {
  boot,
  eventAt,
  figures,
  info,
  notesOf,
  sourceOf,
} from '../../support/report/report-sources.ts';

const oneOf = (letters: string) => fc.constantFrom(...letters.split(''));

/** A password as people make them: it stands in nothing that a report says by itself. */
const password = fc
  .string({
    unit: oneOf('abcdefghijkmnpqrstuvwxyzABCXYZ0123456789!$%&*#'),
    minLength: 6,
  })
  .map((text) => `Zq7${text}`);
/** What an API gives as a key. */
const token = fc
  .string({
    unit: oneOf('abcdefghijkmnpqrstuvwxyz0123456789_-'),
    ...{ minLength: 24, maxLength: 80 },
  })
  .map((text) => `Zq7${text}`);

/** Ways in which a device, a system or a person puts a password into a text that is told. */
const NAMED = [
  (secret: string) => `wifi.sta.pass = ${secret}`,
  (secret: string) => `{"wifi":{"sta":{"ssid":"Home","pass":"${secret}"}}}`,
  (secret: string) => `mgos_wifi_sta.c: Trying Home (password: '${secret}')`,
  (secret: string) => `MQTT connect, user x, Password=${secret}, keepalive 60`,
  (secret: string) => `${secret} is no good psk`,
  (secret: string) => `Authorization: Basic ${secret}`,
  (secret: string) => `conf1.json: "device": {"key": "${secret}"}`,
  (secret: string) => `aws: access_key ${secret}`,
  (secret: string) => `-----BEGIN PRIVATE KEY-----${secret}`,
  (secret: string) => `connecting to wss://joe:${secret}@example.org/rpc?x=${secret}#${secret}`,
  (secret: string) => `GET https://example.org/${secret}/fw.zip failed`,
  (secret: string) => `open '/home/${secret}/My files/fw.zip'`,
  (secret: string) => `ENOENT: no such file or directory, open '/Users/${secret}/a.json'`,
  (secret: string) => `cannot open C:\\Users\\${secret}\\fw.zip`,
  (secret: string) => `/home/${secret}/src/main.c:12 assertion failed`,
  (secret: string) => `see ~/${secret}/notes.txt`,
] as const;

describe('a text in a report', () => {
  it.each(NAMED)('tells no password, token or path: %s', (write) => {
    fc.assert(
      fc.property(password, (secret) => {
        expect(freeText(write(secret))).not.toContain(secret);
        expect(logText(write(secret)) ?? '').not.toContain(secret);
      }),
    );
  });

  it('covers what looks like a token, wherever it stands, also where the text is cut', () => {
    fc.assert(
      fc.property(token, fc.nat(2_500), (secret, at) => {
        const long = `${'word '.repeat(at / 5)}${'.'.repeat(at % 5)} sent ${secret} to it`;
        expect(freeText(long)).not.toContain(secret.slice(0, 12));
      }),
    );
  });

  it('keeps what a report is there to tell', () => {
    expect(freeText('Failed to set baud rate 115200: EIO')).toBe(
      'Failed to set baud rate 115200: EIO',
    );
    expect(logText('mgos_http_ota.c:84 passed 3 of 4 checks, 12 kB/s')).toBe(
      'mgos_http_ota.c:84 passed 3 of 4 checks, 12 kB/s',
    );
    expect(freeText('open /dev/ttyUSB0: Permission denied')).toBe(
      'open …/ttyUSB0: Permission denied',
    );
    expect(placeText('ws://192.168.4.1/rpc')).toBe('ws://192.168.4.1');
    expect(placeText('CP210x (10c4:ea60)')).toBe('CP210x (10c4:ea60)');
    expect(baseName('C:\\Users\\ann\\fw.zip')).toBe('fw.zip');
  });

  it.each([
    ['serial:///dev/ttyUSB0', 'serial:'],
    ['/dev/ttyUSB0', 'port'],
    ['COM7', 'port'],
    ['tcp://joe:pw@10.0.0.2:8910', 'tcp://10.0.0.2:8910'],
  ])('of the place %s is %s', (place, told) => {
    expect(placeText(place)).toBe(told);
  });
});

/** A failure of each code that carries text, with the secret in every one of its texts. */
function failuresWith(text: string, path: string, url: string) {
  const make = <C extends FailureCode>(code: C, facts: FailureFacts[C]) => {
    const failure = toFailure(new OtaError(code, facts));
    return { ...failure, trace: `Error at ${path}: ${text}` };
  };
  return [
    make('link/lost', { kind: 'serial', detail: text }),
    make('link/refused', { address: url, detail: text }),
    make('link/held', { kind: 'serial', address: path, by: 'unknown', detail: text }),
    make('link/no-answer', { address: url, heard: 'log', bytes: 3 }),
    make('rpc/remote', { method: 'Config.Get', remoteCode: 500, remoteMessage: text }),
    make('rpc/bad-reply', { method: 'Sys.GetInfo', detail: text }),
    make('update/begin-refused', { remoteCode: -1, remoteMessage: text }),
    make('update/write-refused', { offset: 1, remoteCode: -1, remoteMessage: text }),
    make('file/unreadable', { file: path, detail: text }),
    make('bundle/not-a-zip', { file: path }),
    make('bundle/cut-off', { file: path, sizeBytes: 3 }),
    make('bundle/user-files', { names: [path, path] }),
    make('use/bad-option', { option: '--port', detail: url }),
    make('storage/failed', { detail: text }),
    make('bug/unexpected', { message: text }),
    make('bug/invariant', { words: text }),
  ];
}

/** Members that are not on the list: none of them may be told, whatever it holds. */
const unlisted = (secret: string) => ({
  wifi: { sta_ip: secret, sta: { enable: true, ssid: 'Home', pass: secret }, ap: { pass: secret } },
  pass: secret,
  token: secret,
  key: secret,
  files: [{ name: 'conf9.json', data: secret }],
});

/** A source that has the secret everywhere but in what the report is there to tell. */
function planted(secret: string, write: (secret: string) => string): ReportSource {
  const text = write(secret);
  const path = `/home/${secret}/firmware/fw.zip`;
  const url = `wss://joe:${secret}@example.org/${secret}?token=${secret}`;
  const failures = failuresWith(text, path, url);
  const [failure] = failures;
  if (failure === undefined) throw new Error('there are failures');
  const extra = unlisted(secret);
  const told = { ...info, ...extra };
  const base = sourceOf();
  const result = { ...figures, ...extra, result: 'failed', failure } as UpdateResult;
  return {
    ...base,
    ...extra,
    build: { ...base.build, ...extra },
    result,
    notes: notesOf(
      eventAt(0, { type: 'device', when: 'before', info: told, boot: { ...boot, ...extra } }),
      eventAt(1, {
        type: 'findings',
        findings: failures.map((one) => ({ failure: one, force: null, ...extra })),
        replaces: [secret],
      }),
      ...failures.map((one, at) => eventAt(2 + at, { type: 'looking', tries: at, failure: one })),
      eventAt(90, { ...extra, type: 'progress', totalBytes: 9, part: secret }),
    ),
    last: { info: told, boot: { ...boot, ...extra } },
    firmware: { ...extra, ...base.firmware, fileName: path } as ReportSource['firmware'],
    link: { ...extra, kind: 'websocket', label: url, baudRate: null },
    log: [
      { atMs: 1, text },
      { atMs: 2, text: `see ${path}`, ...extra },
    ],
  };
}

describe('a report', () => {
  it.each(NAMED)('tells no planted secret, from whatever it is made: %s', (write) => {
    fc.assert(
      fc.property(password, (secret) => {
        const text = reportText(updateReport(planted(secret, write)));
        expect(text).not.toContain(secret);
        expect(text).not.toContain(JSON.stringify(secret).slice(1, -1));
        parseReport(text);
      }),
      { numRuns: 10 },
    );
  });

  it('has nothing in it that a screen would not show', () => {
    for (const hostile of Object.values(HOSTILE)) {
      const liar = { ...info, id: hostile, app: hostile, fw_version: hostile, fw_id: hostile };
      const source = sourceOf({
        notes: notesOf(eventAt(0, { type: 'device', when: 'before', info: liar, boot })),
        last: { info: liar, boot },
        log: [{ atMs: 0, text: hostile }],
        link: { kind: 'bluetooth', label: hostile, baudRate: null },
      });
      const text = reportText(updateReport(source));
      for (const line of text.trimEnd().split('\n')) expect(line).not.toMatch(RAW);
      parseReport(text);
    }
  });

  it('has no trace of a failure, and sentences that are made of the clean facts alone', () => {
    for (const failure of failuresWith('x', '/home/jule/fw.zip', 'ws://jule:pw@host/rpc')) {
      const clean = cleanFailure(failure);
      expect(Object.keys(clean)).toEqual(['code', 'facts', 'text', 'safety', 'next']);
      expect(JSON.stringify(clean)).not.toMatch(/jule|:pw/);
    }
  });
});
