import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../../src/bundle/bundle.ts';
import type { Link } from '../../../../src/contracts/link.ts';
import { writeDeviceFile } from '../../../../src/manage/files.ts';
import type { ReadBefore } from '../../../../src/update/deps.ts';
import {
  bundleNamed,
  ofType,
  replyTo,
  setUpUpdate,
} from '../../../support/update/update-harness.ts';
import { clientOf, never } from '../../../support/emulator/test-emulator.ts';
import { snapshotsInMemory } from '../../../support/workers/snapshots-in-memory.ts';

let tiny: Bundle;

beforeAll(async () => {
  tiny = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
});

type Setup = ReturnType<typeof setUpUpdate>;

/** On the running device; its own link is let go before the update. */
async function putFile({ own, clock, calls }: Setup): Promise<void> {
  const client = clientOf(own(), clock);
  const file = { name: 'conf9.json', bytes: new Uint8Array(700) };
  await clock.run(writeDeviceFile(client, file, { signal: never }));
  await client.close();
  calls.length = 0;
}

describe('settings and files that are read before an update', () => {
  it('are read after the questions and before OTA.Begin, and told of as they are', async () => {
    const setup = setUpUpdate();
    await putFile(setup);
    const { update, calls, clock } = setup;
    const readBefore = snapshotsInMemory(clock).reader('s');
    const { events, result } = await update(tiny, {}, undefined, { readBefore });
    expect(result.result).toBe('committed');
    const first = calls.indexOf('FS.Get');
    expect(first).toBeGreaterThan(calls.indexOf('FS.ListExt'));
    expect(calls.lastIndexOf('FS.Get')).toBeLessThan(calls.indexOf('OTA.Begin'));
    expect(ofType(events, 'reading').length).toBeGreaterThan(0);
  });

  it.each(['FS.ListExt', 'FS.Get'])(
    'do not hold up the update of a device without %s',
    async (missing) => {
      let isMissing = false;
      const setup = setUpUpdate({
        meddle: (frame) =>
          isMissing && frame.direction === 'in' && frame.method === missing
            ? [replyTo(frame, { error: { code: 404, message: `No handler for ${missing}` } })]
            : undefined,
      });
      await putFile(setup);
      isMissing = true;
      const readBefore = snapshotsInMemory(setup.clock).reader('s');
      const { result } = await setup.update(tiny, {}, undefined, { readBefore });
      expect(result.result).toBe('committed');
    },
  );

  it.each([
    ['that tells which', undefined],
    ['that does not', 403],
  ])('cost no second question for the files of a device %s', async (_, refusal) => {
    const setup = setUpUpdate({
      meddle: (frame) =>
        refusal !== undefined && frame.direction === 'in' && frame.method === 'FS.ListExt'
          ? [replyTo(frame, { error: { code: refusal, message: 'no' } })]
          : undefined,
    });
    const readBefore = snapshotsInMemory(setup.clock).reader('s');
    const { result } = await setup.update(tiny, {}, undefined, { readBefore });
    expect(result.result).toBe('committed');
    const untilBegun = setup.calls.slice(0, setup.calls.indexOf('OTA.Begin'));
    expect(untilBegun.filter((method) => method === 'FS.ListExt')).toHaveLength(1);
  });

  it('do not end the update of a device whose link is lost meanwhile', async () => {
    let willBeLost = false;
    let isLost = false;
    let lastLink: Link | null = null;
    const setup = setUpUpdate({
      connect: (own) => {
        const link = own();
        lastLink = link;
        return link;
      },
      meddle: async (frame) => {
        if (!willBeLost || isLost || frame.method !== 'FS.Get') return undefined;
        isLost = true;
        await lastLink?.close();
        return [];
      },
    });
    await putFile(setup);
    willBeLost = true;
    const readBefore = snapshotsInMemory(setup.clock).reader('s');
    const { result } = await setup.update(tiny, {}, undefined, { readBefore });
    expect(result).toMatchObject({ result: 'committed' });
    expect(isLost).toBe(true);
    expect(setup.links()).toBeGreaterThan(1);
  });

  it('end with a cancel, and nothing was sent', async () => {
    const { update, calls, cancel } = setUpUpdate();
    const readBefore: ReadBefore = async function* (caller, { signal }) {
      yield { doneBytes: 0, totalBytes: 1 };
      cancel();
      await caller.call('Sys.GetInfo', null, { signal });
    };
    const { result } = await update(tiny, {}, undefined, { readBefore });
    expect(result.result).toBe('cancelled');
    expect(calls).not.toContain('OTA.Begin');
  });
});
