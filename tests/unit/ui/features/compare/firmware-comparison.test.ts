import { describe, expect, it } from 'vitest';
import type {
  ComparedBundles,
  ComparedDevice,
  ComparedFile,
} from '../../../../../src/contracts/compared.ts';
import type { Outcome } from '../../../../../src/contracts/failure.ts';
import { OtaError, toFailure } from '../../../../../src/contracts/failure.ts';
import type { TransferProgress } from '../../../../../src/contracts/managed-device.ts';
import { FirmwareComparison } from '../../../../../src/ui/features/compare/firmware-comparison.svelte.ts';
import type { Chosen } from '../../../../../src/ui/features/compare/firmware-comparison.svelte.ts';
import type { UpdaterClient } from '../../../../../src/workers/client/updater-client.ts';
import { bundle } from '../../../../support/ui/fixtures.ts';

const ok = <T>(value: T): Outcome<T> => ({ ok: true, value });
const failed = (error: OtaError): Outcome<never> => ({ ok: false, failure: toFailure(error) });

const side = { label: 'x', app: 'demo', version: '1.1.0', buildId: 'b', platform: 'esp32' };
const both = { isSame: true, left: side, right: side, fields: [] } as const;
const onDevice: ComparedDevice = { kind: 'device', ...both, files: null, hasContents: false };
const withContents: ComparedDevice = { ...onDevice, hasContents: true };
const files: ComparedBundles = {
  ...{ kind: 'bundles', ...both, isSameFile: true },
  ...{ parts: [], signatures: null, others: [] },
};
const FILE = new File(['x'], 'second.zip');

const chosen = (changes: Partial<Chosen> = {}): Chosen => ({
  firmware: { bundle, file: new File([''], 'fw.zip') },
  device: 'mac id build',
  isReady: true,
  ...changes,
});
const otherFirmware = { bundle: { ...bundle, id: 'c'.repeat(64) }, file: FILE };

function comparisonWith({
  device = () => Promise.resolve(ok(onDevice)),
  file = () => Promise.resolve(ok({ compared: files, mended: [] })),
  contents = () => Promise.resolve(ok(withContents)),
}: {
  readonly device?: () => Promise<Outcome<ComparedDevice>>;
  readonly file?: () => Promise<Outcome<ComparedFile>>;
  readonly contents?: (
    tell: (progress: TransferProgress) => void,
  ) => Promise<Outcome<ComparedDevice>>;
} = {}) {
  const asked: string[] = [];
  const updater = {
    compareWithDevice(id: string) {
      asked.push(`device ${id.slice(0, 1)}`);
      return device();
    },
    compareWith(id: string, _file: Blob, fileName: string, pick: string | null) {
      asked.push(`${fileName} ${id.slice(0, 1)} ${pick ?? '-'}`);
      return file();
    },
    compareContents(id: string, which: string, tell: (progress: TransferProgress) => void) {
      asked.push(`${which} ${id.slice(0, 1)}`);
      return contents(tell);
    },
    stopComparing() {
      asked.push('stop');
      return Promise.resolve(ok(null));
    },
  } as unknown as UpdaterClient; // the comparison asks for nothing else
  const comparison = new FirmwareComparison({
    ask: (_, question) => question(updater),
    askAnyway: (question) => question(updater),
  });
  return { comparison, asked };
}

