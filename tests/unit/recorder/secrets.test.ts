import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../../src/bundle/bundle.ts';
import { createFlightRecorder } from '../../../src/recorder/flight-recorder.ts';
import { formsOf, KnownSecrets } from '../../../src/recorder/known-secrets.ts';
import { recordingText } from '../../../src/recorder/recording-file.ts';
import { DEFAULT_OPTIONS } from '../../../src/update/deps.ts';
import type { UpdateDeps } from '../../../src/update/run-update.ts';
import { MADE_BY, recordUpdate, replayed } from '../../support/recorder/recorded.ts';
import { bundleNamed, changedResult, setUpUpdate } from '../../support/update/update-harness.ts';
import { VirtualClock } from '../../support/virtual-clock.ts';

let tiny: Bundle;

beforeAll(async () => {
  tiny = await bundleNamed('demo-esp32-1.1.0-tiny.zip');
});

/** Texts that carry a secret, made by other means than those of the product. */
function carriers(secret: string): readonly string[] {
  const json = JSON.stringify(secret).slice(1, -1);
  const ascii = json.replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const bytes = Buffer.from(secret, 'utf8');
  const percent = encodeURIComponent(secret);
  return [
    ...[secret, json, JSON.stringify(json).slice(1, -1), ascii],
    ...[percent, percent.replace(/%../g, (code) => code.toLowerCase())],
    ...[bytes.toString('base64'), bytes.toString('base64url'), bytes.toString('hex')],
    ...[1, 2, 3].map((before) => within(bytes, before, 'u')),
  ];
}

const within = (bytes: Buffer, before: number, neighbour: string): string =>
  Buffer.concat([Buffer.from(neighbour.repeat(before)), bytes, Buffer.from(neighbour)]).toString(
    'base64',
  );

/** What must not be found anywhere: of base64 the letters that are the same whoever stands beside the secret. */
function traces(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, 'utf8');
  const cores = [1, 2, 3].map((before) => {
    const [one, other] = [within(bytes, before, 'u'), within(bytes, before, '\n')];
    const same = Array.from(one, (letter, at) => (letter === other[at] ? letter : ' ')).join('');
    return same.split(' ').sort((a, b) => b.length - a.length)[0] ?? '';
  });
  return [...carriers(secret).slice(0, 9), ...cores].filter((text) => text.length >= 4);
}

/** A recorder that hears one frame, and what it saves. */
function savedOf(secrets: readonly string[], result: unknown, text = ''): string {
  const deps: UpdateDeps = {
    bundle: tiny,
    clock: new VirtualClock(),
    sessionId: 'x',
    nextId: () => 1,
    connect: () => Promise.reject(new Error('no link')),
    options: DEFAULT_OPTIONS,
  };
  const { signal } = new AbortController();
  const recorder = createFlightRecorder(deps, { signal, startedAtMs: 0, secrets });
  const { log } = recorder.deps;
  log?.({ at: 0, event: 'request', id: 1, method: 'Product.Ask', params: result, bytes: 1 });
  log?.({ at: 0, event: 'reply', id: 1, outcome: { ok: true, result }, bytes: 1 });
  log?.({ at: 0, event: 'noise', why: 'console', bytes: Buffer.from(text) });
  const outcome = { ok: false, code: 500, message: text } as const;
  log?.({ at: 0, event: 'reply', id: 1, outcome, bytes: 1 });
  return recordingText(recorder.recording(MADE_BY));
}

describe('what is saved of an update', () => {
  it('has no secret of the session, however it is written', async () => {
    const secrets = ['hunter2-hunter2', 'pä55 "wört"/+&', 'tok_9f8e7d6c5b4a', 'A%2Fb c+d=='];
    const [wifi = '', login = '', token = '', broker = ''] = secrets;
    const parts = setUpUpdate({
      meddle: (frame) =>
        frame.direction === 'in' && frame.method === 'Sys.GetInfo'
          ? changedResult(frame, {
              wifi: { ssid: 'office', pass: wifi, note: `joined with ${wifi}` },
              said: secrets.flatMap(carriers),
              url: `https://user:${encodeURIComponent(login)}@example.com/x?key=${token}`,
              [`name ${broker}`]: 1,
            })
          : undefined,
    });
    const { text, recording } = await recordUpdate(parts, tiny, {
      secrets: [login, token, broker],
    });
    for (const secret of secrets)
      for (const form of traces(secret)) expect(text, form).not.toContain(form);
    expect(text).toContain('office');
    expect(recording.takenOut.values).toBeGreaterThan(secrets.length);
    // What is taken out is not needed to see the update again.
    expect((await replayed(recording)).difference).toBeNull();
  });

  it('has none that a device printed, nor a line that names one', () => {
    const text = savedOf(
      ['s3cr3t-word'],
      {},
      'wifi: joined\nusing s3cr3t-word\nmqtt pass: other-one',
    );
    expect(text).not.toContain('s3cr3t-word');
    expect(text).not.toContain('other-one');
  });

  it('has no bytes of files and of the firmware', async () => {
    const data = Buffer.from('private notes').toString('base64');
    expect(savedOf([], { data, left: 0 })).not.toContain(data);
    const { text } = await recordUpdate(setUpUpdate(), tiny);
    const block = Buffer.from(tiny.bytes.subarray(0, 60)).toString('base64');
    expect(text).not.toContain(block.slice(0, 40));
  });

  it('has none of any letters, anywhere in an answer', () => {
    const letters = fc.string({
      unit: fc.constantFrom(...'abcdefghijkmnpqrstuvwxyz0123456789ABC"\\/+=& %äé€😀'.split('')),
      minLength: 6,
      maxLength: 40,
    });
    const text = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(letters, text, text, fc.boolean(), (secret, before, after, isKnown) => {
        // What consists of nothing that a person types twice is no secret of anybody.
        fc.pre(new Set(secret.trim()).size > 3 && secret === secret.toWellFormed());
        const said = carriers(secret).map((form) => before + form + after);
        const result = { pass: secret, said, nested: [{ said }] };
        const saved = savedOf(isKnown ? [secret] : [], result, JSON.stringify(said));
        for (const form of traces(secret)) if (saved.includes(form)) return false;
        return true;
      }),
      { numRuns: 300 },
    );
  });
});

describe('a secret of a few letters', () => {
  it('is covered where it stands alone, and leaves other words whole', () => {
    const secrets = new KnownSecrets();
    secrets.add('abc');
    expect(secrets.cover('abc')).toBe('••••');
    expect(secrets.cover('with abc, and abcd')).toBe('with ••••, and abcd');
  });

  it('has its encodings, too', () => {
    expect(formsOf('a/b c')).toEqual(expect.arrayContaining(['a%2Fb%20c', 'a%2Fb+c', 'YS9iIGM=']));
  });
});
