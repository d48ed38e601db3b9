/**
 * Which responses are answers, where a broker hands frames on: anybody who may publish can send one. On other links nobody can, and
 * every response is one.
 */
import type { FrameAddress } from '../contracts/link.ts';
import type { RpcResponse } from './frame.ts';

/**
 * `ignored`: from somebody else, for somebody else, or the same answer once more (QoS 1 delivers at least once). `contradiction`:
 * another answer to a request that has one, so one of the two is not the device's.
 */
export type Judgement = 'answer' | 'ignored' | 'contradiction';

export type AnswerJudge = (frame: RpcResponse, isPending: (id: number) => boolean) => Judgement;

/** Answers that are remembered: an answer that comes later than this many others is as old as a lost one. */
const REMEMBERED = 64;

export function createAnswerJudge(address: FrameAddress | undefined): AnswerJudge {
  if (address === undefined) return () => 'answer';
  /** By the id of the request, in the order in which they came. */
  const answered = new Map<number, string>();
  return (frame, isPending) => {
    const { id, src, dst, outcome } = frame;
    if (typeof id !== 'number' || src !== address.dst || dst !== address.src) return 'ignored';
    const text = JSON.stringify(outcome);
    const before = answered.get(id);
    if (before !== undefined) return before === text ? 'ignored' : 'contradiction';
    if (!isPending(id)) return 'ignored'; // given up, or never asked
    answered.set(id, text);
    const [oldest] = answered.keys();
    if (answered.size > REMEMBERED && oldest !== undefined) answered.delete(oldest);
    return 'answer';
  };
}
