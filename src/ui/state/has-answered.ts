import type { Failure, FailureCode } from '../../contracts/failure.ts';

const ANSWERS: readonly FailureCode[] = ['rpc/remote', 'rpc/bad-reply', 'device/no-info'];

/** Somebody is there and said no, or something else: not the silence of a device without power. */
export const hasAnswered = ({ code }: Failure): boolean => ANSWERS.includes(code);
