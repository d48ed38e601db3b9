import { describe, expect, it } from 'vitest';
import { pushOutcomeOf, outcomeWithoutDevice } from '../../../src/cli/push-outcome.ts';
import { createJsonReport, createTextReport } from '../../../src/cli/push-report.ts';
import type { PushReport } from '../../../src/cli/push-report.ts';
import type { ForceName } from '../../../src/update/events.ts';
import { HOSTILE, RAW } from '../../support/hostile-text.ts';
import { bundleNamed, setUpUpdate } from '../../support/update/update-harness.ts';

type Meddle = typeof otherApp | typeof liar;

/** What a whole update of the practice device writes. */
async function reported(
  kind: 'json' | 'text',
  { isTerminal = false, force = [] as ForceName[], meddle = undefined as Meddle | undefined } = {},
) {
  let text = '';
  const write = (piece: string) => void (text += piece);
  const report =
    kind === 'json' ? createJsonReport(write) : createTextReport({ write, isTerminal, force });
  const bundle = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
  report.bundle(bundle);
  const meddles = meddle ?? (force.includes('other-app') ? otherApp : undefined);
  const { result } = await setUpUpdate({ meddle: meddles }).update(bundle, { force }, (event) =>
    report.event(event),
  );
  report.end(pushOutcomeOf(result), 'failure' in result ? result.failure : null, result);
  return text;
}

const otherApp = (frame: { direction: string; method: string; bytes: Uint8Array }) =>
  frame.direction === 'in' && frame.method === 'Sys.GetInfo'
    ? [
        new TextEncoder().encode(
          new TextDecoder().decode(frame.bytes).replace('"app":"demo"', '"app":"gate"'),
        ),
      ]
    : undefined;

describe('a file that was mended', () => {
  const told = async (create: (write: (piece: string) => void) => PushReport) => {
    let text = '';
    const bundle = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
    create((piece) => void (text += piece)).bundle(bundle, {
      ...{ mended: ['compressed', 'order'], savedAs: 'copy.zip' },
    });
    return text;
  };

  it('is told as such, with where its copy is', async () => {
    const text = await told((write) => createTextReport({ write, isTerminal: false, force: [] }));
    expect(text).toContain('Repaired: uncompressed and manifest.json put first.');
    expect(text).toContain('Repaired copy: copy.zip');
    expect(JSON.parse(await told(createJsonReport))).toMatchObject({
      mended: ['compressed', 'order'],
    });
  });
});

describe('the report for scripts', () => {
  it('is one JSON object per line, each with its event, the outcome last', async () => {
    const lines = (await reported('json')).trimEnd().split('\n');
    const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(events[0]).toMatchObject({ event: 'bundle', version: '1.1.0', platform: 'esp32' });
    expect(events.slice(0, -1).every((event) => typeof event['event'] === 'string')).toBe(true);
    expect(events.at(-1)).toMatchObject({ result: 'committed', from: '1.0.0', to: '1.1.0' });
    expect(events.filter(({ event }) => event === 'progress')).toHaveLength(12);
    const findings = events.find(({ event }) => event === 'findings');
    expect(findings).toMatchObject({ findings: [], expected: { link: 'loopback' } });
  });
});

/** A device that lies in every name it has. */
const liar = (frame: { direction: string; method: string; bytes: Uint8Array }) =>
  frame.direction === 'in' && frame.method === 'Sys.GetInfo'
    ? [
        new TextEncoder().encode(
          new TextDecoder()
            .decode(frame.bytes)
            .replace(/("id":)"esp32[^"]*"/, `$1${JSON.stringify(HOSTILE.clearsTheScreen)}`)
            .replace(/("app":)"[^"]*"/, `$1${JSON.stringify(HOSTILE.beginsALine)}`)
            .replace(/("fw_version":)"[^"]*"/, `$1${JSON.stringify(HOSTILE.turnsTheSentence)}`),
        ),
      ]
    : undefined;

describe('the report of a device that lies', () => {
  it.each(['text', 'json'] as const)('has nothing hidden in it, as %s', async (kind) => {
    const text = await reported(kind, { meddle: liar });
    expect(text).toContain('Done: 1.0.0');
    const lines = text.trimEnd().split('\n');
    for (const line of lines) expect(line).not.toMatch(RAW);
    expect(lines.filter((line) => line.startsWith('Done'))).toEqual([]);
  });

  it("has nothing hidden in it where the device's own words are told", () => {
    let text = '';
    const write = (piece: string) => void (text += piece);
    const report = createTextReport({ write, isTerminal: true, force: [] });
    const remoteMessage = Object.values(HOSTILE).join(' ');
    const failure = {
      code: 'update/begin-refused',
      facts: { remoteCode: -1, remoteMessage },
      trace: '',
    } as const;
    report.end(outcomeWithoutDevice('failed', failure), failure, null);
    expect(text).toContain('(It said: demo␛[2J');
    expect(text.trimEnd()).not.toMatch(RAW);
    expect(text.length).toBeLessThan(1_000);
  });

  it('gives a script the very text of the device', async () => {
    const lines = (await reported('json', { meddle: liar })).trimEnd().split('\n');
    const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    const device = events.find(({ event }) => event === 'device');
    expect(device?.['info']).toMatchObject({
      app: HOSTILE.beginsALine,
      fw_version: HOSTILE.turnsTheSentence,
    });
  });
});

