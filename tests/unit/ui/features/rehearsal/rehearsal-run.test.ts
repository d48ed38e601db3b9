import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../../../../src/contracts/failure.ts';
import { OtaError, toFailure } from '../../../../../src/contracts/failure.ts';
import type { TransferProgress } from '../../../../../src/contracts/managed-device.ts';
import type {
  RehearsalStep,
  RehearsalVerdict,
  RehearsedDevice,
} from '../../../../../src/contracts/rehearsal.ts';
import { RehearsalRun } from '../../../../../src/ui/features/rehearsal/rehearsal-run.svelte.ts';
import type { ToRehearse } from '../../../../../src/ui/features/rehearsal/rehearsal-run.svelte.ts';
import type { RehearsalOrder } from '../../../../../src/workers/api.ts';
import type { UpdaterClient } from '../../../../../src/workers/client/updater-client.ts';
import { bundle } from '../../../../support/ui/fixtures.ts';

const ok = <T>(value: T): Outcome<T> => ({ ok: true, value });
const failed = (error: OtaError): Outcome<never> => ({ ok: false, failure: toFailure(error) });

const DEVICE: RehearsedDevice = {
  ...{ platform: 'esp32', scheme: null, id: 'esp32_0A1B2C', mac: '00A1B20A1B2C' },
  ...{ app: 'demo', version: '1.0.0', buildId: 'b', files: [] },
};
const VERDICT: RehearsalVerdict = {
  ...{ profile: 'esp32', isSafe: true },
  found: {
    ...{ operations: 2, ends: { old: 3, new: 1 }, longest: null, broken: [], brokenCount: 0 },
    ...{ weakCount: 0, files: null, freeBytes: null },
  },
};

const chosen = (changes: Partial<ToRehearse> = {}): ToRehearse => ({
  firmware: { bundle, file: new File([''], 'fw.zip') },
  device: 'mac id build',
  earlier: null,
  commitTimeoutMs: 300_000,
  allowed: [],
  ...changes,
});

function runWith(
  read: () => Promise<Outcome<RehearsedDevice>> = () => Promise.resolve(ok(DEVICE)),
) {
  const asked: string[] = [];
  const orders: RehearsalOrder[] = [];
  let end: (outcome: Outcome<RehearsalVerdict>) => void = () => undefined;
  let tell: (step: RehearsalStep) => void = () => undefined;
  let tellRead: (progress: TransferProgress) => void = () => undefined;
  const updater = {
    readForRehearsal(onProgress: typeof tellRead) {
      asked.push('read');
      tellRead = onProgress;
      return read();
    },
    checkedCopy(id: string) {
      asked.push(`copy ${id.slice(0, 1)}`);
      return Promise.resolve(ok(new Blob(['fw'])));
    },
    stopComparing() {
      asked.push('stop reading');
      return Promise.resolve(ok(null));
    },
  } as unknown as UpdaterClient; // a rehearsal asks for nothing else
  const run = new RehearsalRun({
    ask: (_, question) => question(updater),
    askAnyway: (question) => question(updater),
    open: () => {
      asked.push('thread');
      return {
        rehearse: (order, onStep) => {
          orders.push(order);
          tell = onStep;
          return new Promise((resolve) => (end = resolve));
        },
        terminate: () => void asked.push('end'),
      };
    },
  });
  return {
    ...{ run, asked, orders },
    tell: (step: RehearsalStep) => tell(step),
    tellRead: (progress: TransferProgress) => tellRead(progress),
    end: (outcome: Outcome<RehearsalVerdict>) => end(outcome),
  };
}

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
};

describe('a rehearsal on the screen', () => {
  it('reads the device, hands what it read to a thread of its own, and ends that with its verdict', async () => {
    const { run, asked, orders, tell, end } = runWith();
    void run.start(chosen({ allowed: ['downgrade'] }));
    expect(run.state.kind).toBe('reading');
    await turns();
    expect(run.state).toEqual({ kind: 'updating' });
    expect(orders).toMatchObject([
      { fileName: bundle.fileName, device: DEVICE, commitTimeoutMs: 300_000, force: ['downgrade'] },
    ]);
    tell({ type: 'updated', operations: 2 });
    expect(run.state).toEqual({ kind: 'cutting', done: 0, of: 4 });
    tell({ type: 'cut', done: 3, of: 4 });
    expect(run.state).toEqual({ kind: 'cutting', done: 3, of: 4 });
    end(ok(VERDICT));
    await turns();
    expect(run.state).toEqual({ kind: 'found', verdict: VERDICT, device: DEVICE });
    expect(asked).toEqual(['read', `copy ${bundle.id.slice(0, 1)}`, 'thread', 'end']);
    tell({ type: 'cut', done: 4, of: 4 });
    expect(run.state.kind).toBe('found');
  });

  it('needs no device', async () => {
    const { run, asked, orders } = runWith();
    void run.start(chosen({ device: null }));
    expect(run.state.kind).toBe('updating');
    await turns();
    expect(orders).toMatchObject([{ device: null }]);
    expect(asked).not.toContain('read');
  });

  it('is cancelled while it reads, and while it cuts, and what comes later changes nothing', async () => {
    const reading = runWith(() => new Promise(() => undefined));
    void reading.run.start(chosen());
    await turns();
    reading.tellRead({ doneBytes: 10, totalBytes: 40 });
    expect(reading.run.state).toEqual({
      kind: 'reading',
      progress: { doneBytes: 10, totalBytes: 40 },
    });
    reading.run.stop();
    expect([reading.run.state.kind, reading.asked]).toEqual(['stopped', ['read', 'stop reading']]);

    const cutting = runWith();
    void cutting.run.start(chosen());
    await turns();
    cutting.run.stop();
    expect(cutting.asked.at(-1)).toBe('end');
    cutting.end(failed(new OtaError('worker/died', { worker: 'rehearsal' })));
    await turns();
    expect(cutting.run.state.kind).toBe('stopped');
  });

  it('that was cancelled while the device was read begins no thread', async () => {
    let answer: (outcome: Outcome<RehearsedDevice>) => void = () => undefined;
    const { run, asked } = runWith(() => new Promise((resolve) => (answer = resolve)));
    void run.start(chosen());
    await turns();
    run.stop();
    answer(ok(DEVICE));
    await turns();
    expect(asked).toEqual(['read', 'stop reading']);
    expect(run.state.kind).toBe('stopped');
  });

  it('says why it was not done, and can be begun again', async () => {
    const { run, orders, end } = runWith();
    void run.start(chosen());
    await turns();
    const failure = new OtaError('rehearsal/no-stand-in', { platform: 'ubuntu' });
    end(failed(failure));
    await turns();
    expect(run.state).toEqual({ kind: 'failed', failure: toFailure(failure) });
    void run.start(chosen());
    await turns();
    expect(orders).toHaveLength(2);
  });

  it('is of one firmware and one device: of others nothing is known', async () => {
    const { run, asked, end } = runWith();
    void run.start(chosen());
    await turns();
    end(ok(VERDICT));
    await turns();
    run.follow(chosen());
    expect(run.state.kind).toBe('found');
    run.follow(chosen({ device: 'another one' }));
    expect(run.state.kind).toBe('none');
    void run.start(chosen());
    await turns();
    run.follow(chosen({ firmware: null }));
    expect([run.state.kind, asked.at(-1)]).toEqual(['none', 'end']);
  });
});
