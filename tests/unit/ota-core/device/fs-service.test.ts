import { describe, expect, it } from 'vitest';
import { decodeBase64, encodeBase64 } from '../../../../src/ota-core/primitives/base64.ts';
import { readImage, resultOf, startDevice } from '../../../support/ota-core/device/test-device.ts';

const text = (words: string): string => encodeBase64(new TextEncoder().encode(words));
const error = (code: number, message: string) => ({ kind: 'error', code, message });
const NULL = { kind: 'result', result: null };

for (const image of ['lfsuser.img', 'spiffsuser.img'])
  describe(`FS.* on ${image}`, () => {
    const start = () => startDevice({ image: readImage(image) });
    const contentOf = ({ call }: ReturnType<typeof start>, filename: string): string => {
      const { data } = resultOf(call('FS.Get', { filename }));
      return new TextDecoder().decode(decodeBase64(String(data)) ?? undefined);
    };

    it('lists names, and names with sizes', () => {
      const { call } = start();
      const names = ['ca.pem', 'calibration.dat', 'conf0.json', 'conf5.json', 'conf9.json'];
      expect(call('FS.List')).toMatchObject({ result: expect.arrayContaining(names) as unknown });
      expect(call('FS.ListExt', { path: '/' })).toMatchObject({
        result: expect.arrayContaining([{ name: 'conf9.json', size: 98 }]) as unknown,
      });
      expect(call('FS.List', { path: '/none' })).toEqual({ kind: 'result', result: [] });
    });

    it('reads in pieces, and clamps an offset behind the end', () => {
      const { call } = start();
      const first = resultOf(call('FS.Get', { filename: 'calibration.dat', offset: 0, len: 512 }));
      expect([String(first['data']).length, first['left']]).toEqual([684, 3601]);
      expect(call('FS.Get', { filename: '/calibration.dat', offset: 9999 })).toEqual({
        kind: 'result',
        result: { data: '', left: 0 },
      });
    });

    it('writes, appends and overwrites as fopen does', () => {
      const device = start();
      const put = (params: object) => device.call('FS.Put', { filename: 'new.txt', ...params });
      expect(put({ data: text('one ') })).toEqual(NULL);
      expect(put({ data: text('two'), append: true })).toEqual(NULL);
      expect(contentOf(device, 'new.txt')).toBe('one two');
      expect(put({ data: text('TWO'), offset: 4 })).toEqual(NULL);
      expect(put({ data: text('!'), offset: 7, append: true })).toEqual(NULL);
      expect(contentOf(device, 'new.txt')).toBe('one TWO!');
      const isSpiffs = image.startsWith('spiffs');
      const gap = put({ data: text('?'), offset: 9 });
      expect(gap).toEqual(isSpiffs ? error(400, 'failed to seek to 9') : NULL);
      expect(contentOf(device, 'new.txt')).toBe(isSpiffs ? 'one TWO!' : 'one TWO!\0?');
      expect(put({ data: text('short'), offset: 0, append: true })).toEqual(NULL);
      expect(contentOf(device, 'new.txt')).toBe('short');
    });

    it('appends in pieces where half of the room is free, and takes the room of what is appended', () => {
      const { call } = start();
      const free = (): number => Number(resultOf(call('Sys.GetInfo'))['fs_free']);
      const room = free();
      const piece = encodeBase64(new Uint8Array(512).fill(7));
      const pieces = Math.floor((room * 0.7) / 512);
      for (let at = 0; at < pieces; at += 1)
        expect(call('FS.Put', { filename: 'big.bin', data: piece, append: true })).toEqual(NULL);
      expect(room - free()).toBeLessThan(pieces * 512 * 1.05 + 4096);
      expect(resultOf(call('FS.Get', { filename: 'big.bin', len: 1 }))['left']).toBe(
        pieces * 512 - 1,
      );
    });

    it('removes and renames, over another file too', () => {
      const device = start();
      const before = contentOf(device, 'conf9.json');
      expect(device.call('FS.Rename', { src: 'conf9.json', dst: 'conf5.json' })).toEqual(NULL);
      expect(contentOf(device, 'conf5.json')).toBe(before);
      expect(device.call('FS.Remove', { filename: 'conf5.json' })).toEqual(NULL);
      const { result } = device.call('FS.List') as { result: readonly string[] };
      expect(result.filter((name) => name.startsWith('conf'))).toEqual(['conf0.json']);
    });

    it('keeps what was written over a restart', () => {
      const device = start();
      device.call('FS.Put', { filename: 'conf9.json', data: text('{}') });
      device.device.powerOn(1000);
      expect(contentOf(device, 'conf9.json')).toBe('{}');
    });

    it('answers what it cannot do in the words of the library', () => {
      const { call } = start();
      for (const method of ['FS.Get', 'FS.Put', 'FS.Remove'])
        expect(call(method)).toEqual(error(400, 'filename is required'));
      const filename = 'none';
      expect(call('FS.Get', { filename })).toEqual(error(400, 'failed to open file "none"'));
      expect(call('FS.Get', { filename: 'ca.pem', offset: -1 })).toEqual(
        error(400, 'illegal offset'),
      );
      expect(call('FS.Put', { filename, data: text('x'), offset: 5 })).toEqual(
        error(400, 'failed to open file "none"'),
      );
      expect(call('FS.Remove', { filename })).toEqual(error(500, 'remove failed'));
      expect(call('FS.Rename', { src: 'a' })).toEqual(error(400, 'src and dst are required'));
      expect(call('FS.Rename', { src: 'none', dst: 'b' })).toEqual(error(500, 'rename failed'));
      const data = encodeBase64(new Uint8Array(300_000));
      expect(call('FS.Put', { filename: 'big', data })).toEqual(error(500, 'failed to write data'));
      const name = 'n'.repeat(300);
      expect(call('FS.Put', { filename: name, data: '' })).toEqual(
        error(400, `failed to open file "${name}"`),
      );
    });
  });
