import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answerCalls, callTab } from '../../../../../src/ui/features/interrupted/tab-call.ts';
import type { CalledTab } from '../../../../../src/ui/features/interrupted/tab-call.ts';
import { deviceOn } from '../../../../support/ui/fixtures.ts';

const report = deviceOn('1.0.0');
const { mac, id } = report.info;

let page: { title: string; visibilityState: string; hasFocus: () => boolean };
let stop: (() => void)[] = [];

beforeEach(() => {
  page = { title: 'Writing 1.1.0', visibilityState: 'hidden', hasFocus: () => false };
  vi.stubGlobal('document', page);
  vi.stubGlobal('window', { focus: () => undefined });
});
afterEach(() => {
  for (const end of stop) end();
  stop = [];
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function tab({ running }: { readonly running: boolean }): void {
  const update: CalledTab = { running, choice: { report }, view: { kind: 'empty' } };
  stop.push(answerCalls(update));
}

describe('a tab that another one calls', () => {
  it('marks its title until somebody looks at it', async () => {
    tab({ running: true });
    expect(await callTab({ mac, id })).toBe('marked');
    expect(page.title).toBe('\u25B6 Writing 1.1.0');
    page.title = 'Keep it?'; // the state is another one
    await vi.waitFor(() => expect(page.title).toBe('\u25B6 Keep it?'), 2_000);
    Object.assign(page, { visibilityState: 'visible', hasFocus: () => true });
    await vi.waitFor(() => expect(page.title).toBe('Keep it?'), 2_000);
  });

  it('does not answer while it updates nothing, or another device: who calls is told that nobody does', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    tab({ running: false });
    const idle = callTab({ mac, id });
    const other = callTab({ mac: '3C71BF000001', id: 'esp32_000001' });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await Promise.all([idle, other])).toEqual(['silent', 'silent']);
    expect(page.title).toBe('Writing 1.1.0');
  });
});
