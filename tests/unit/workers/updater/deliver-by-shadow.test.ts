import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../../src/bundle/bundle.ts';
import { deliveryFromPage } from '../../../../src/workers/updater/deliver.ts';
import type { Fetch } from '../../../../src/workers/updater/deliver-by-shadow.ts';
import { bundleNamed, setUpUpdate } from '../../../support/update/update-harness.ts';

let bundle: Bundle;
beforeAll(async () => {
  bundle = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
});

const SERVICE = 'https://mdash.example';
const KEY = 'KEY-0123456789';

/** An update by the shadow, of which the service answers so. */
async function updated(service: Fetch, address = `${SERVICE}/device1`) {
  const { update, emulator } = setUpUpdate();
  const asked: { readonly url: string; readonly init: RequestInit }[] = [];
  const fetch: Fetch = (url, init) => {
    if (!url.startsWith(SERVICE)) {
      const headers = { 'Content-Length': String(bundle.sizeBytes) };
      return Promise.resolve(new Response(new Uint8Array(bundle.bytes), { headers }));
    }
    asked.push({ url, init });
    return service(url, init);
  };
  const delivery = await deliveryFromPage(
    {
      kind: 'shadow',
      url: 'http://files.example/fw.zip',
      shadow: { service: 'mdash', address, key: KEY },
    },
    fetch,
  );
  const { result } = await update(bundle, {}, () => undefined, { delivery });
  expect(JSON.stringify(result)).not.toContain(KEY);
  expect(emulator.snapshot().running).toMatchObject({ version: '1.0.0' });
  return { asked, result };
}

describe('a shadow service that a page asks', () => {
  it('that it may not read is said to give no answer, without a cause that nobody knows', async () => {
    const { asked, result } = await updated(() => Promise.reject(new TypeError('Failed to fetch')));
    expect(result).toMatchObject({
      result: 'failed',
      failure: {
        code: 'shadow/service',
        facts: { address: SERVICE, why: 'unreadable', detail: '' },
      },
    });
    expect(asked[0]).toMatchObject({
      url: `${SERVICE}/api/v2/devices/device1`,
      init: { redirect: 'error', credentials: 'omit', headers: { Authorization: `Bearer ${KEY}` } },
    });
  });

  it('that does not take the key is told by its status', async () => {
    const { result } = await updated(() =>
      Promise.resolve(new Response('{"error":"Unauthorized"}', { status: 401 })),
    );
    expect(result).toMatchObject({
      failure: {
        code: 'shadow/service',
        facts: { why: 'denied', detail: 'HTTP 401 Unauthorized' },
      },
    });
  });

  it('that answers more than any document has is not read to its end', async () => {
    const { result } = await updated(() =>
      Promise.resolve(new Response(`{"id":"${'x'.repeat(400_000)}"}`)),
    );
    expect(result).toMatchObject({
      failure: { code: 'shadow/service', facts: { why: 'unclear' } },
    });
  });

  it('is not asked at an address that would show the key to others', async () => {
    await expect(updated(() => Promise.reject(new Error('asked')), 'http://mdash.example/d'))
      .rejects // prettier-ignore
      .toMatchObject({ code: 'shadow/service', facts: { why: 'unclear' } });
  });
});
