/**
 * The attacks on an archive, by their numbers (proof.md#attacks): each on the host's reader and on a device to which it is pushed
 * blindly. What is refused may not have touched anything but the slot that was to be written.
 */
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openOrRepair } from '../../../src/bundle/repair/open-or-repair.ts';
import { OtaError } from '../../../src/contracts/failure.ts';
import {
  APP,
  attack,
  entry,
  FS,
  judge,
  MANIFEST,
  type Verdict,
} from '../../support/bundle/attack.ts';
import {
  forgeZip,
  utf8,
  type ForgedEnd,
  type ForgedEntry,
} from '../../support/bundle/zip-forge.ts';

const MALFORMED = 'Malformed archive';
const refused = (host: Verdict['host'], device = MALFORMED): Verdict => ({ host, device });
/** Devices look at no more than they need; the host is asked first. */
const onlyHost = (host: Verdict['host']): Verdict => ({ host, device: null });
const app = (forged: Partial<ForgedEntry>, end: ForgedEnd = {}) => attack({ app: forged, end });

it('without an attack both take the bundle', () => {
  expect(judge(attack())).toEqual({ host: null, device: null });
  expect(judge(attack({ more: [entry('readme.txt', 'x')] }))).toEqual({ host: null, device: null });
});

describe('Z3 a manifest', () => {
  const manifest = entry('manifest.json', JSON.stringify(MANIFEST));
  it.each<readonly [string, Uint8Array, Verdict]>([
    [
      'that is not first',
      forgeZip([entry('app.bin', APP), manifest]),
      refused('bundle/manifest-not-first', 'Get app.bin instead of manifest.json'),
    ],
    ['that is there twice', attack({ more: [manifest] }), refused('bundle/contradiction')],
    [
      'that is there twice, in a folder',
      attack({ more: [entry('x/manifest.json', '{}')] }),
      refused('bundle/contradiction'),
    ],
  ])('%s is refused', (_, bytes, verdict) => {
    expect(judge(bytes)).toEqual(verdict);
  });
});

describe('Z4 a central record that differs from its local header', () => {
  it.each<readonly [string, NonNullable<ForgedEntry['central']>]>([
    ['name', { name: utf8('app.bix') }],
    ['method', { method: 8 }],
    ['flags', { flags: 0x800 }],
    ['crc', { crc: 0 }],
    ['packed size', { packedSize: 3 }],
    ['size', { size: 3 }],
    ['version', { version: 10 }],
    ['time', { time: 9 }],
    ['date', { date: 9 }],
    ['offset', { offset: 3 }],
  ])('in its %s is refused', (_, central) => {
    expect(judge(app({ central }))).toEqual(refused('bundle/contradiction'));
  });

  it('in its signature field is refused by the host; what a device would check is in the local one', () => {
    const extra = Uint8Array.of(0x3a, 0x29, 2, 0, 0x7b, 0x7d);
    expect(judge(app({ central: { extra } }))).toEqual(onlyHost('bundle/contradiction'));
  });
});

describe('Z5 an entry', () => {
  it('that is in the file and not in the directory is refused', () => {
    expect(judge(attack({ more: [{ ...entry('x', 'x'), hidden: true }] }))).toEqual(
      refused('bundle/contradiction'),
    );
  });

  it('that is in the directory and not in the file is refused', () => {
    const bytes = attack({ end: { order: [0, 1, 2, 1], entries: 4, diskEntries: 4 } });
    expect(judge(bytes)).toEqual(refused('bundle/contradiction'));
  });
});

describe('Z6 entries that overlap', () => {
  it('are refused, where two records share one header', () => {
    const more = [{ ...entry('x', 'x'), central: { offset: 0 } }];
    expect(judge(attack({ more }))).toEqual(refused('bundle/contradiction'));
  });

  it('are refused, where one quotes the header of the next as its data', () => {
    const inner = forgeZip([entry('inner', 'x'.repeat(99))]).subarray(0, 30 + 5 + 99);
    const outer = entry('outer', inner);
    // The record of a third one points into the data of the second.
    const third = { ...entry('inner', 'x'.repeat(99)), central: { offset: 30 + 5 } };
    expect(
      judge(forgeZip([entry('manifest.json', JSON.stringify(MANIFEST)), outer, third])),
    ).toEqual(refused('bundle/contradiction'));
  });
});