describe('the comparison beside a state', () => {
  it('is made by itself, once for each firmware and what a device runs', async () => {
    const { comparison, asked } = comparisonWith();
    await comparison.follow(chosen({ device: null }));
    expect([asked, comparison.step.kind]).toEqual([[], 'none']);
    await comparison.follow(chosen());
    await comparison.follow(chosen());
    expect(comparison.step).toEqual({ kind: 'compared', compared: onDevice, mended: [] });
    expect(asked).toEqual(['device b']);
    await comparison.follow(chosen({ device: 'mac id next-build' }));
    await comparison.follow(chosen({ firmware: otherFirmware }));
    expect(asked).toEqual(['device b', 'device b', 'device c']);
  });

  it('waits until the updater can be asked, and shows nothing of another pair meanwhile', async () => {
    const { comparison, asked } = comparisonWith();
    await comparison.follow(chosen());
    const next = { firmware: otherFirmware };
    await comparison.follow(chosen({ ...next, isReady: false }));
    expect([asked.length, comparison.step.kind]).toEqual([1, 'none']);
    await comparison.follow(chosen(next));
    expect([asked.length, comparison.step.kind]).toEqual([2, 'compared']);
    await comparison.follow(chosen({ firmware: null }));
    expect(comparison.step.kind).toBe('none');
  });

  it('stays with a second file, also beside another firmware, until the device is asked for', async () => {
    const { comparison, asked } = comparisonWith();
    await comparison.withFile(chosen(), FILE, 'esp32/fw.zip');
    await comparison.follow(chosen());
    await comparison.follow(chosen({ device: 'another', firmware: otherFirmware }));
    expect(asked).toEqual(['second.zip b esp32/fw.zip', 'second.zip c esp32/fw.zip']);
    await comparison.withDevice(chosen());
    expect(comparison.against.kind).toBe('device');
    expect(asked.at(-1)).toBe('device b');
  });

  it.each([
    ['the second', [], ['compressed'] as const],
    ['the chosen', ['compressed'] as const, []],
  ])('calls files the same byte for byte only where %s was not mended', async (_, ours, theirs) => {
    const answer = () => Promise.resolve(ok({ compared: files, mended: theirs }));
    const { comparison } = comparisonWith({ file: answer });
    const firmware = { bundle: { ...bundle, mended: ours }, file: FILE };
    await comparison.withFile(chosen({ firmware }), FILE);
    expect(comparison.step).toEqual({
      ...{ kind: 'compared', compared: { ...files, isSameFile: false }, mended: theirs },
    });
  });

  it('shows why it was not made, and nothing of what was stopped', async () => {
    const cutOff = new OtaError('link/lost', { kind: 'tcp', detail: 'reset' });
    const failing = comparisonWith({ device: () => Promise.resolve(failed(cutOff)) }).comparison;
    await failing.follow(chosen());
    expect(failing.step).toEqual({ kind: 'failed', failure: toFailure(cutOff) });
    const cancelled = failed(new OtaError('cancelled', { by: 'user' }));
    const stopped = comparisonWith({ device: () => Promise.resolve(cancelled) }).comparison;
    await stopped.follow(chosen());
    expect(stopped.step).toEqual({ kind: 'none' });
  });

  it('passes over the answer that a newer question made void', async () => {
    let answer: (outcome: Outcome<ComparedDevice>) => void = () => undefined;
    const { comparison } = comparisonWith({
      device: () => new Promise((resolve) => (answer = resolve)),
    });
    const first = comparison.follow(chosen());
    expect(comparison.busy).toBe(true);
    await comparison.withFile(chosen(), FILE);
    answer(ok(onDevice));
    await first;
    expect(comparison.step).toMatchObject({ kind: 'compared', compared: { kind: 'bundles' } });
  });
});

describe('the contents of files, beside the comparison with a device', () => {
  const progress = { doneBytes: 512, totalBytes: 2_048 };

  it('are read when somebody asks for it, with how far it is, and stand in place of the sizes', async () => {
    let tell: (progress: TransferProgress) => void = () => undefined;
    let answer: (outcome: Outcome<ComparedDevice>) => void = () => undefined;
    const { comparison, asked } = comparisonWith({
      contents: (telling) => {
        tell = telling;
        return new Promise((resolve) => (answer = resolve));
      },
    });
    await comparison.compareContents(chosen(), 'unread');
    expect(asked).toEqual([]);
    await comparison.follow(chosen());
    const reading = comparison.compareContents(chosen(), 'unread');
    tell(progress);
    expect(comparison.contents).toEqual({ kind: 'reading', progress });
    expect(comparison.step).toMatchObject({ kind: 'compared', compared: onDevice });
    await comparison.compareContents(chosen(), 'unread');
    expect(asked).toEqual(['device b', 'unread b']);
    answer(ok(withContents));
    await reading;
    expect(comparison.contents).toEqual({ kind: 'none' });
    expect(comparison.step).toEqual({ kind: 'compared', compared: withContents, mended: [] });
    tell(progress);
    expect(comparison.contents).toEqual({ kind: 'none' });
  });

  it.each([
    ['lost', new OtaError('link/lost', { kind: 'tcp', detail: '' }), 'failed'],
    ['stopped', new OtaError('cancelled', { by: 'user' }), 'stopped'],
  ])('leave what was compared as it is where they are %s', async (_, error, kind) => {
    const { comparison } = comparisonWith({ contents: () => Promise.resolve(failed(error)) });
    await comparison.follow(chosen());
    await comparison.compareContents(chosen(), 'unread');
    expect(comparison.contents.kind).toBe(kind);
    expect(comparison.step).toMatchObject({ kind: 'compared', compared: onDevice });
  });

  it('are stopped by a person, and where something else is compared, which knows nothing of them', async () => {
    const answers: ((outcome: Outcome<ComparedDevice>) => void)[] = [];
    const { comparison, asked } = comparisonWith({
      contents: () => new Promise((resolve) => answers.push(resolve)),
    });
    await comparison.follow(chosen());
    const reading = comparison.compareContents(chosen(), 'all');
    await comparison.stop();
    expect(asked).toEqual(['device b', 'all b', 'stop']);
    await comparison.withFile(chosen(), FILE);
    expect(asked.slice(3)).toEqual(['stop', 'second.zip b -']);
    answers[0]?.(ok(withContents));
    await reading;
    expect(comparison.step).toMatchObject({ compared: { kind: 'bundles' } });
    expect(comparison.contents).toEqual({ kind: 'none' });
    await comparison.follow(chosen());
    expect(asked.filter((call) => call === 'stop')).toHaveLength(2);
  });
});
