import { describe, expect, it } from 'vitest';
import { decodeUtf8, encodeUtf8 } from '../../../src/ota-core/primitives/utf8.ts';
import type { Decoded, FrameCodec, RpcRequest } from '../../../src/rpc/frame.ts';
import {
  createDeviceLineCodec,
  createHostLineCodec,
  DEVICE_BUFFER_BYTES,
  LINE_MAX_FRAME_BYTES,
} from '../../../src/rpc/line-codec.ts';
import { feedHoweverCut } from '../../support/chunking.ts';
import { atDevice } from '../../support/rpc/longest-frame.ts';

const host = () => createHostLineCodec({ maxFrameBytes: LINE_MAX_FRAME_BYTES });

const latin1 = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));

/** Short forms of what came out, the same however the bytes were cut. */
const decode = (text: string, codec: () => FrameCodec = host): readonly string[] =>
  feedHoweverCut(latin1(text), (pieces) => {
    const decoder = codec().createDecoder();
    return [...pieces.flatMap((piece) => decoder.push(piece)), ...decoder.flush()].map(short);
  });

const short = (item: Decoded) =>
  item.kind === 'frame'
    ? `${item.frame.kind} ${item.frame.id ?? '-'}`
    : `${item.why} ${decodeUtf8(item.bytes) ?? '?'}`;

const request = (params: unknown): RpcRequest => ({
  kind: 'request',
  id: 1,
  method: 'Sys.GetInfo',
  params,
  src: null,
  dst: null,
  tag: null,
});

describe('the host’s line codec, sending', () => {
  it('sends one line with a CRC, as uart.md#worked-examples works it out', () => {
    expect(decodeUtf8(host().encode(request(null)))).toBe(
      '{"id":1,"method":"Sys.GetInfo"}c1b3c9ca\n',
    );
  });

  it('computes the CRC of the escaped text', () => {
    const frame = { ...request({ n: 'Café' }), id: 7, method: 'Echo' };
    expect(decodeUtf8(host().encode(frame))).toBe(
      '{"id":7,"method":"Echo","params":{"n":"Caf\\u00e9"}}9ef53be7\n',
    );
  });

  it('sends frames as long as a device has room for with their CRC, and no byte more', () => {
    expect(atDevice(LINE_MAX_FRAME_BYTES)).toBe('frame');
    expect(atDevice(LINE_MAX_FRAME_BYTES + 1)).toBe('too-long');
  });

  it('refuses a frame the peer cannot hold, before anything is sent', () => {
    const overhead = host().encode(request('')).length - 9;
    const fits = request('x'.repeat(LINE_MAX_FRAME_BYTES - overhead));
    expect(host().encode(fits).length).toBe(LINE_MAX_FRAME_BYTES + 9);
    expect(() => host().encode(request('x'.repeat(LINE_MAX_FRAME_BYTES - overhead + 1)))).toThrow(
      expect.objectContaining({ code: 'frame/too-long' }),
    );
  });
});

describe('the host’s line codec, receiving', () => {
  it('finds frames in the three forms of devices', () => {
    expect(
      decode(
        '\n{"id":1,"src":"esp32_A1B2C3","result":{"channel_info":"UART0"}}67fef65c\n' +
          '\n"""{"id":1,"src":"esp32_A1B2C3","result":null}e1b10afe"""\n',
      ),
    ).toEqual(['response 1', 'response 1']);
    expect(decode('\n{"id":5,"result":null}\n')).toEqual(['response 5']);
    expect(decode('\n"""{"id":6,"result":null}"""\r\n')).toEqual(['response 6']);
  });

  it('keeps console text as noise, also right before a frame', () => {
    expect(
      decode('[Jan  1] mgos_init: {"x":1} ready\r\npartial line\n{"id":2,"result":1}\nmore\n'),
    ).toEqual([
      'console [Jan  1] mgos_init: {"x":1} ready\r',
      'console partial line',
      'response 2',
      'console more',
    ]);
  });

  it('keeps a JSON log line as noise', () => {
    expect(decode('{"a":1}\n{"id":3,"result":1} and more text\n')).toEqual([
      'not-a-frame {"a":1}',
      'console {"id":3,"result":1} and more text',
    ]);
  });

  it('drops a frame whose CRC is wrong, cut short, or gone after the peer used one', () => {
    const good = '{"id":1,"src":"esp32_A1B2C3","result":null}';
    expect(decode(`\n${good}e1b10aff\n`)).toEqual([`bad-crc ${good}e1b10aff`]);
    expect(decode(`\n${good}e1b10a\n`)).toEqual([`bad-crc ${good}e1b10a`]);
    expect(decode(`\n${good}e1b10afe\n${good}\n`)).toEqual(['response 1', `bad-crc ${good}`]);
  });

  it('drops flow control characters wherever they stand', () => {
    expect(decode('\n{"id":1,"src":"esp32_A1\x13B2C3","re\x11sult":null}e1b1\x110afe\n')).toEqual([
      'response 1',
    ]);
  });

  it('takes names that are no UTF-8', () => {
    expect(decode('\n{"id":4,"result":"caf\xe9"}\n')).toEqual(['response 4']);
  });

  it('does not take a frame whose end never came', () => {
    expect(decode('\n{"id":4,"result":1}')).toEqual(['console {"id":4,"result":1}']);
  });

  it('gives up a line without end, and finds the next frame', () => {
    const items = decode(`${'x'.repeat(70_000)}\n{"id":9,"result":1}\n`);
    expect(items.map((item) => item.slice(0, 10))).toEqual([
      'too-long x',
      'console xx',
      'response 9',
    ]);
  });
});