describe('the report for people', () => {
  it('is one calm line per thing that happened', async () => {
    const lines = (await reported('text')).trimEnd().split('\n');
    const told = lines.filter((line) => !line.includes('confirmed'));
    expect(told).toEqual([
      'demo-esp32-1.1.0-tiny.zip: demo 1.1.0 for esp32, 25.6 kB, all 2 parts match.',
      'Connecting …',
      'esp32_0A1B2C runs demo 1.0.0 from slot A.',
      'Expected: a few seconds in this page, the restart included (usually a few seconds).',
      'Preparing the free slot …',
      'Writing …',
      'The device restarts …',
      'esp32_0A1B2C is back and runs demo 1.1.0 from slot B.',
      '1.1.0 runs on trial. It goes back by itself in 5:00.',
      'Keeping the new firmware …',
      '1.1.0 is kept.',
      'Done: 1.0.0 → 1.1.0, kept, in 1 s.',
    ]);
    const shares = lines.flatMap((line) => /^(\d+) %/.exec(line)?.[1] ?? []).map(Number);
    expect(shares).toHaveLength(10);
    expect(shares.at(-1)).toBe(100);
  });

  it('names both builds where they have the same version', async () => {
    const sameVersion: typeof otherApp = (frame) =>
      frame.direction === 'in' && frame.method === 'Sys.GetInfo'
        ? [
            new TextEncoder().encode(
              new TextDecoder().decode(frame.bytes).replaceAll('1.0.0', '1.1.0'),
            ),
          ]
        : undefined;
    let text = '';
    const write = (piece: string) => void (text += piece);
    const report = createTextReport({ write, isTerminal: false, force: [] });
    const bundle = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
    report.bundle(bundle);
    const { result } = await setUpUpdate({ meddle: sameVersion }).update(bundle, {}, (event) =>
      report.event(event),
    );
    report.end(pushOutcomeOf(result), null, result);
    const [old, fresh] = ['1.1.0 (build 20260101-000000)', '1.1.0 (build 20261101-120000)'];
    expect(text).toContain(`runs demo 1.1.0 (build 20260101-000000/v1.1.0) from slot A`);
    expect(text).toContain(`${fresh} runs on trial.`);
    expect(text).toContain(`${fresh} is kept.`);
    expect(text).toContain(`Done: ${old} → ${fresh}, kept`);
  });

  it('expects no time of an update that is refused', async () => {
    const text = await reported('text', { meddle: otherApp });
    expect(text).toContain('Refused.');
    expect(text).not.toContain('Expected:');
  });

  it('keeps progress on one line of a terminal', async () => {
    const text = await reported('text', { isTerminal: true });
    const progress = text.split('\n').filter((line) => line.includes('\r'));
    expect(progress).toHaveLength(1);
    expect(progress[0]?.split('\r')).toHaveLength(13);
  });

  it('says what was allowed', async () => {
    const text = await reported('text', { force: ['other-app'] });
    expect(text).toContain(
      'Allowed by --force: Another application: the device runs "gate", the file is "demo".',
    );
  });

  it('never uses words the product does not use', async () => {
    expect(await reported('text')).not.toMatch(/\b(please|sorry|successfully|brick\w*|OK)\b|!/i);
  });
});

describe('an update that the device fetches itself', () => {
  const context = {
    ...{ sessionId: 's', deviceId: 'esp32_0A1B2C', bundleSha256: '', callId: null },
  };
  const request = (userAgent: string) =>
    ({
      method: 'GET' as const,
      ...{ status: 206, from: '10.0.0.9', offset: 2_048, userAgent },
      ...{ device: 'esp32_0A1B2C 30AEA40A1B2C', firmware: 'esp32 1.0.0 b1' },
    }) as const;
  const told = (create: (write: (piece: string) => void) => PushReport, words: string) => {
    let text = '';
    const report = create((piece) => void (text += piece));
    report.event({ ...context, type: 'phase', phase: 'preparing', acknowledgedBytes: 0, at: 0 });
    report.event({ ...context, type: 'phase', phase: 'writing', acknowledgedBytes: 0, at: 0 });
    report.request(request(words));
    const status = { state: 1, message: words, percent: 50 };
    report.event({
      ...{ ...context, type: 'progress', totalBytes: 100, part: null, status },
      ...{ acknowledgedBytes: 50, at: 500 },
    });
    return text;
  };
  const forPeople = (write: (piece: string) => void): PushReport =>
    createTextReport({ write, isTerminal: false, force: [], way: 'pull' });

  it('is told by what asks for the file, and by what the device says of it', () => {
    expect(told(forPeople, 'demo/1.0.0')).toBe(
      [
        'The device fetches the file …',
        'esp32_0A1B2C 30AEA40A1B2C asks for the file from 2.05 kB: 206 (esp32 1.0.0 b1; demo/1.0.0).',
        '50 %, 50 bytes of 100 bytes fetched, demo/1.0.0',
        '',
      ].join('\n'),
    );
    const lines = told(createJsonReport, 'demo/1.0.0').split('\n');
    expect(JSON.parse(lines[2] ?? '')).toEqual({ event: 'request', ...request('demo/1.0.0') });
  });

  it.each(Object.entries(HOSTILE))('shows nothing hidden of what it says: %s', (_, words) => {
    for (const isTerminal of [true, false]) {
      const text = told(
        (write) => createTextReport({ write, isTerminal, force: [], way: 'pull' }),
        words,
      );
      expect(text.replaceAll(/[\n\r]/g, '')).not.toMatch(RAW);
    }
    expect(told(createJsonReport, words).replaceAll('\n', '')).not.toMatch(RAW);
  });
});
