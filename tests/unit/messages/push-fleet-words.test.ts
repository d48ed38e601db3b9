import { describe, expect, it } from 'vitest';
import type { Failure } from '../../../src/contracts/failure.ts';
import {
  brokerLine,
  coordinatorLine,
  deviceNewsLine,
} from '../../../src/messages/push-fleet-words.ts';

const of = (code: string, facts: object): Failure =>
  ({ code, facts, trace: '' }) as unknown as Failure;

describe('what is said of a roll-out that a broker keeps', () => {
  it('names what there are no words for by its code: another release may have written it down', () => {
    const news = (failure: Failure) => deviceNewsLine('lamp', { kind: 'failed', failure });
    expect(news(of('device/moved', {}))).toBe('lamp: failed. device/moved.');
    expect(news(of('bundle/several', { file: 7 }))).toMatch(/^lamp: failed\. /);
  });

  it('shows names from outside as such', () => {
    expect(coordinatorLine('other', 'host\u001b[2J')).not.toContain('\u001b');
    expect(coordinatorLine('own', 'host')).toBe('This computer coordinates the roll-out.');
    expect(brokerLine(null)).toBe('The broker is there again.');
  });
});
