import { describe, expect, it } from 'vitest';
import { OtaError } from '../../../../src/contracts/failure.ts';
import { MOST_SCANNED } from '../../../../src/contracts/network-scan.ts';
import type { ScanSnapshot } from '../../../../src/contracts/network-scan.ts';
import { LONGEST_FRAME_BYTES } from '../../../../src/contracts/peer-limits.ts';
import { decodeUtf8, encodeUtf8 } from '../../../../src/ota-core/primitives/utf8.ts';
import type { HttpSend } from '../../../../src/transports/http/http-link.ts';
import {
  SCAN_ANSWER_MS,
  SCANNED_AT_ONCE,
  scanNetwork,
} from '../../../../src/workers/updater/scan-network.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

type Answer = Awaited<ReturnType<HttpSend>>;
const INFO = {
  ...{ id: 'esp32_A', app: 'demo', fw_version: '1.0.0', fw_id: 'x', mac: 'M', arch: 'esp32' },
  uptime: 1,
};
const hosts = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `10.0.${Math.floor(at / 200)}.${(at % 200) + 1}`);
const told = (status: number, body: unknown): Answer => ({
  status,
  body: encodeUtf8(typeof body === 'string' ? body : `${JSON.stringify(body)}\r\n`),
});
const silence = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error));
  });

/** `answers`: by host; others say nothing. */
function setUp(answers: Readonly<Record<string, () => Answer>> = {}) {
  const clock = new VirtualClock();
  const over = new AbortController();
  const snapshots: ScanSnapshot[] = [];
  const urls: string[] = [];
  const flight = { now: 0, most: 0 };
  const send: HttpSend = async (url, { frame, mostBytes, signal }) => {
    urls.push(url);
    expect(JSON.parse(decodeUtf8(frame) ?? '')).toEqual({ id: 1, method: 'Sys.GetInfo' });
    expect(mostBytes).toBe(LONGEST_FRAME_BYTES + 1);
    flight.now += 1;
    flight.most = Math.max(flight.most, flight.now);
    try {
      return await (answers[new URL(url).hostname]?.() ?? silence(signal));
    } finally {
      flight.now -= 1;
    }
  };
  const scan = (asked: readonly string[], port = 80): Promise<void> =>
    scanNetwork(
      { hosts: asked, port },
      { clock, send, signal: over.signal, tell: (one) => snapshots.push(one) },
    );
  return { clock, over, snapshots, urls, flight, scan };
}

describe('a scan of a network', () => {
  it('finds devices, and those that ask who calls, and nobody else', async () => {
    const { clock, snapshots, scan } = setUp({
      '10.0.0.1': () => told(200, { id: 1, src: 'esp32_A', result: INFO }),
      '10.0.0.2': () => told(401, ''),
      '10.0.0.3': () => told(200, { id: 1, error: { code: 401, message: '{}' } }),
      '10.0.0.4': () => told(200, '<html>router</html>'),
      '10.0.0.5': () => told(404, ''),
      '10.0.0.6': () => told(200, { id: 2, result: INFO }),
      '10.0.0.7': () => told(200, { id: 1, result: { id: 'half' } }),
      '10.0.0.8': () => told(200, { id: 1, error: { code: 404, message: 'No handler' } }),
      '10.0.0.9': () => told(200, 'x'.repeat(LONGEST_FRAME_BYTES + 1)),
      '10.0.0.10': () => {
        throw new TypeError('Failed to fetch');
      },
    });
    await clock.run(scan(hosts(12)));
    const info = { id: 'esp32_A', app: 'demo', version: '1.0.0', arch: 'esp32' };
    expect(snapshots.at(-1)).toEqual({
      phase: 'done',
      asked: 12,
      of: 12,
      found: [
        { host: '10.0.0.1', info },
        { host: '10.0.0.2', info: null },
        { host: '10.0.0.3', info: null },
      ],
    });
  });

  it('asks each address once, at its port, sixteen at a time, and gives each the same time', async () => {
    const { clock, urls, flight, scan } = setUp();
    const begin = clock.now();
    await clock.run(scan(hosts(40), 8080));
    expect([new Set(urls).size, urls.length, flight.most]).toEqual([40, 40, SCANNED_AT_ONCE]);
    expect(urls[0]).toBe('http://10.0.0.1:8080/rpc');
    expect(clock.now() - begin).toBe(Math.ceil(40 / SCANNED_AT_ONCE) * SCAN_ANSWER_MS);
  });

  it('tells what it found as it comes, and how far it is', async () => {
    const { clock, snapshots, scan } = setUp({
      '10.0.0.20': () => told(200, { id: 1, result: INFO }),
    });
    await clock.run(scan(hosts(48)));
    const found = snapshots.find(({ found: some }) => some.length === 1);
    expect(found).toMatchObject({ phase: 'running', of: 48 });
    expect(snapshots[0]).toEqual({ phase: 'running', asked: 0, of: 48, found: [] });
    const steps = snapshots.map(({ asked }) => asked);
    expect(steps).toEqual([...steps].sort((one, other) => one - other));
  });

  it('stops at once when it is told to: nothing more is asked, what is under way ends, what was found stays', async () => {
    const { clock, over, snapshots, urls, flight, scan } = setUp({
      '10.0.0.1': () => told(200, { id: 1, result: INFO }),
    });
    const scanning = scan(hosts(100));
    await expect.poll(() => urls.length).toBe(SCANNED_AT_ONCE + 1);
    over.abort(new OtaError('cancelled', { by: 'user' }));
    await scanning;
    expect([flight.now, urls.length, clock.sleeping]).toEqual([0, SCANNED_AT_ONCE + 1, 0]);
    expect(snapshots.at(-1)).toMatchObject({ phase: 'stopped', asked: 1, of: 100 });
    expect(snapshots.at(-1)?.found).toHaveLength(1);
  });

  it('takes no more addresses than a /24 has', async () => {
    const { clock, urls, scan } = setUp();
    await clock.run(scan(hosts(400)));
    expect(urls).toHaveLength(MOST_SCANNED);
  });
});
