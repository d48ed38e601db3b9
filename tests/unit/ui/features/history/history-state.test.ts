import { describe, expect, it } from 'vitest';
import { OtaError, toFailure } from '../../../../../src/contracts/failure.ts';
import { HistoryState } from '../../../../../src/ui/features/history/history-state.svelte.ts';
import { ReceiptCheck } from '../../../../../src/ui/features/history/receipt-check.svelte.ts';
import type { AskUpdater } from '../../../../../src/ui/state/restartable-updater.ts';
import type { UpdaterClient } from '../../../../../src/workers/client/updater-client.ts';
import { pastUpdate } from '../../../../support/history/past-updates.ts';
import { HistoryDouble } from '../../../../shots/page/history-double.ts';

const failure = toFailure(new OtaError('storage/failed', { detail: 'closed' }));

function setUp() {
  const double = new HistoryDouble();
  let isBroken = false;
  const updater = { ...double.api, readCode: () => Promise.resolve({ ok: true, value: null }) };
  const ask: AskUpdater = (question) =>
    isBroken
      ? Promise.resolve({ ok: false, failure })
      : question(updater as unknown as UpdaterClient);
  const fail = (): void => {
    isBroken = true;
  };
  return { double, ask, fail, history: new HistoryState({ ask }) };
}

describe('the history on the screen', () => {
  it('is read, searched, emptied and put back', async () => {
    const { double, history } = setUp();
    await double.keeper.putBack([pastUpdate({ id: 'a' }), pastUpdate({ id: 'b', who: 'Ada' })]);
    expect(history.updates).toBeNull();
    await history.read();
    expect(history.updates).toHaveLength(2);
    history.look({ find: 'ada' });
    expect(history.shown.map(({ id }) => id)).toEqual(['b']);
    expect(await history.remove(['a', 'b'])).toBe(2);
    expect(history.updates).toEqual([]);
    expect(await history.undoRemoval()).toBe(true);
    expect(history.updates).toHaveLength(2);
    expect(history.removed).toEqual([]);
  });

  it('seals the one that is shown, and draws its code', async () => {
    const { double, history } = setUp();
    await double.keeper.putBack([pastUpdate({ id: 'a' })]);
    await history.seal('a');
    expect(history.sealOf('a')?.receipt?.drawn?.side).toBeGreaterThan(80);
    expect(history.sealOf('b')).toBeNull();
    double.canSign = false;
    await history.seal('b');
    expect(history.sealOf('b')).toEqual({ id: 'b', receipt: null });
  });

  it('says why it was not changed, and keeps what it has', async () => {
    const { double, history, fail } = setUp();
    await double.keeper.putBack([pastUpdate()]);
    await history.read();
    fail();
    expect(await history.setWho('Ada')).toBeUndefined();
    expect(await history.remove(['session-1'])).toBe(0);
    expect(history.failure).toEqual(failure);
    expect(history.updates).toHaveLength(1);
  });
});

describe('a receipt from elsewhere', () => {
  it('is checked from a text and from a file', async () => {
    const { double, ask } = setUp();
    await double.keeper.putBack([pastUpdate()]);
    const sealed = await double.api.sealReceipt('session-1');
    const text = sealed.ok ? (sealed.value?.text ?? '') : '';
    const check = new ReceiptCheck({ ask });
    await check.text(text);
    expect(check.checked).toMatchObject({ kind: 'genuine', isOwn: true });
    await check.file(new File([text.replace('2.0.0', '2.0.1')], 'receipt.json'));
    expect(check.checked?.kind).toBe('not-genuine');
    expect(check.isBusy).toBe(false);
  });

  it.each([
    ['an empty text', null, { kind: 'empty' }],
    ['a file too large', 600_000, { kind: 'too-long', file: 'big.json' }],
  ])('is none in %s', async (_what, size, hindrance) => {
    const check = new ReceiptCheck({ ask: setUp().ask });
    if (size === null) await check.text(' \n');
    else await check.file(new File([new Uint8Array(size)], 'big.json'));
    expect(check.hindrance).toEqual(hindrance);
    expect(check.checked).toBeNull();
  });

  it('says where a picture cannot be read, and why the thread did not answer', async () => {
    const { ask, fail } = setUp();
    const check = new ReceiptCheck({ ask });
    await check.file(new File(['x'], 'code.png', { type: 'image/png' }));
    expect(check.hindrance).toEqual({ kind: 'not-read', file: 'code.png' });
    fail();
    await check.text('x');
    expect(check.failure).toEqual(failure);
  });
});