describe('Z7 bytes where none belong', () => {
  const sound = attack();
  const join = (...pieces: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(pieces));
  it.each<readonly [string, Uint8Array, Verdict]>([
    [
      'between entries',
      app({ after: utf8('gap') }),
      refused('bundle/contradiction', 'Malformed archive (invalid file header)'),
    ],
    [
      'before the first header',
      join(utf8('gap'), sound),
      refused('bundle/not-a-zip', 'Malformed archive (invalid file header)'),
    ],
    ['after the end', attack({ end: { after: utf8('x') } }), refused('bundle/trailing-bytes')],
    ['that are a second end', join(sound, sound.slice(-22)), refused('bundle/contradiction')],
    [
      'that are an end in a comment',
      attack({ end: { comment: sound.slice(-22) } }),
      refused('bundle/contradiction'),
    ],
    ['in a comment', attack({ end: { comment: utf8('hello') } }), refused('bundle/unsupported')],
    [
      'before the end record',
      attack({ end: { before: utf8('gap') } }),
      refused('bundle/contradiction'),
    ],
  ])('%s are refused', (_, bytes, verdict) => {
    expect(judge(bytes)).toEqual(verdict);
  });

  it('that a length of the comment promises and are not there: refused', () => {
    const bytes = sound.slice();
    bytes[bytes.length - 2] = 5;
    expect(judge(bytes)).toEqual(refused('bundle/cut-off'));
  });
});

describe('Z8 a data descriptor', () => {
  const STREAM = 'Archived file size is unknown';
  const none = { flags: 8, crc: 0, size: 0, packedSize: 0 };
  const told = { size: APP.length, packedSize: APP.length };
  it.each([
    ['of 12 bytes', new Uint8Array(12)],
    ['of 16 bytes', Uint8Array.of(0x50, 0x4b, 7, 8, ...new Uint8Array(12))],
    ['that is not there', new Uint8Array(0)],
  ])('%s is refused', (_, after) => {
    expect(judge(app({ local: none, central: told, after })).device).toBe(STREAM);
    expect(judge(app({ local: none, central: told, after })).host).toMatch(
      /^bundle\/(streamed|contradiction)$/,
    );
  });

  it('that disagrees is not mended', async () => {
    const descriptor = new Uint8Array(12).fill(9);
    const bytes = app({ local: none, central: told, after: descriptor });
    expect(await repairOf(bytes)).toBe('bundle/contradiction');
  });
});

/** Why not even the repair takes it; null: mended. */
async function repairOf(bytes: Uint8Array): Promise<string | null> {
  try {
    const { signal } = new AbortController();
    await openOrRepair(new Blob([new Uint8Array(bytes)]), { fileName: 'fw.zip', signal });
    return null;
  } catch (reason) {
    return OtaError.from(reason).code;
  }
}

it('Z9 a CRC of 0 is compared as any other, where the core of 2018 compares none', () => {
  expect(judge(app({ local: { crc: 0 } }))).toEqual(refused('bundle/part-damaged', 'Invalid CRC'));
});

it('Z10 two sizes of a stored entry are refused', () => {
  expect(judge(app({ local: { size: APP.length + 1 } }))).toEqual(refused('bundle/contradiction'));
});

describe('Z11 a bomb', () => {
  const zeros = new Uint8Array(1024 * 1024);
  const packed = deflateRawSync(zeros, { level: 9 });
  const deflated = (size: number): Uint8Array =>
    forgeZip([
      entry('manifest.json', JSON.stringify(MANIFEST)),
      { ...entry('app.bin', packed), local: { method: 8, size } },
      entry('fs.img', FS),
    ]);

  it('is refused by the device, which unpacks nothing, and mended by nobody', async () => {
    expect(judge(deflated(zeros.length))).toEqual(
      refused('bundle/compressed', 'Cannot handle compressed .zip'),
    );
    expect(await repairOf(deflated(2 ** 32 - 2))).toBe('bundle/too-many-bytes');
  });

  it('that says less than it holds is stopped at the first byte more', async () => {
    expect(await repairOf(deflated(1000))).toBe('bundle/contradiction');
  });

  it('that says more than Deflate can hold is not unpacked', async () => {
    expect(await repairOf(deflated(packed.length * 1033))).toBe('bundle/contradiction');
  });
});

