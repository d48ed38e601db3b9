import { describe, expect, it } from 'vitest';
import { OtaError } from '../../../src/contracts/failure.ts';
import type { TransferProgress } from '../../../src/contracts/managed-device.ts';
import { KeptContents } from '../../../src/manage/kept-contents.ts';
import { encodeBase64 } from '../../../src/ota-core/primitives/base64.ts';
import { never } from '../../support/emulator/test-emulator.ts';
import { clientOfAnswers } from '../../support/rpc/answering-device.ts';

const options = { signal: never };

interface GetParams {
  readonly filename: string;
  readonly offset: number;
  readonly len: number;
}

const refusal = (remoteCode: number, remoteMessage: string): OtaError =>
  new OtaError('rpc/remote', { method: 'FS.Get', remoteCode, remoteMessage });

/** A device with files of these sizes, each full of one byte; `before` may refuse a piece. */
function deviceWith(
  sizes: Readonly<Record<string, number>>,
  before: (params: GetParams) => void = () => undefined,
) {
  const { client, asked } = clientOfAnswers((_, params) => {
    const get = params as GetParams; // what the code under test sends
    before(get);
    const sizeBytes = sizes[get.filename] ?? 0;
    const end = Math.min(sizeBytes, get.offset + get.len);
    const data = encodeBase64(new Uint8Array(end - get.offset).fill(get.filename.length));
    return { data, left: sizeBytes - end };
  });
  const names = (): readonly string[] => asked.map(([, params]) => (params as GetParams).filename); // as above
  return { client, names };
}

const listed = (sizes: Readonly<Record<string, number>>) =>
  Object.entries(sizes).map(([name, sizeBytes]) => ({ name, sizeBytes }));

describe('contents of files of a device', () => {
  it('are read one after the other, and not again where they were read before', async () => {
    const sizes = { a: 700, bb: 20 };
    const { client, names } = deviceWith(sizes);
    const contents = new KeptContents();
    const first = await contents.read(client, listed(sizes), options);
    expect(first.get('a')).toEqual({ kind: 'read', bytes: new Uint8Array(700).fill(1) });
    expect(first.get('bb')).toEqual({ kind: 'read', bytes: new Uint8Array(20).fill(2) });
    expect(names()).toEqual(['a', 'a', 'bb']);
    expect(await contents.read(client, listed(sizes), options)).toEqual(first);
    expect(names()).toHaveLength(3);
  });

  it('are forgotten with the device, and where a file has another size now', async () => {
    const sizes = { a: 5 };
    const { client, names } = deviceWith(sizes);
    const contents = new KeptContents();
    contents.follow('one');
    await contents.read(client, listed(sizes), options);
    contents.follow('one');
    await contents.read(client, listed(sizes), options);
    expect(names()).toHaveLength(1);
    contents.follow('another');
    await contents.read(client, listed(sizes), options);
    expect(names()).toHaveLength(2);
    await contents.read(client, [{ name: 'a', sizeBytes: 6 }], options);
    expect(names()).toHaveLength(3);
    contents.forget();
    await contents.read(client, listed(sizes), options);
    expect(names()).toHaveLength(4);
  });

  it('stay where the link is lost in the middle: the next reading goes on there', async () => {
    const sizes = { a: 600, bb: 1200, ccc: 5 };
    let isCut = true;
    const { client, names } = deviceWith(sizes);
    const losing = {
      call: async (...[method, params, asked]: Parameters<typeof client.call>) => {
        const { filename, offset } = params as GetParams; // what the code under test sends
        if (isCut && filename === 'bb' && offset > 0)
          throw new OtaError('link/lost', { kind: 'tcp', detail: '' });
        return client.call(method, params, asked);
      },
    } as Pick<typeof client, 'call'>; // it passes on whatever is asked
    const contents = new KeptContents();
    const cut = contents.read(losing, listed(sizes), options);
    await expect(cut).rejects.toMatchObject({ code: 'link/lost' });
    isCut = false;
    const found = await contents.read(losing, listed(sizes), options);
    expect([...found.values()].map(({ kind }) => kind)).toEqual(['read', 'read', 'read']);
    expect(names().filter((name) => name === 'a')).toHaveLength(2);
  });

  it('are told as not given where the device refuses one of them', async () => {
    const sizes = { a: 5, bb: 5, ccc: 5 };
    const { client, names } = deviceWith(sizes, ({ filename }) => {
      if (filename === 'bb') throw refusal(400, 'failed to open file "bb"');
    });
    const found = await new KeptContents().read(client, listed(sizes), options);
    expect([...found.values()].map(({ kind }) => kind)).toEqual(['read', 'not-given', 'read']);
    expect(names()).toEqual(['a', 'bb', 'ccc']);
  });

  it.each([401, 403, 404])('are asked for once where it refuses all: %i', async (code) => {
    const sizes = { a: 5, bb: 5, ccc: 5 };
    const { client, names } = deviceWith(sizes, () => {
      throw refusal(code, 'no');
    });
    const found = await new KeptContents().read(client, listed(sizes), options);
    expect([...found.values()]).toEqual(Array(3).fill({ kind: 'not-given' }));
    expect(names()).toEqual(['a']);
  });

  it.each([
    ['longer', 2000, 1000],
    ['shorter', 600, 1000],
  ])('are read no further where a file is %s than it was listed', async (_, is, was) => {
    const { client, names } = deviceWith({ a: is });
    const found = await new KeptContents().read(client, [{ name: 'a', sizeBytes: was }], options);
    expect(found.get('a')).toEqual({ kind: 'other-size', sizeBytes: is });
    expect(names()).toEqual(['a']);
  });

  it('are kept as far as they fit', async () => {
    const sizes = { a: 500, bb: 500, ccc: 1 };
    const { client, names } = deviceWith(sizes);
    const contents = new KeptContents(1000);
    await contents.read(client, listed(sizes), options);
    await contents.read(client, listed(sizes), options);
    expect(names()).toEqual(['a', 'bb', 'ccc', 'ccc']);
  });

  it('tell how far they are in the bytes of all files', async () => {
    const sizes = { a: 1000, bb: 200 };
    const { client } = deviceWith(sizes);
    const contents = new KeptContents();
    const told: TransferProgress[] = [];
    const onProgress = (progress: TransferProgress): void => void told.push(progress);
    await contents.read(client, listed(sizes), { ...options, onProgress });
    const bytes = told.map(({ doneBytes }) => doneBytes);
    expect([...new Set(bytes)]).toEqual([512, 1000, 1200]);
    expect(bytes).toEqual([...bytes].sort((a, b) => a - b));
    expect(new Set(told.map(({ totalBytes }) => totalBytes))).toEqual(new Set([1200]));
    told.length = 0;
    await contents.read(client, listed(sizes), { ...options, onProgress });
    expect(told.map(({ doneBytes }) => doneBytes)).toEqual([1000, 1200]);
  });
});
