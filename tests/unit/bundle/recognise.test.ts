import { describe, expect, it } from 'vitest';
import { notAnArchive } from '../../../src/bundle/recognise.ts';
import { OtaError } from '../../../src/contracts/failure.ts';
import { refusalOfBytes } from '../../support/bundle/refusal.ts';
import { forgeZip, utf8 } from '../../support/bundle/zip-forge.ts';

const filled = (size: number, ...begin: readonly number[]) => {
  const bytes = new Uint8Array(size).fill(0xff);
  bytes.set(begin);
  return bytes;
};
/** An application of ESP-IDF: header, first segment's header, esp_app_desc_t. */
const application = () => {
  const bytes = filled(4096, 0xe9, 6, 2, 0x20);
  bytes.set([0x32, 0x54, 0xcd, 0xab], 32);
  return bytes;
};
const tar = () => {
  const bytes = new Uint8Array(1024);
  bytes.set(utf8('ustar'), 257);
  return bytes;
};
const LOGIN = '<!DOCTYPE html>\n<html><form><input name=p TYPE="password"></form></html>';

describe('a file that is no zip archive', () => {
  it.each<readonly [string, Uint8Array, string, object]>([
    ['an ELF file', filled(900, 0x7f, 0x45, 0x4c, 0x46), 'bundle/elf', {}],
    ['an application image', application(), 'bundle/esp-image', { image: 'app' }],
    ['an image', filled(900, 0xe9, 3, 2, 0), 'bundle/esp-image', { image: 'app-or-boot' }],
    ['a byte E9 and noise', filled(900, 0xe9, 0xff), 'bundle/not-a-zip', {}],
    ['a hex file', utf8(':0300300002337A1E\r\n:00000001FF\r\n'), 'bundle/intel-hex', {}],
    ['a record of a wrong sum', utf8(':0300300002337A1F\n'), 'bundle/not-a-zip', {}],
    ['a record of a wrong length', utf8(':0400300002337A1D\n'), 'bundle/not-a-zip', {}],
    ['a page with a login', utf8(LOGIN), 'bundle/web-page', { login: true }],
    ['a page', utf8('\ufeff\n<html lang=en><p>password'), 'bundle/web-page', { login: false }],
    ['a text about pages', utf8('see <html>'), 'bundle/not-a-zip', {}],
    ['a gzip', filled(90, 0x1f, 0x8b, 8), 'bundle/other-archive', { format: 'gzip' }],
    ['a 7z', filled(90, 0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c), 'bundle/other-archive', {}],
    ['a rar', utf8('Rar!\u001a\u0007'), 'bundle/other-archive', { format: 'RAR' }],
    ['a tar', tar(), 'bundle/other-archive', { format: 'tar' }],
    ['noise', filled(900), 'bundle/not-a-zip', {}],
  ])('%s is called what its bytes show', (_, bytes, code, facts) => {
    expect(OtaError.from(notAnArchive(bytes, 'x')).facts).toMatchObject({ file: 'x', ...facts });
    expect(refusalOfBytes(bytes)).toMatchObject({ code, facts: { file: 'fw.zip', ...facts } });
  });

  it('is looked at only where a page or a form can begin, however long it is', () => {
    const long = utf8(`${' '.repeat(5000)}<!doctype html>`);
    expect(refusalOfBytes(long)?.code).toBe('bundle/not-a-zip');
  });
});

const zipOf = (files: Readonly<Record<string, Uint8Array | string>>) =>
  refusalOfBytes(
    forgeZip(
      Object.entries(files).map(([name, bytes]) => ({
        name,
        bytes: typeof bytes === 'string' ? utf8(bytes) : bytes,
      })),
    ),
  );
const utf16 = (text: string) =>
  new Uint8Array(Uint16Array.from(text, (c) => c.charCodeAt(0)).buffer);

describe('a zip that is no bundle', () => {
  it('of sources is called so, by a file that shows it', () => {
    const facts = { file: 'fw.zip', sign: 'demo-master/mos.yml' };
    expect(zipOf({ 'demo-master/notes.txt': '', 'demo-master/mos.yml': '' })).toEqual({
      ...{ code: 'bundle/source-code', facts },
    });
    expect(zipOf({ 'a/main.c.txt': '' })?.code).toBe('bundle/no-manifest');
  });

  it('has its manifest too deep, and not none', () => {
    expect(zipOf({ 'build/demo/manifest.json': '{}' })).toEqual({
      code: 'bundle/too-deep',
      facts: { file: 'fw.zip', manifest: 'build/demo/manifest.json' },
    });
  });

  it.each<readonly [string, Uint8Array | string, object]>([
    ['begins with a byte order mark', '\ufeff{}', { encoding: 'byte-order-mark' }],
    ['is UTF-16 with its mark', utf16('\ufeff{}'), { encoding: 'utf-16' }],
    ['is UTF-16 without one', utf16('{}'), { encoding: 'utf-16' }],
  ])('whose manifest %s is refused for that', (_, manifest, facts) => {
    expect(zipOf({ 'manifest.json': manifest })).toEqual({
      code: 'bundle/manifest-encoding',
      facts,
    });
  });

  it('is another maker’s package, where its manifest has nothing of ours', () => {
    const theirs = '{"format-version": 1, "files": []}';
    expect(zipOf({ 'manifest.json': theirs })).toEqual({
      code: 'bundle/other-package',
      facts: { file: 'fw.zip' },
    });
    for (const ours of ['{"platform": "esp32"}', '{}', '{"parts": {}}'])
      expect(zipOf({ 'manifest.json': ours })?.code).toBe('bundle/manifest-incomplete');
  });
});