describe('the device’s line codec', () => {
  const reply = (codec: FrameCodec) =>
    decodeUtf8(
      codec.encode({
        kind: 'response',
        id: 1,
        src: 'esp32_A1B2C3',
        dst: null,
        tag: null,
        outcome: { ok: true, result: 1 },
      }),
    );
  const after = (...received: string[]) => {
    const codec = createDeviceLineCodec();
    const decoder = codec.createDecoder();
    for (const text of received) decoder.push(latin1(text));
    return reply(codec);
  };
  const plain = '{"id":1,"src":"esp32_A1B2C3","result":1}';

  it('answers in the form that the client used, and remembers it', () => {
    expect(after('{"id":1,"method":"Echo"}\n')).toBe(`\n${plain}\n`);
    expect(after('{"id":1,"method":"Sys.GetInfo"}c1b3c9ca\n')).toBe(`\n${plain}5a912392\n`);
    expect(after('\n"""{"id":1,"method":"Echo"}"""\n')).toBe(`\n"""${plain}"""\n`);
    expect(
      after('\n"""{"id":1,"method":"Sys.GetInfo"}c1b3c9ca"""\n', '{"id":2,"method":"Echo"}\n'),
    ).toBe(`\n"""${plain}5a912392"""\n`);
  });

  it('takes everything from the first brace to the last, and verifies 8 or more characters behind', () => {
    expect(decode('junk{"id":1,"method":"M"}\r\n', createDeviceLineCodec)).toEqual(['request 1']);
    expect(decode('{"id":1,"method":"Sys.GetInfo"}c1b3c9ca,x\n', createDeviceLineCodec)).toEqual([
      'request 1',
    ]);
    expect(decode('{"id":1,"method":"Sys.GetInfo"}c1b3c9cb\n', createDeviceLineCodec)).toEqual([
      'bad-crc {"id":1,"method":"Sys.GetInfo"}c1b3c9cb',
    ]);
    expect(decode('{"id":1,"method":"Sys.GetInfo"}  no hex \n', createDeviceLineCodec)).toEqual([
      'bad-crc {"id":1,"method":"Sys.GetInfo"}  no hex ',
    ]);
  });

  it('forgets its whole buffer at a byte above 0x7f', () => {
    expect(
      decode('{"id":1,"method":"\xe9"}\n{"id":2,"method":"M"}\n', createDeviceLineCodec),
    ).toEqual(['not-ascii ?', 'console "}', 'request 2']);
  });

  it('holds 4,102 undelimited bytes and forgets 4,103', () => {
    const line = (bytes: number) => {
      const frame = '{"id":1,"method":"M","params":""}';
      return `${frame.replace('""', `"${'x'.repeat(bytes - frame.length)}"`)}\n`;
    };
    expect(decode(line(DEVICE_BUFFER_BYTES), createDeviceLineCodec)).toEqual(['request 1']);
    expect(
      decode(line(DEVICE_BUFFER_BYTES + 2), createDeviceLineCodec).map((s) => s.slice(0, 9)),
    ).toEqual(['too-long ', 'console }']);
  });

  it('answers nothing but white space with nothing', () => {
    expect(decode('\n\n  \r\n"""\n"""', createDeviceLineCodec)).toEqual([]);
  });
});

describe('both halves', () => {
  it('understand each other', () => {
    const device = createDeviceLineCodec();
    const sent = host().encode(request({ text: '"""\n\u0011é' }));
    const [item] = device.createDecoder().push(sent);
    expect(item).toMatchObject({ kind: 'frame', frame: request({ text: '"""\n\u0011é' }) });
    expect(sent.every((byte) => byte < 0x80)).toBe(true);
    const [back] = host()
      .createDecoder()
      .push(
        device.encode({
          kind: 'response',
          id: 1,
          src: 'd',
          dst: null,
          tag: null,
          outcome: { ok: true, result: encodeUtf8('x').length },
        }),
      );
    expect(back).toMatchObject({ kind: 'frame', frame: { id: 1, outcome: { result: 1 } } });
  });
});
