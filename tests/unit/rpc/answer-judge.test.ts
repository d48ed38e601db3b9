import { describe, expect, it } from 'vitest';
import type { RpcResponse } from '../../../src/rpc/frame.ts';
import { createAnswerJudge } from '../../../src/rpc/answer-judge.ts';

const ADDRESS = { src: 'slipway/00ff', dst: 'esp32_0A1B2C' };
const OK = { ok: true, result: null } as const;
const BAD = { ok: false, code: -1, message: 'no' } as const;

const answer = (id: number | string, more: Partial<RpcResponse> = {}): RpcResponse => ({
  kind: 'response',
  id,
  src: ADDRESS.dst,
  dst: ADDRESS.src,
  tag: null,
  outcome: OK,
  ...more,
});
const WRITE = 'OTA.Write';

describe('what counts as an answer', () => {
  it('is every response where no broker is between', () => {
    const judge = createAnswerJudge(undefined);
    expect(judge(answer(1, { src: null, dst: 'anybody' }), undefined)).toBe('answer');
    expect(judge(answer(1, { outcome: BAD }), WRITE)).toBe('answer');
  });

  it.each([
    ['another device', { src: 'esp32_FFFFFF' }],
    ['nobody', { src: null }],
    ['the device for somebody else', { dst: 'slipway/0000' }],
    ['the device for nobody', { dst: null }],
  ])('is not what comes from %s', (_, more) => {
    const judge = createAnswerJudge(ADDRESS);
    expect(judge(answer(1, more), WRITE)).toBe('ignored');
    expect(judge(answer(1), WRITE)).toBe('answer');
  });

  it('is not what nobody asked, nor an id that is a text', () => {
    const judge = createAnswerJudge(ADDRESS);
    expect(judge(answer(1), undefined)).toBe('ignored');
    expect(judge(answer('1'), WRITE)).toBe('ignored');
    expect(judge(answer(1, { outcome: BAD }), WRITE)).toBe('answer');
  });

  it('is the same once, however often it comes; another one to the same request is a contradiction', () => {
    const judge = createAnswerJudge(ADDRESS);
    expect(judge(answer(1), WRITE)).toBe('answer');
    expect(judge(answer(1), undefined)).toBe('ignored');
    expect(judge(answer(1, { outcome: BAD }), undefined)).toBe('contradiction');
    expect(judge(answer(1, { outcome: { ok: true, result: 1 } }), WRITE)).toBe('contradiction');
  });

  it.each(['OTA.Begin', 'Sys.GetInfo', 'OTA.End', 'OTA.Commit'])(
    'of %s, which answers otherwise the second time, a second one says nothing',
    (method) => {
      const judge = createAnswerJudge(ADDRESS);
      expect(judge(answer(1), method)).toBe('answer');
      expect(judge(answer(1, { outcome: BAD }), undefined)).toBe('ignored');
    },
  );

  it('remembers the last 64 answers', () => {
    const judge = createAnswerJudge(ADDRESS);
    for (let id = 1; id <= 65; id += 1) judge(answer(id), WRITE);
    expect(judge(answer(2, { outcome: BAD }), undefined)).toBe('contradiction');
    expect(judge(answer(1, { outcome: BAD }), undefined)).toBe('ignored');
  });
});
