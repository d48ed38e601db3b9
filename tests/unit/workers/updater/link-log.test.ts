import { describe, expect, it } from 'vitest';
import type { LinkLine, LinkEvent } from '../../../../src/contracts/link-log.ts';
import { lineWords, plainLine, recordText } from '../../../../src/messages/panels-words.ts';
import { lineOfRecord } from '../../../../src/messages/receipt-words.ts';
import { encodeBase64 } from '../../../../src/ota-core/primitives/base64.ts';
import { encodeUtf8 } from '../../../../src/ota-core/primitives/utf8.ts';
import { LinkLog } from '../../../../src/workers/updater/link-log.ts';
import { SERIAL } from '../../../../src/contracts/link.ts';

/** A record with a clock that each event moves on by 10 ms. */
function setUp() {
  let now = 0;
  const log = new LinkLog({ now: () => now, wall: () => 1_000_000 + now });
  const tell = (...events: readonly LinkEvent[]): void => {
    for (const event of events) log.record({ at: (now += 10), ...event });
  };
  const ask = (id: number, method: string, params: unknown, result: unknown): void =>
    tell(
      { event: 'request', id, method, params, bytes: 60 },
      { event: 'reply', id, outcome: { ok: true, result }, bytes: 90 },
    );
  return { log, tell, ask };
}

const shown = (lines: readonly LinkLine[]): readonly string[] => lines.map(plainLine);
const nothing = () => Promise.resolve(null);

const block = new Uint8Array(300).fill(7);
const write = (id: number, offset: number): LinkEvent => ({
  event: 'request',
  ...{ id, method: 'OTA.Write', bytes: 450 },
  params: { offset, data: encodeBase64(block) },
});
const noise = (text: string, why = 'console'): LinkEvent => ({
  event: 'noise',
  why,
  bytes: encodeUtf8(text),
});

const linesOf = (log: LinkLog, after = 0): readonly LinkLine[] =>
  log.batch(after).lines.map(lineOfRecord);

describe('the record of a link', () => {
  it('tells each frame with its number, what it carries, the answer and its time', () => {
    const { log, tell } = setUp();
    tell(
      { event: 'opened', ...SERIAL, label: 'ttyUSB0', baudRate: 115_200 },
      write(7, 826_000),
      { event: 'reply', id: 7, outcome: { ok: true, result: null }, bytes: 40 },
      { event: 'reply', id: 99, outcome: { ok: false, code: -1, message: 'late' }, bytes: 40 },
      noise('mgos_wifi  RSSI -61\r'),
    );
    expect(shown(linesOf(log))).toEqual([
      'Link open: ttyUSB0, 115,200 baud',
      'OTA.Write #7 300 bytes at 826,000',
      '#7 null 10 ms',
      '#99 error -1 late nobody waits for it any more',
      'mgos_wifi  RSSI -61',
    ]);
  });

  it('marks what explains a delay: no answer, the same bytes again, damage, a word of the device', () => {
    const { log, tell } = setUp();
    tell(write(1, 0), { event: 'unanswered', id: 1, waitedMs: 20_000 }, write(2, 0));
    tell(noise('{"id":1', 'bad-crc'), noise('CRC error, frame dropped'), noise('all is well'));
    const lines = linesOf(log);
    expect(lines.map((line) => lineWords(line).amber)).toEqual([
      ...[false, true, true],
      ...[true, true, false],
    ]);
    expect(shown(lines)[1]).toBe('#1 no answer in 20 s');
    expect(shown(lines)[2]).toBe('OTA.Write #2 300 bytes at 0 the same bytes again');
  });

  it('gives what came since, once, and says where it is', () => {
    const { log, tell } = setUp();
    tell(noise('one'), noise('two'));
    const first = log.batch(0);
    tell(noise('three'));
    expect(shown(linesOf(log, first.last))).toEqual(['three']);
    expect(log.batch(log.batch(0).last).lines).toEqual([]);
  });

  it('is bounded: of very many lines it keeps the last thousands', () => {
    const { log, tell } = setUp();
    for (let count = 0; count < 12_000; count += 1) tell(noise(`line ${count}`));
    const lines = linesOf(log);
    expect(lines.length).toBeGreaterThanOrEqual(4_000);
    expect(lines.length).toBeLessThanOrEqual(5_000);
    expect(shown(lines).at(-1)).toBe('line 11999');
    expect(shown(linesOf(log, lines.at(-3)?.seq))).toEqual(['line 11998', 'line 11999']);
  });
});

