/** `push --via update --url`: the device fetches what an nginx serves, on real sockets. */
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { callDevice, DeviceProcess } from '../support/conformance/device-process.ts';
import type { DeviceEvent } from '../support/conformance/device-process.ts';
import { startPush } from '../support/conformance/push-process.ts';
import { startNginx } from '../support/testbed/files/nginx.ts';
import type { LoggedRequest, WebServerOptions } from '../support/testbed/files/nginx.ts';

vi.setConfig({ testTimeout: 90_000 });

const BUNDLE = 'tests/fixtures/bundles/demo-esp32-1.1.0.zip';
const BYTES = readFileSync(BUNDLE);
const ID = 'esp32_AABBCC';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function startDevice() {
  const fresh = ['--app', 'demo', '--fw-version', '1.0.0', '--id', ID];
  const device = new DeviceProcess(['--ws', '0', ...fresh]);
  closers.push(() => device.end('SIGTERM'));
  const ready = await device.ready();
  return { device, ready, port: ['--port', String(ready['ws'])] };
}

async function serve(options: Partial<WebServerOptions> = {}) {
  const server = await startNginx({ files: { 'fw.zip': BYTES }, ...options });
  closers.push(() => server.stop());
  return server;
}

const push = (port: readonly string[], url: string) =>
  startPush([BUNDLE, ...port, '--via', 'update', '--url', url]);

const calls = ({ events }: DeviceProcess): readonly unknown[] =>
  events.filter(({ event }) => event === 'rpc').map(({ method }) => method);

/** All of the file, asked for as a whole and as it is. */
const whole = {
  method: 'GET',
  status: 200,
  sentBytes: BYTES.length,
  range: '',
  acceptEncoding: '',
};
const byHost: Partial<LoggedRequest> = { ...whole, device: '' };
const byDevice: Partial<LoggedRequest> = {
  ...whole,
  device: expect.stringContaining(ID) as string,
};

const withPassword = 'auth_basic firmware; auth_basic_user_file users;';

describe('a file that nginx serves', () => {
  it('is looked at first, and the device fetches it', async () => {
    const server = await serve();
    const { ready, port } = await startDevice();
    const { status, last, lines } = await push(port, `${server.url}/fw.zip?token=s3cret`);
    expect(last).toMatchObject({ result: 'committed', from: '1.0.0', to: '1.1.0' });
    expect(status).toBe(0);
    await vi.waitFor(() => expect(server.requests()).toMatchObject([byHost, byDevice]));
    expect(JSON.stringify(lines)).not.toContain('s3cret');
    expect((await callDevice(ready, 'Sys.GetInfo')).result).toMatchObject({ fw_version: '1.1.0' });
  });

  it.each<readonly [string, string, readonly string[]]>([
    [
      'that compresses for whoever wants it',
      '/fw.zip',
      ['gzip on; gzip_types *; gzip_min_length 1;'],
    ],
    ['that sends elsewhere', '/latest', ['location = /latest { return 302 /fw.zip; }']],
  ])('comes from one %s', async (_, path, lines) => {
    const server = await serve({ lines });
    const { port } = await startDevice();
    const { status, last } = await push(port, `${server.url}${path}`);
    expect(last).toMatchObject({ result: 'committed' });
    expect(status).toBe(0);
    const files = () => server.requests().filter(({ uri }) => uri === '/fw.zip');
    await vi.waitFor(() => expect(files()).toMatchObject([byHost, byDevice]));
  });

  it('comes for a password in its address, which is told nobody', async () => {
    const server = await serve({ lines: [withPassword], users: { builds: 'p4ssw0rd' } });
    const { device, port } = await startDevice();
    const url = `${server.url}/fw.zip`.replace('//', '//builds:p4ssw0rd@');
    const { status, last, lines: told } = await push(port, url);
    expect(last).toMatchObject({ result: 'committed' });
    expect(status).toBe(0);
    await vi.waitFor(() => expect(server.requests()).toMatchObject([byHost, byDevice]));
    expect(JSON.stringify(told)).not.toContain('p4ssw0rd');
    expect(JSON.stringify(device.events)).not.toContain('p4ssw0rd');
  });

  it.each<readonly [string, object, string, string]>([
    ['is not there', { code: 'source/status', facts: { status: 404 } }, '/none.zip', ''],
    [
      'is for those with a password',
      { code: 'source/status', facts: { status: 401 } },
      '/fw.zip',
      withPassword,
    ],
    [
      'is changed on its way, and comes in chunks',
      { code: 'source/no-length' },
      '/fw.zip',
      'sub_filter_types *; sub_filter "no such words" "";',
    ],
    ['is another one', { code: 'source/other-file' }, '/old.zip', ''],
    [
      'is sought in circles',
      { code: 'source/redirects' },
      '/a',
      'location = /a { return 302 /b; } location = /b { return 302 /a; }',
    ],
    [
      'is somewhere relative',
      { code: 'source/redirects' },
      '/latest',
      'absolute_redirect off; location = /latest { return 302 /fw.zip; }',
    ],
  ])('that %s is refused before anything is sent', async (_, failure, path, line) => {
    const files = { 'fw.zip': BYTES, 'old.zip': Buffer.alloc(BYTES.length) };
    const server = await serve({ files, lines: [line], users: { builds: 'p4ssw0rd' } });
    const { device, port } = await startDevice();
    const { status, last } = await push(port, `${server.url}${path}`);
    expect(last).toMatchObject({ result: 'refused', failure });
    expect(status).toBe(2);
    expect(calls(device)).not.toContain('OTA.Update');
    expect(server.requests().every((request) => request.device === '')).toBe(true);
  });
});

