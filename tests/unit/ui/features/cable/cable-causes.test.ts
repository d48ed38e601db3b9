import { describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../../../src/contracts/failure.ts';
import type { FailureCode, FailureFacts } from '../../../../../src/contracts/failure.ts';
import { cableWords } from '../../../../../src/messages/cable-words.ts';
import { causesOf, systemOf } from '../../../../../src/ui/features/cable/causes.ts';
import type { SystemName } from '../../../../../src/ui/features/cable/causes.ts';

const SYSTEMS: readonly SystemName[] = ['linux', 'windows', 'mac', 'other'];

const causes = <C extends FailureCode>(code: C, facts: FailureFacts[C], system: SystemName) =>
  causesOf(toFailure(new OtaError(code, facts)), system);

const noAnswer = (heard: 'nothing' | 'noise' | 'log') =>
  causes('link/no-answer', { address: 'CP2102', heard, bytes: 9 }, 'linux');

describe('what may be the cause', () => {
  it('is put first by what came back', () => {
    expect(noAnswer('log')[0]).toBe('rpc-off');
    expect(noAnswer('noise')[0]).toBe('other-speed');
    expect(noAnswer('nothing')[0]).toBe('wrong-port');
  });

  it('names rights and sandboxes on Linux, and drivers on Windows, and not the other way round', () => {
    const empty = (system: SystemName) => causes('link/not-chosen', { kind: 'serial' }, system);
    expect(empty('linux')).toEqual(expect.arrayContaining(['linux-rights', 'sandboxed-browser']));
    expect(empty('linux')).not.toContain('no-driver');
    expect(empty('windows')).toContain('no-driver');
    expect(empty('windows')).not.toContain('linux-rights');
  });

  it('puts our own other tab before other programs when it is known to hold a port', () => {
    const held = (by: 'other-tab' | 'unknown') =>
      causes('link/held', { kind: 'serial', address: 'CP2102', by, detail: '' }, 'mac');
    expect(held('other-tab')[0]).toBe('other-tab');
    expect(held('unknown')[0]).toBe('other-program');
  });

  it('names brltty where a port is not there or went away, on Linux alone and never first', () => {
    const gone = (system: SystemName) => [
      causes('link/not-chosen', { kind: 'serial' }, system),
      causes('link/refused', { address: 'CH340', detail: '' }, system),
      causes('link/lost', { kind: 'serial', detail: '' }, system),
    ];
    for (const list of gone('linux')) expect(list.indexOf('brltty')).toBeGreaterThan(0);
    for (const system of SYSTEMS.filter((name) => name !== 'linux'))
      for (const list of gone(system)) expect(list).not.toContain('brltty');
    // A port that opens is not taken away.
    expect(noAnswer('nothing')).not.toContain('brltty');
  });

  it('gives the command that lets brltty go, and says for whom it is', () => {
    const { brltty } = cableWords.causes;
    expect(brltty.steps.map(({ command }) => command)).toContain('sudo apt remove brltty');
    expect(brltty.steps.map(({ text }) => text).join(' ')).toContain('braille display');
  });

  it('is never empty, also for a failure of another kind', () => {
    for (const system of SYSTEMS)
      expect(causes('rpc/timeout', { method: 'x', timeoutMs: 1 }, system)).not.toEqual([]);
  });
});

describe('the words of causes', () => {
  it.each(Object.values(cableWords.causes))('keep the tone of the product: $title', (cause) => {
    const said = [cause.title, cause.hint, ...cause.steps.map(({ text }) => text)].join(' ');
    expect(said).not.toMatch(/\b(please|sorry|oops|successfully|brick\w*|OK)\b|!/i);
    expect(cause.steps.length).toBeGreaterThan(0);
  });
});

describe('the system', () => {
  it.each([
    ['Mozilla/5.0 (X11; Linux x86_64) Chrome/153.0', 'linux'],
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/153.0', 'windows'],
    ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/153.0', 'mac'],
    ['Mozilla/5.0 (Linux; Android 10; K) Chrome/153.0 Mobile', 'other'],
  ])('of %s is %s', (userAgent, system) => {
    expect(systemOf(userAgent)).toBe(system);
  });
});
