import { describe, expect, it } from 'vitest';
import { createUartDispatcher } from '../../../src/rpc/uart-dispatcher.ts';
import type { UartItem } from '../../../src/rpc/uart-dispatcher.ts';

const bytes = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

/** Items in short: the method of a frame, why it is noise, or what it is. */
const short = (items: readonly UartItem[]): readonly string[] =>
  items.map((item) => {
    if (item.kind === 'frame') return item.frame.kind === 'request' ? item.frame.method : 'reply';
    return item.kind === 'noise' ? `noise ${item.why}` : item.kind;
  });

const request = (method: string): string => `{"id":1,"method":"${method}"}`;
const reply = {
  kind: 'response',
  id: 1,
  src: 'esp32_A1B2C3',
  dst: null,
  tag: null,
  outcome: { ok: true, result: 1 },
} as const;
const sent = (dispatcher: ReturnType<typeof createUartDispatcher>): string =>
  Buffer.from(dispatcher.encode(reply)).toString('latin1');

describe('a device looks at all that is there', () => {
  it('and takes what the official client sends at first as in the recorded captures', () => {
    expect(short(createUartDispatcher().take(bytes('"""\u0004"""\n\n')))).toEqual([
      'blank',
      'eot',
      'blank',
      'blank',
    ]);
  });

  it('and finds frames between either delimiter', () => {
    const dispatcher = createUartDispatcher();
    expect(short(dispatcher.take(bytes(`\n"""${request('A')}"""\n`)))).toEqual([
      'blank',
      'A',
      'blank',
    ]);
    expect(short(dispatcher.take(bytes(`${request('B')}\n`)))).toEqual(['B']);
  });

  it('and takes two lines before three quotes for one frame', () => {
    const batch = bytes(`${request('A')}\n${request('B')}\n"""`);
    expect(short(createUartDispatcher().take(batch))).toEqual(['noise not-json']);
  });

  it('and clears its whole buffer at a byte above 0x7f, complete frames included', () => {
    const dispatcher = createUartDispatcher();
    expect(short(dispatcher.take(bytes(`${request('A')}\n\u0080${request('B')}\n`)))).toEqual([
      'noise not-ascii',
    ]);
    expect(short(dispatcher.take(bytes(`${request('C')}\n`)))).toEqual(['C']);
  });

  it('and keeps what it has dispatched before such a byte', () => {
    const dispatcher = createUartDispatcher();
    expect(short(dispatcher.take(bytes(`${request('A')}\n`)))).toEqual(['A']);
    expect(short(dispatcher.take(bytes('{"id":\u00ff')))).toEqual(['noise not-ascii']);
  });

  it.each([
    ['the right CRC', '{"id":1,"method":"Sys.GetInfo"}c1b3c9ca\n', ['Sys.GetInfo']],
    [
      'the right CRC and fields behind it',
      '{"id":1,"method":"Sys.GetInfo"}c1b3c9ca,7\n',
      ['Sys.GetInfo'],
    ],
    ['a wrong CRC', '{"id":1,"method":"Sys.GetInfo"}c1b3c9cb\n', ['noise bad-crc']],
    [
      'seven characters instead of a CRC',
      '{"id":1,"method":"Sys.GetInfo"}c1b3c9c\n',
      ['Sys.GetInfo'],
    ],
    ['text before the brace', 'log: {"id":1,"method":"Sys.GetInfo"}c1b3c9ca\n', ['Sys.GetInfo']],
    [
      'flow control inside',
      '{"id":1,"met\u0013hod":"Sys.GetI\u0011nfo"}c1b3\u0013c9ca\n',
      ['Sys.GetInfo'],
    ],
    ['no brace', 'hello\n', ['noise console']],
    ['a handshake between line feeds', '\n\u0004\n', ['blank', 'eot']],
  ])('and judges a frame with %s', (_, text, found) => {
    expect(short(createUartDispatcher().take(bytes(text)))).toEqual(found);
  });

  it('and forgets 4,102 undelimited bytes, but not one less', () => {
    const dispatcher = createUartDispatcher();
    expect(short(dispatcher.take(bytes('x'.repeat(4102))))).toEqual([]);
    expect(short(dispatcher.take(bytes('x')))).toEqual(['noise too-long']);
    expect(short(dispatcher.take(bytes(`${request('A')}\n`)))).toEqual(['A']);
  });
});

describe('a device answers with what the client has used', () => {
  it.each([
    ['a line', `${request('Echo')}\n`, '\n{"id":1,"src":"esp32_A1B2C3","result":1}\n'],
    [
      'a line with a CRC',
      '{"id":1,"method":"Sys.GetInfo"}c1b3c9ca\n',
      '\n{"id":1,"src":"esp32_A1B2C3","result":1}5a912392\n',
    ],
    ['quotes', `"""${request('Echo')}"""`, '\n"""{"id":1,"src":"esp32_A1B2C3","result":1}"""\n'],
    [
      'the handshake, then a line with a CRC',
      '"""\u0004"""\n{"id":1,"method":"Sys.GetInfo"}c1b3c9ca\n',
      '\n"""{"id":1,"src":"esp32_A1B2C3","result":1}5a912392"""\n',
    ],
  ])('%s', (_, text, answer) => {
    const dispatcher = createUartDispatcher();
    for (const byte of bytes(text)) dispatcher.take(Uint8Array.of(byte));
    expect(sent(dispatcher)).toBe(answer);
  });
});