describe('an nginx that treats devices otherwise', () => {
  const toDevices = (does: string): readonly string[] => [
    `location = /fw.zip { if ($http_x_mgos_device_id) { ${does} } }`,
  ];

  async function failing(lines: readonly string[], then: (server: Server) => unknown = () => null) {
    const server = await serve({
      files: { 'fw.zip': BYTES, 'short.zip': Buffer.from('not a zip') },
      lines,
    });
    const { device, ready, port } = await startDevice();
    const pushed = push(port, `${server.url}/fw.zip`);
    const begun = device.event(isFetching).then(() => then(server));
    begun.catch(() => undefined); // it may fail before it has a piece
    const { status, last } = await pushed;
    expect(last).toMatchObject({ result: 'failed', failure: { code: 'update/pull-refused' } });
    expect(status).toBe(3);
    const info = (await callDevice(ready, 'Sys.GetInfo')).result;
    expect(info).toMatchObject({ fw_version: '1.0.0' });
    const { facts } = last['failure'] as { readonly facts: { readonly remoteMessage: string } };
    return { words: facts.remoteMessage, server };
  }
  type Server = Awaited<ReturnType<typeof serve>>;
  const isFetching = ({ event, state }: DeviceEvent): boolean =>
    event === 'update' && state === 'manifest';

  it.each([
    ['asks for a password', 'return 401;', '-401 '],
    ['has lost the file', 'return 404;', '-404 '],
    ['sends them in circles', 'return 302 $scheme://$http_host$uri;', '-302 '],
    ['has a shorter file', 'rewrite ^ /short.zip last;', '-1 Malformed archive'],
  ])('fails in the words of the device where it %s', async (_, does, words) => {
    const failed = await failing(toDevices(does));
    expect(failed.words).toContain(words);
  });

  // 10 kB/s: what is done when the device has its first piece comes long before its last one.
  it.each<readonly [string, (server: Server) => unknown]>([
    ['dies in the middle of it', (server) => server.kill()],
    ['finds its file cut on the disk', (server) => server.cut('fw.zip', 40_000)],
  ])('fails in the words of the device where it %s', async (_, then) => {
    const failed = await failing(toDevices('set $limit_rate 10k;'), then);
    expect(failed.words).toContain('-1 Update failed');
  });
});
