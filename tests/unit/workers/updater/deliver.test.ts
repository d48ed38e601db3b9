import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../../src/bundle/bundle.ts';
import { OtaError } from '../../../../src/contracts/failure.ts';
import { deliveryFromPage } from '../../../../src/workers/updater/deliver.ts';
import type { Fetch } from '../../../../src/workers/updater/deliver-by-shadow.ts';
import { bundleNamed, setUpUpdate } from '../../../support/update/update-harness.ts';

let bundle: Bundle;
beforeAll(async () => {
  bundle = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
});

const URL_OF_FILE = 'http://files.example/fw.zip?token=secret';

/** What a page finds at the address, before the device is asked to fetch it. */
async function found(fetch: Fetch): Promise<readonly string[]> {
  const { update } = setUpUpdate();
  const delivery = await deliveryFromPage({ kind: 'pull', url: URL_OF_FILE }, fetch);
  const { result } = await update(bundle, {}, () => undefined, { delivery });
  expect(JSON.stringify(result)).not.toContain('secret');
  if (result.result !== 'refused') return [result.result];
  return result.findings.map(({ failure }) => failure.code);
}

const answering =
  (body: BodyInit | null, init: ResponseInit): Fetch =>
  () =>
    Promise.resolve(new Response(body, init));
const fileOf = (bytes: Uint8Array): BodyInit => new Uint8Array(bytes);

describe('the file at an address that a device is to fetch', () => {
  it.each<[string, () => Fetch, string]>([
    [
      'the same file',
      () =>
        answering(fileOf(bundle.bytes), {
          headers: { 'Content-Length': String(bundle.sizeBytes) },
        }),
      'failed', // the emulated device of this test has no network
    ],
    [
      'one of another length',
      () => answering('x', { headers: { 'Content-Length': '1' } }),
      'source/other-file',
    ],
    [
      'one whose bytes differ',
      () =>
        answering(fileOf(bundle.bytes.map((byte, at) => (at === 9_000 ? byte ^ 1 : byte))), {
          headers: { 'Content-Length': String(bundle.sizeBytes) },
        }),
      'source/other-file',
    ],
    ['no length', () => answering(fileOf(bundle.bytes), {}), 'source/no-length'],
    ['nothing', () => answering(null, { status: 404 }), 'source/status'],
    [
      'what this page may not read',
      () => () => Promise.reject(new TypeError('Failed to fetch')),
      'source/unchecked',
    ],
  ])('is looked at: %s', async (_, fetch, told) => {
    expect(await found(fetch())).toEqual([told]);
  });
});

describe('the address of a file that a device is to look for itself', () => {
  it('is looked at as one that it is told to fetch', async () => {
    const { update } = setUpUpdate();
    const answer = answering(null, { status: 404 });
    const delivery = await deliveryFromPage({ kind: 'poll', url: URL_OF_FILE }, answer);
    expect(delivery.name).toBe('poll');
    const { result } = await update(bundle, {}, () => undefined, { delivery });
    expect(JSON.stringify(result)).not.toContain('secret');
    const findings = result.result === 'refused' ? result.findings : [];
    expect(findings.map(({ failure }) => failure.code)).toContain('source/status');
  });
});

describe('an upload from a page', () => {
  it('asks nobody first and reads no answer; the device tells what came of it', async () => {
    const asked: { readonly url: string; readonly init: RequestInit }[] = [];
    const { update, emulator } = setUpUpdate();
    const url = 'http://10.0.0.7/update';
    const delivery = await deliveryFromPage({ kind: 'post', url }, (to, init) => {
      asked.push({ url: to, init });
      return Promise.reject(new OtaError('link/lost', { kind: 'http', detail: 'reset' }));
    });
    const { result } = await update(bundle, {}, () => undefined, { delivery });
    expect(result).toMatchObject({ result: 'failed', failure: { code: 'update/not-fetched' } });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ url, init: { method: 'POST', mode: 'no-cors' } });
    const form = asked[0]?.init.body as FormData;
    expect([...form.keys()]).toEqual(['commit_timeout', 'file']);
    const file = form.get('file') as File;
    expect([file.name, file.size]).toEqual(['fw.zip', bundle.sizeBytes]);
    expect(emulator.snapshot().running).toMatchObject({ version: '1.0.0' });
  });
});
