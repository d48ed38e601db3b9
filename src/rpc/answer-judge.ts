/**
 * Which responses are answers, where a broker hands frames on: anybody who may publish can send one. On other links nobody can, and
 * every response is one.
 */
import type { FrameAddress } from '../contracts/link.ts';
import type { RpcResponse } from './frame.ts';

/**
 * `ignored`: from somebody else, for somebody else, or an answer once more (QoS 1 delivers at least once). `contradiction`: another
 * answer to a request that a device answers alike however often it comes, so one of the two is not the device's.
 */
export type Judgement = 'answer' | 'ignored' | 'contradiction';

/** `method`: of the call that waits for this id; undefined = none does. */
export type AnswerJudge = (frame: RpcResponse, method: string | undefined) => Judgement;

/**
 * Delivered twice, it is answered twice alike: a write that the device has is acknowledged again (ota-service.md#write). OTA.Begin is
 * refused the second time, and Sys.GetInfo tells another uptime: of those nothing follows.
 */
const ANSWERED_ALIKE = ['OTA.Write'];
/** Answers that are remembered: one that comes later than this many others is as old as a lost one. */
const REMEMBERED = 64;

export function createAnswerJudge(
  address: Pick<FrameAddress, 'src' | 'dst'> | undefined,
): AnswerJudge {
  if (address === undefined) return () => 'answer';
  /** By the id of the request, in the order in which they came. null: any other is as good. */
  const answered = new Map<number, string | null>();
  return ({ id, src, dst, outcome }, method) => {
    if (typeof id !== 'number' || src !== address.dst || dst !== address.src) return 'ignored';
    const text = JSON.stringify(outcome);
    const before = answered.get(id);
    if (before !== undefined)
      return before === null || before === text ? 'ignored' : 'contradiction';
    if (method === undefined) return 'ignored'; // given up, or never asked
    answered.set(id, ANSWERED_ALIKE.includes(method) ? text : null);
    const [oldest] = answered.keys();
    if (answered.size > REMEMBERED && oldest !== undefined) answered.delete(oldest);
    return 'answer';
  };
}
