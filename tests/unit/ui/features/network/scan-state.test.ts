import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../../../src/contracts/failure.ts';
import type { ScanOrder, ScanSnapshot } from '../../../../../src/contracts/network-scan.ts';
import type { LocalAccess } from '../../../../../src/ui/features/network/network-pages.ts';
import { ScanState } from '../../../../../src/ui/features/network/scan-state.svelte.ts';
import type { AskUpdater } from '../../../../../src/ui/state/restartable-updater.ts';
import { recordingUpdater } from '../../../../support/ui/recording-updater.ts';

const COPY = { protocol: 'http:', hostname: 'localhost' };
const SECURE = { protocol: 'https:', hostname: 'slipway.example' };
const access = (state: PermissionState, coversSockets = true): LocalAccess => ({
  state,
  coversSockets,
});

/** `answers`: what the browser says of its permission, in turn; the last one stays. */
function setUp({
  page = COPY,
  answers = [null],
}: {
  readonly page?: typeof COPY;
  readonly answers?: readonly (LocalAccess | null)[];
} = {}) {
  const calls: string[] = [];
  const orders: ScanOrder[] = [];
  let looks = 0;
  let tell: (latest: ScanSnapshot) => void = () => undefined;
  let end: (outcome: Outcome<null>) => void = () => undefined;
  const updater = {
    ...recordingUpdater().updater,
    scanNetwork(order: ScanOrder, onEvent: (latest: ScanSnapshot) => void) {
      orders.push(order);
      tell = onEvent;
      return new Promise<Outcome<null>>((resolve) => (end = resolve));
    },
    stopScan() {
      calls.push('stop');
      return Promise.resolve<Outcome<null>>({ ok: true, value: null });
    },
  };
  const ask: AskUpdater = (question) => question(updater);
  const around = {
    page,
    access: () => Promise.resolve(answers[Math.min((looks += 1), answers.length) - 1] ?? null),
    prime: (address: string) => {
      calls.push(`prime ${address}`);
      return new Promise<void>(() => undefined);
    },
    wait: () => Promise.resolve(),
  };
  const scan = new ScanState({ update: { ask }, around });
  scan.type('10.0.0.0/24');
  const snapshot = (phase: ScanSnapshot['phase'], asked: number): void =>
    tell({ phase, asked, of: 254, found: [{ host: '10.0.0.7', info: null }] });
  return { scan, calls, orders, snapshot, end: (outcome: Outcome<null>) => end(outcome) };
}

describe('a scan on the screen', () => {
  it('asks nobody before a person starts it, and says how many it would ask', async () => {
    const { scan, calls, orders } = setUp({ page: SECURE, answers: [access('prompt')] });
    await scan.lookAround();
    expect([scan.addresses, scan.mayBeAsked, scan.phase]).toEqual([254, true, 'ready']);
    expect([calls, orders]).toEqual([[], []]);
  });

  it('shows how far it is and what was found, which stays when it is stopped', async () => {
    const { scan, calls, orders, snapshot, end } = setUp();
    const scanning = scan.start();
    await expect.poll(() => orders.length).toBe(1);
    snapshot('running', 20);
    expect([scan.phase, scan.asked, scan.of, scan.found.length]).toEqual(['running', 20, 254, 1]);
    scan.stop();
    snapshot('stopped', 21);
    end({ ok: true, value: null });
    await scanning;
    expect([scan.phase, scan.asked, scan.found.length, calls]).toEqual([
      'stopped',
      21,
      1,
      ['stop'],
    ]);
  });

  it('ends with its page', async () => {
    const { scan, calls, orders, snapshot } = setUp();
    void scan.start();
    await expect.poll(() => orders.length).toBe(1);
    snapshot('running', 20);
    scan.close();
    snapshot('running', 40);
    expect([calls, scan.phase, scan.asked]).toEqual([['stop'], 'stopped', 20]);
  });

  it('says what is wrong with a network, and asks nobody', async () => {
    const { scan, orders } = setUp();
    scan.type('8.8.8.8');
    await scan.start();
    expect([scan.fault, scan.addresses, orders]).toEqual(['not-local', null, []]);
  });

  it.each([
    ['mixed', SECURE, [null]],
    ['denied', SECURE, [access('denied')]],
  ] as const)(
    'says before that the browser lets it ask nobody: %s',
    async (block, page, answers) => {
      const { scan, orders } = setUp({ page, answers });
      await scan.lookAround();
      expect(scan.block).toBe(block);
      await scan.start();
      expect([scan.block, scan.phase, orders]).toEqual([block, 'ready', []]);
    },
  );

  it.each([
    ['granted', null, 1],
    ['denied', 'denied', 0],
    ['prompt', 'unanswered', 0],
  ] as const)(
    'lets the browser ask by one request, and goes by the answer: %s',
    async (state, block, scans) => {
      const prompt = access('prompt');
      const { scan, calls, orders, end } = setUp({
        page: SECURE,
        answers: [prompt, prompt, access(state)],
      });
      const scanning = scan.start();
      await expect.poll(() => orders.length + Number(scan.block !== null)).toBe(1);
      end({ ok: true, value: null });
      await scanning;
      expect([scan.block, orders.length]).toEqual([block, scans]);
      expect(calls).toEqual(['prime http://10.0.0.1:80/rpc']);
    },
  );

  it.each([
    [COPY, null, 'ws://10.0.0.7/rpc'],
    [SECURE, access('granted'), 'ws://10.0.0.7/rpc'],
    [SECURE, access('granted', false), 'http://10.0.0.7/rpc'],
  ])('connects by WebSocket where the browser lets this page', async (page, answer, address) => {
    expect(await setUp({ page, answers: [answer] }).scan.addressOf('10.0.0.7')).toBe(address);
  });
});
