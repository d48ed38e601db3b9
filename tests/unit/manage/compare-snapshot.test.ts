import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SettingsSnapshot, SnapshotFile } from '../../../src/contracts/settings-snapshot.ts';
import {
  compareSnapshot,
  MOST_DIFFERENCES,
  revealSetting,
} from '../../../src/manage/compare-snapshot.ts';
import type { FileNow } from '../../../src/manage/compare-snapshot.ts';
import { encodeUtf8 } from '../../../src/ota-core/primitives/utf8.ts';

const was = (name: string, text: string | null, sizeBytes = text?.length ?? 0): SnapshotFile => ({
  ...{ name, sizeBytes, isBrought: false },
  ...(text === null ? { bytes: null, why: 'refused' } : { bytes: encodeUtf8(text) }),
});

const is = (name: string, text: string): FileNow => {
  const bytes = encodeUtf8(text);
  return { name, sizeBytes: bytes.length, content: { kind: 'read', bytes } };
};

const snapshotOf = (...files: readonly SnapshotFile[]): SettingsSnapshot => ({
  ...{ sessionId: 's', device: 'd', version: '1.0.0', takenAtMs: 1, files },
});

const compare = (before: readonly SnapshotFile[], now: readonly FileNow[]) =>
  compareSnapshot(snapshotOf(...before), now);

describe('settings and files beside those before an update', () => {
  it('are the same, changed, lost or new, by name', () => {
    const before = [was('same', 'a'), was('changed', 'a'), was('lost', 'a')];
    const found = compare(before, [is('same', 'a'), is('changed', 'bb'), is('new', 'a')]);
    expect(found.same).toBe(1);
    expect(found.files?.map(({ name, fate, canBePutBack }) => [name, fate, canBePutBack])).toEqual([
      ['changed', 'changed', true],
      ['lost', 'lost', true],
      ['new', 'new', false],
    ]);
  });

  it('are told of by the paths of their values, arrays as values', () => {
    const before = was('conf9.json', '{"wifi":{"sta":{"ssid":"Hall","enable":true}},"a":[1,2]}');
    const now = is('conf9.json', '{"wifi":{"sta":{"enable":true}},"a":[1],"b":null}');
    expect(compare([before], [now]).files?.[0]?.settings).toEqual([
      { path: 'a', before: '[1,2]', after: '[1]', isSecret: false },
      { path: 'b', before: null, after: 'null', isSecret: false },
      { path: 'wifi.sta.ssid', before: '"Hall"', after: null, isSecret: false },
    ]);
  });

  it('keep their secrets, and give one to whoever asks for it', () => {
    const before = was('conf9.json', '{"wifi":{"sta":{"pass":"hidden-one"}}}');
    const now = is('conf9.json', '{"wifi":{"sta":{"pass":"hidden-two"}}}');
    const found = compare([before], [now]);
    expect(found.files?.[0]?.settings).toEqual([
      { path: 'wifi.sta.pass', before: '', after: '', isSecret: true },
    ]);
    expect(JSON.stringify(found)).not.toContain('hidden');
    expect(revealSetting('wifi.sta.pass', before, encodeUtf8('{}'))).toEqual({
      before: '"hidden-one"',
      after: null,
    });
    expect(revealSetting('wifi.sta.ssid', before, encodeUtf8('{}'))).toBeNull();
  });

  it.each(['net.key', 'mqtt.auth.user', 'api.psk'])('hide %s by any name on its path', (path) => {
    const text = (value: string): string =>
      path
        .split('.')
        .reduceRight((inner, name) => `{${JSON.stringify(name)}:${inner}}`, JSON.stringify(value));
    const found = compare([was('conf9.json', text('one'))], [is('conf9.json', text('two'))]);
    expect(found.files?.[0]?.settings).toEqual([{ path, before: '', after: '', isSecret: true }]);
  });

  it('are not called the same where they were not read', () => {
    const gone: FileNow = { name: 'b', sizeBytes: 1, content: { kind: 'not-given' } };
    const found = compare([was('a', null, 1), was('b', 'x')], [is('a', 'x'), gone]);
    expect(found.files?.map(({ fate, canBePutBack }) => [fate, canBePutBack])).toEqual([
      ['unread', false],
      ['unread', false],
    ]);
    // Another size says enough.
    expect(compare([was('a', null, 5)], [is('a', 'x')]).files?.[0]).toMatchObject({
      fate: 'changed',
      canBePutBack: false,
    });
  });

  it('of which nothing is listed are not compared', () => {
    const none = { ...snapshotOf(), files: null };
    expect(compareSnapshot(none, []).files).toBeNull();
    expect(compareSnapshot(snapshotOf(), null).files).toBeNull();
  });

  it('are bounded: of many values the first are named, and the rest counted', () => {
    const many = (value: number) =>
      JSON.stringify(
        Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`v${index}`, value])),
      );
    const [file] = compare([was('a.json', many(1))], [is('a.json', many(2))]).files ?? [];
    expect(file?.settings).toHaveLength(MOST_DIFFERENCES);
    expect(file?.moreSettings).toBe(150 - MOST_DIFFERENCES);
  });

  it('never differ where nothing has changed, whatever they hold', () => {
    const file = fc.record({
      name: fc.stringMatching(/^[a-z]{1,8}(\.json)?$/),
      text: fc.oneof(fc.string(), fc.json()),
    });
    fc.assert(
      fc.property(fc.uniqueArray(file, { selector: ({ name }) => name }), (files) => {
        const before = files.map(({ name, text }) => {
          const bytes = encodeUtf8(text);
          return { name, bytes, sizeBytes: bytes.length, isBrought: false };
        });
        const now = files.map(({ name, text }) => is(name, text));
        const found = compareSnapshot(snapshotOf(...before), now);
        expect(found.files).toEqual([]);
        expect(found.same).toBe(files.length);
      }),
    );
  });
});
