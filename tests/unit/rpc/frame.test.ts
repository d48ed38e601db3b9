import { describe, expect, it } from 'vitest';
import { frameText, parseFrame, rawToken } from '../../../src/rpc/frame.ts';

const frameOf = (text: string) => {
  const parsed = parseFrame(text);
  if (!parsed.ok) throw new Error(parsed.why);
  return parsed.frame;
};

/** What a device that got this id answers with. */
const echo = (id: string) => {
  const frame = frameOf(`{"id":${id},"method":"Echo"}`);
  if (frame.kind !== 'request' || frame.id === null) throw new Error('no request with an id');
  const reply = {
    ...frame,
    kind: 'response',
    id: frame.id,
    outcome: { ok: true, result: 1 },
  } as const;
  return frameText(reply);
};

describe('the id of a frame', () => {
  it.each([
    ['1', '1'],
    ['"123"', '123'],
    ['-5', '"-5"'],
    ['"a1"', '"a1"'],
    ['1.0', '"1.0"'],
    ['1e3', '"1e3"'],
    ['0', '0'],
    ['1241379568978', '1241379568978'],
    ['123456789012345678901234567890', '123456789012345678901234567890'],
  ])('%s is echoed as %s, by its characters', (sent, echoed) => {
    expect(echo(sent)).toBe(`{"id":${echoed},"result":1}`);
  });

  it.each(['null', 'true', '{}', '[1]'])('%s makes the frame invalid', (id) => {
    expect(parseFrame(`{"id":${id},"method":"Echo"}`)).toEqual({ ok: false, why: 'bad-id' });
  });

  it.each(['{"method":"Echo"}', '{"id":"","method":"Echo"}'])(
    'that is missing or empty makes %s a notification',
    (text) => {
      expect(frameOf(text)).toMatchObject({ kind: 'request', id: null });
    },
  );
});

describe('a frame', () => {
  it('takes args as params, and the later of the two', () => {
    expect(frameOf('{"id":1,"method":"M","args":[1]}')).toMatchObject({ params: [1] });
    expect(frameOf('{"id":1,"method":"M","args":1,"params":2}')).toMatchObject({ params: 2 });
    expect(frameOf('{"id":1,"method":"M","params":2,"args":1}')).toMatchObject({ params: 1 });
    expect(frameOf('{"id":1,"method":"M"}')).toMatchObject({ params: null });
  });

  it.each([
    ['{"id":1,"error":{"code":0}}', { ok: true, result: null }],
    ['{"id":1,"error":{"code":0,"message":"done"},"result":5}', { ok: true, result: 5 }],
    ['{"id":1,"error":null,"result":5}', { ok: true, result: 5 }],
    ['{"id":1}', { ok: true, result: null }],
    ['{"id":1,"error":{"code":-1}}', { ok: false, code: -1, message: '' }],
    ['{"id":1,"error":{"code":404,"message":"No"}}', { ok: false, code: 404, message: 'No' }],
    ['{"id":1,"error":{"code":"404"}}', { ok: false, code: 404, message: '' }],
    ['{"id":1,"error":"boom"}', { ok: false, code: -1, message: '"boom"' }],
  ])('%s is %o: an error code of 0 is success', (text, outcome) => {
    expect(frameOf(text)).toMatchObject({ kind: 'response', id: 1, outcome });
  });

  it.each([
    ['', 'not-json'],
    ['{', 'not-json'],
    ['[1]', 'not-json'],
    ['"x"', 'not-json'],
    ['{}', 'nothing-recognisable'],
    ['{"hello":1}', 'nothing-recognisable'],
    ['{"result":1}', 'response-without-id'],
    ['{"id":"","result":1}', 'response-without-id'],
  ])('is not what %o holds: %s', (text, why) => {
    expect(parseFrame(text)).toEqual({ ok: false, why });
  });

  it('keeps addresses as texts, and what is no text by its characters', () => {
    expect(frameOf('{"id":1,"method":"M","src":"web","dst":7,"tag":""}')).toMatchObject({
      src: 'web',
      dst: '7',
      tag: null,
    });
  });

  it('cannot reach into prototypes', () => {
    const frame = frameOf('{"__proto__":{"id":9},"constructor":1,"method":"M","params":null}');
    expect(frame).toMatchObject({ kind: 'request', id: null, params: null });
  });

  it('survives nesting of ten thousand levels', () => {
    const deep = `{"id":1,"method":"M","params":${'['.repeat(10_000)}${']'.repeat(10_000)}}`;
    expect(() => parseFrame(deep)).not.toThrow();
  });
});

describe('a frame as text', () => {
  it('has its keys in the order of devices', () => {
    expect(
      frameText({
        kind: 'response',
        id: 1,
        src: 'esp32_A1B2C3',
        dst: 'web1',
        tag: 't',
        outcome: { ok: false, code: 404, message: 'No handler for Nope' },
      }),
    ).toBe(
      '{"id":1,"src":"esp32_A1B2C3","dst":"web1","tag":"t","error":{"code":404,"message":"No handler for Nope"}}',
    );
  });

  it('leaves an empty error message out', () => {
    const outcome = { ok: false, code: -1, message: '' } as const;
    const head = { kind: 'response', id: 1, src: null, dst: null, tag: null } as const;
    expect(frameText({ ...head, outcome })).toBe('{"id":1,"error":{"code":-1}}');
  });

  it('escapes everything above U+007F', () => {
    const head = { kind: 'request', id: 7, src: null, dst: null, tag: null } as const;
    // uart.md#worked-examples: 51 bytes
    expect(frameText({ ...head, method: 'Echo', params: { n: 'Café' } })).toBe(
      '{"id":7,"method":"Echo","params":{"n":"Caf\\u00e9"}}',
    );
    expect(frameText({ ...head, method: 'Echo', params: '😀' })).toContain('\\ud83d\\ude00');
  });
});

describe('the characters of a number', () => {
  it.each([
    ['{"id":1e3}', '1e3'],
    ['{"a":{"id":1},"id": 2 }', '2'],
    ['{"a":[{"id":1}],"b":"\\"id\\":3","id":4}', '4'],
    ['{"id":1,"id":02}', '02'],
    ['{"a":"id","b":5}', null],
  ])('in %s are %s', (json, expected) => {
    expect(rawToken(json, 'id')).toBe(expected);
  });
});