describe('Z12 a compressed entry', () => {
  const manifest = entry('manifest.json', JSON.stringify(MANIFEST));
  const packed = deflateRawSync(APP);
  const deflated = (bytes: Uint8Array): Uint8Array => {
    const crc = forgeZip([entry('a', APP)]);
    return forgeZip([
      manifest,
      {
        ...entry('app.bin', bytes),
        local: { method: 8, size: APP.length, crc: new DataView(crc.buffer).getUint32(14, true) },
      },
      entry('fs.img', FS),
    ]);
  };

  it('that is sound is mended', async () => {
    expect(await repairOf(deflated(packed))).toBeNull();
  });

  it.each([
    ['ends early', packed.subarray(0, packed.length - 3)],
    ['holds more after its last block', new Uint8Array(Buffer.concat([packed, utf8('more')]))],
    ['holds a second stream', new Uint8Array(Buffer.concat([packed, packed]))],
  ])('that %s is refused', async (_, bytes) => {
    expect(judge(deflated(bytes)).device).toBe('Cannot handle compressed .zip');
    expect(await repairOf(deflated(bytes))).toMatch(/^bundle\/(part-damaged|contradiction)$/);
  });
});

describe('Z13 a number', () => {
  const sizes = (size: number) => ({ local: { size, packedSize: size } });
  it.each<readonly [string, Uint8Array]>([
    ['a size of all ones', app(sizes(0xffffffff))],
    ['a size of 2^31', app(sizes(2 ** 31))],
    ['a size of 2^31 - 1', app(sizes(2 ** 31 - 1))],
    ['a size of 2^31 + 1', app(sizes(2 ** 31 + 1))],
    [
      'sizes whose sum overflows',
      attack({ app: sizes(2 ** 32 - 2), more: [{ ...entry('x', 'x'), ...sizes(2 ** 32 - 2) }] }),
    ],
    ['an offset behind the file', app({ central: { offset: 2 ** 31 } })],
    ['a directory behind the file', attack({ end: { directoryOffset: 2 ** 31 } })],
    [
      'a directory whose end overflows',
      attack({ end: { directoryOffset: 2 ** 32 - 9, directorySize: 99 } }),
    ],
  ])('that lies is refused: %s', (_, bytes) => {
    const { host, device } = judge(bytes);
    expect(host).toMatch(/^bundle\/(contradiction|unsupported|cut-off)$/);
    expect(device).not.toBeNull();
  });
});

describe('Z14 an entry that nobody here reads', () => {
  it.each<readonly [string, ForgedEntry['local'], Verdict]>([
    ['encrypted', { flags: 1 }, refused('bundle/unsupported')],
    ['strongly encrypted', { flags: 0x41 }, refused('bundle/unsupported')],
    ['with a masked header', { flags: 0x2000 }, refused('bundle/unsupported')],
    ...[1, 6, 9, 12, 14, 93, 95, 97, 98, 99].map(
      (method) =>
        [
          `of method ${method}`,
          { method },
          refused('bundle/unsupported', 'Cannot handle compressed .zip'),
        ] as const,
    ),
  ])('%s is refused', (_, local, verdict) => {
    expect(judge(app({ local: local ?? {} }))).toEqual(verdict);
  });
});

describe('Z15 an entry', () => {
  const unix = (type: number) => ({ madeBy: 0x0314, externalAttributes: (type << 16) >>> 0 });
  it('that is a link is refused, of whatever a device would make a file', () => {
    expect(judge(app({ central: unix(0xa1ff) }))).toEqual(onlyHost('bundle/unsupported'));
  });

  it('that is a folder by its name is refused', () => {
    expect(judge(attack({ more: [entry('folder/', '')] }))).toEqual(refused('bundle/unsupported'));
  });

  it.each([
    ['pipe', 0x11ff],
    ['character device', 0x21ff],
    ['folder', 0x41ff],
    ['block device', 0x61ff],
    ['socket', 0xc1ff],
  ])('that is a %s by its attributes is refused', (_, type) => {
    expect(judge(app({ central: unix(type) }))).toEqual(onlyHost('bundle/unsupported'));
  });
});