const SECRET = 'hunter2-and-more';

describe('a secret', () => {
  it.each<readonly [string, unknown, unknown]>([
    ['Config.Get', null, { wifi: { sta: { ssid: 'plant', pass: SECRET } } }],
    ['Config.Get', { key: 'wifi.sta.pass' }, SECRET],
    ['Config.Set', { config: { mqtt: { user: 'a', pass: SECRET } } }, { saved: true }],
    ['Config.Get', { key: 'update' }, { extra_http_headers: `Authorization: ${SECRET}` }],
    ['Config.Set', { key: 'wifi.ap.pass', value: SECRET }, { saved: true }],
    ['OTA.Update', { url: `http://joe:${SECRET}@10.0.0.7/fw.zip` }, null],
    ['OTA.Update', { url: `http://10.0.0.7/fw.zip?token=${SECRET}` }, null],
    [
      'Config.Set',
      { config: { update: { url: `http://h/${SECRET.padEnd(32, '0')}/fw.zip` } } },
      null,
    ],
    ['Wifi.PSK', { psk: SECRET, list: [{ api_key: SECRET }] }, null],
    ['FS.Get', { filename: 'conf9.json' }, { data: encodeBase64(encodeUtf8(SECRET)), left: 0 }],
    ['FS.Put', { filename: 'x', data: encodeBase64(encodeUtf8(SECRET)) }, null],
  ])('in %s %j is nowhere: not on the screen, in a whole frame or in the file', async (...call) => {
    const [method, params, result] = call;
    const { log, ask } = setUp();
    ask(1, method, params, result);
    const lines = linesOf(log);
    const frames = await Promise.all(lines.map(({ seq }) => log.open(seq, nothing)));
    const all = JSON.stringify([lines, frames, recordText(lines)]);
    expect(all).toContain('••••');
    expect(all).not.toContain(SECRET);
    expect(all).not.toContain(encodeBase64(encodeUtf8(SECRET)));
  });

  it('in the log of the device is hidden, also when its line is opened', async () => {
    const { log, tell } = setUp();
    tell(noise(`wifi: ssid=plant password=${SECRET}`), noise(`psk: "${SECRET}"`));
    const lines = linesOf(log);
    const frames = await Promise.all(lines.map(({ seq }) => log.open(seq, nothing)));
    expect(JSON.stringify([lines, frames])).not.toContain(SECRET);
    expect(shown(lines)[0]).toBe('wifi: ssid=plant password=••••');
  });

  it('is not what has the same letters: names, public keys, empty passwords', () => {
    const { log, ask } = setUp();
    ask(1, 'Sys.GetInfo', null, { public_key: null, keyboard: 'us', pass: '' });
    expect(JSON.stringify(log.batch(0).lines)).not.toContain('••••');
  });
});

describe('a whole frame', () => {
  it('of a block is read from the firmware file again, and only while that is the same', async () => {
    const { log, tell } = setUp();
    tell(write(1, 600));
    const seq = log.batch(0).last;
    const frame = await log.open(seq, (offset, bytes) =>
      Promise.resolve(offset === 600 && bytes === 300 ? block : null),
    );
    expect(JSON.parse(frame ?? '')).toEqual({
      ...{ id: 1, method: 'OTA.Write' },
      params: { offset: 600, data: encodeBase64(block) },
    });
    expect(await log.open(seq, () => Promise.resolve(new Uint8Array(300)))).toBeNull();
    expect(await log.open(seq, nothing)).toBeNull();
  });

  it('of a call is what was sent, and what came back', async () => {
    const { log, ask } = setUp();
    ask(4, 'FS.List', { path: '/' }, ['a', 'b']);
    const [sent, answered] = log.batch(0).lines;
    expect(await log.open(sent?.seq ?? 0, nothing)).toBe(
      '{"id":4,"method":"FS.List","params":{"path":"/"}}',
    );
    expect(await log.open(answered?.seq ?? 0, nothing)).toBe('{"id":4,"result":["a","b"]}');
  });
});