describe('Z16 an extra field', () => {
  const field = (id: number, length: number, body: number): Uint8Array => {
    const bytes = new Uint8Array(4 + body);
    new DataView(bytes.buffer).setUint16(0, id, true);
    new DataView(bytes.buffer).setUint16(2, length, true);
    return bytes;
  };
  const signature = Uint8Array.of(0x3a, 0x29, 2, 0, 0x7b, 0x7d);
  const first = (extra: Uint8Array) =>
    forgeZip([
      { ...entry('manifest.json', JSON.stringify(MANIFEST)), local: { extra } },
      entry('app.bin', APP),
      entry('fs.img', FS),
    ]);

  it('of 2,049 bytes is refused, one of 2,048 taken', () => {
    expect(judge(app({ local: { extra: field(0x7777, 2045, 2045) } }))).toEqual(
      refused('bundle/unsupported'),
    );
    expect(judge(app({ local: { extra: field(0x7777, 2044, 2044) } }))).toEqual({
      host: null,
      device: null,
    });
  });

  it('of 65,535 bytes is refused before it is held', () => {
    expect(judge(app({ local: { extra: field(0x7777, 65531, 65531) } }))).toEqual(
      refused('bundle/unsupported'),
    );
  });

  it.each([
    ['whose length lies', field(0x293a, 99, 3)],
    ['that ends in the middle of a header', Uint8Array.of(...signature, 1)],
    ['with two signature fields', Uint8Array.of(...signature, ...signature)],
    ['with another name', field(0x7075, 6, 6)],
  ])(
    '%s is refused at the manifest by the host; a device reads the first signatures',
    (_, extra) => {
      expect(judge(first(extra))).toEqual(onlyHost('bundle/contradiction'));
    },
  );
});

it('Z17, Z18 a bundle cut after any byte and with any bit flipped: tests/unit/bundle/damage.test.ts', () => {
  const sound = attack();
  for (let at = 0; at < sound.length; at += 1) {
    expect(judge(sound.subarray(0, at)).host, `cut after ${at}`).not.toBeNull();
    expect(judge(sound.subarray(0, at)).device, `cut after ${at}`).not.toBeNull();
  }
});

describe('Z19 many entries', () => {
  const many = (count: number): Uint8Array =>
    attack({ more: Array.from({ length: count }, (_, at) => entry(`f${at}`, 'x')) });

  it('of one byte are refused from the 65th on, and 64 are taken', () => {
    expect(judge(many(61))).toEqual({ host: null, device: null });
    expect(judge(many(62))).toEqual(refused('bundle/unsupported'));
  });

  it('are refused where there are 65,534', () => {
    expect(judge(many(65_531))).toEqual(refused('bundle/unsupported'));
  });
});

it('Z20 an archive in an archive is no bundle, and what lies in it is opened and said', async () => {
  const inner = attack();
  const outer = forgeZip([entry('fw.zip', inner)]);
  expect(judge(outer)).toEqual(
    refused('bundle/no-manifest', 'Get fw.zip instead of manifest.json'),
  );
  const deep = [0, 1, 2, 3, 4].reduce((bytes) => forgeZip([entry('fw.zip', bytes)]), inner);
  expect(await repairOf(deep)).toBe('bundle/no-manifest');
});

describe('Z21 a file that is an archive and something else', () => {
  it.each([
    ['a page', '<!doctype html><script>alert(1)</script>'],
    ['a script', '#!/bin/sh\n'],
    ['a document', '%PDF-1.7\n'],
    ['a program', '\x7fELF'],
  ])('%s is refused, and never called a bundle', (_, head) => {
    const bytes = new Uint8Array(Buffer.concat([Buffer.from(head, 'latin1'), attack()]));
    const { host, device } = judge(bytes);
    expect(host).toMatch(/^bundle\/(web-page|not-a-zip|elf|other-package)$/);
    expect(device).toBe('Malformed archive (invalid file header)');
  });
});
