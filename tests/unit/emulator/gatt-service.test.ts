import { describe, expect, it } from 'vitest';
import { ATT, createGattService } from '../../support/emulator/gatt-service.ts';
import type { GattServiceOptions } from '../../support/emulator/gatt-service.ts';

const length = (bytes: number): Uint8Array =>
  Uint8Array.of(bytes >>> 24, (bytes >>> 16) & 255, (bytes >>> 8) & 255, bytes & 255);
const filled = (bytes: number, with_ = 0x41): Uint8Array => new Uint8Array(bytes).fill(with_);
const done = { ok: true, value: null };
const refused = (error: keyof typeof ATT) => ({ ok: false, error });

/** A device whose radio is up; `frames`, `notified` and `crashes` are what came out of it. */
function setUp(options: Partial<GattServiceOptions> = {}) {
  const frames: Uint8Array[] = [];
  const notified: { readonly value: Uint8Array; readonly mode: string }[] = [];
  const crashes: string[] = [];
  const service = createGattService({
    onFrame: (frame) => frames.push(frame),
    onNotify: (value, mode) => notified.push({ value, mode }),
    onCrash: (why) => crashes.push(why),
    ...options,
  });
  return { service, frames, notified, crashes };
}

/** The same with a session, as a central has it that waited. */
function inSession(peerMtu = 517, options: Partial<GattServiceOptions> = {}) {
  const bench = setUp(options);
  bench.service.connect();
  bench.service.exchangeMtu(peerMtu);
  return bench;
}

/** Reads of data until `bytes` are there, as a client that was told the length. */
function readAll({ service }: ReturnType<typeof setUp>, bytes: number) {
  const reads: number[] = [];
  for (let left = bytes; left > 0;) {
    const answer = service.read('data');
    if (!answer.ok) throw new Error(answer.error);
    reads.push(answer.value.length);
    left -= answer.value.length;
  }
  return reads;
}

describe('before the MTU exchange', () => {
  it.each([
    ['a read of rxCtl', ({ service }: ReturnType<typeof setUp>) => service.read('rxCtl')],
    ['a read of data', ({ service }: ReturnType<typeof setUp>) => service.read('data')],
    [
      'a write of txCtl',
      ({ service }: ReturnType<typeof setUp>) => service.write('txCtl', length(1)),
    ],
    [
      'a write of data',
      ({ service }: ReturnType<typeof setUp>) => service.write('data', filled(1)),
    ],
  ])('%s fails with Unlikely Error', (_, access) => {
    const bench = setUp();
    bench.service.connect();
    expect(access(bench)).toEqual(refused('unlikelyError'));
    expect(ATT.unlikelyError).toBe(0x0e);
    expect(bench.service.mtu).toBeNull();
  });

  it('a subscription is taken and never heard of: no notification comes, though reading works', () => {
    const { service, notified } = setUp();
    service.connect();
    service.subscribe('notify');
    service.exchangeMtu(185);
    service.sendFrame(filled(412));
    expect(notified).toEqual([]);
    expect(service.read('rxCtl')).toEqual({ ok: true, value: length(412) });
  });

  it('a subscription made again after it is heard', () => {
    const { service, notified } = setUp();
    service.connect();
    service.subscribe('notify');
    service.exchangeMtu(185);
    service.subscribe('notify');
    service.sendFrame(filled(412));
    expect(notified).toEqual([{ value: Uint8Array.of(0, 0, 1, 0x9c), mode: 'notify' }]);
  });
});

describe('the MTU', () => {
  it.each([
    ['what both take', 517, 500, 500],
    ['what the central offers', 185, 500, 185],
    ['23 with a central that refuses', 23, 500, 23],
    ['never less than 23', 5, 500, 23],
    ['what another build asks for', 517, 517, 517],
  ])('is %s', (_, peerMtu, mtu, agreed) => {
    const { service } = setUp({ mtu });
    service.connect();
    expect(service.exchangeMtu(peerMtu)).toBe(agreed);
    expect(service.mtu).toBe(agreed);
  });

  it.each([
    [23, 20, 196],
    [185, 3, 23],
    [247, 2, 17],
    [500, 1, 9],
    [517, 1, 8],
  ])('of %d gives 412 bytes in %d reads and 4,096 in %d', (mtu, few, many) => {
    const bench = inSession(mtu, { mtu: 517 });
    bench.service.sendFrame(filled(412));
    expect(readAll(bench, 412)).toHaveLength(few);
    bench.service.sendFrame(filled(4096));
    expect(readAll(bench, 4096)).toHaveLength(many);
  });
});

describe('a request', () => {
  it('is there with its last byte, however it was cut', () => {
    const text = new TextEncoder().encode('{"id":1,"method":"Sys.GetInfo"}');
    for (let piece = 1; piece <= text.length; piece += 1) {
      const { service, frames } = inSession();
      expect(service.write('txCtl', Uint8Array.of(0, 0, 0, 0x1f))).toEqual(done);
      for (let at = 0; at < text.length; at += piece) {
        expect(frames).toEqual([]);
        expect(service.write('data', text.subarray(at, at + piece))).toEqual(done);
      }
      expect(frames).toEqual([text]);
    }
  });

  it('that is half there is forgotten when the next length comes', () => {
    const { service, frames } = inSession();
    service.write('txCtl', length(10));
    service.write('data', filled(9, 1));
    service.write('txCtl', length(10));
    service.write('data', filled(9, 2));
    expect(frames).toEqual([]);
    service.write('data', filled(1, 2));
    expect(frames).toEqual([filled(10, 2)]);
  });

  it('gets a second one accepted before the first reply was read, and its reply queued', () => {
    const bench = inSession();
    const { service, notified } = bench;
    service.subscribe('indicate');
    service.sendFrame(filled(10));
    service.sendFrame(filled(20));
    expect(notified.map(({ value }) => value)).toEqual([length(10)]);
    readAll(bench, 10);
    expect(notified.map(({ value }) => value)).toEqual([length(10), length(20)]);
    expect(notified[1]?.mode).toBe('indicate');
  });

  it.each([
    ['a length of 3 bytes', 'txCtl', filled(3), 'requestNotSupported', 0x06],
    ['a length of 4,097', 'txCtl', length(4097), 'insufficientResources', 0x11],
    ['data that nobody announced', 'data', filled(1), 'invalidOffset', 0x07],
    ['a write of rxCtl', 'rxCtl', length(1), 'requestNotSupported', 0x06],
    ['a value of 513 bytes', 'data', filled(513), 'invalidAttributeLength', 0x0d],
  ] as const)('%s is refused', (...[, characteristic, bytes, error, code]) => {
    const { service, frames, crashes } = inSession();
    expect(service.write(characteristic, bytes)).toEqual(refused(error));
    expect(ATT[error]).toBe(code);
    expect([...frames, ...crashes]).toEqual([]);
  });

  it('of 4,096 bytes is taken', () => {
    const { service, frames } = inSession();
    service.write('txCtl', length(4096));
    for (let at = 0; at < 4096; at += 512) service.write('data', filled(512));
    expect(frames.map((frame) => frame.length)).toEqual([4096]);
  });

  it('does not take data that goes past its end, and goes on with data that does not', () => {
    const { service, frames } = inSession();
    service.write('txCtl', length(10));
    service.write('data', filled(8, 1));
    expect(service.write('data', filled(3, 2))).toEqual(refused('invalidOffset'));
    expect(service.write('data', filled(2, 3))).toEqual(done);
    expect(frames).toEqual([Uint8Array.of(1, 1, 1, 1, 1, 1, 1, 1, 3, 3)]);
  });

  it('too long to be taken leaves the one before it as it was', () => {
    const { service, frames } = inSession();
    service.write('txCtl', length(2));
    service.write('data', filled(1));
    service.write('txCtl', length(5000));
    service.write('data', filled(1));
    expect(frames).toEqual([filled(2)]);
  });
});

describe('a length of 0', () => {
  it('does nothing while nothing is expected', () => {
    const { service, crashes } = inSession();
    expect(service.write('txCtl', length(0))).toEqual(done);
    expect(service.write('data', filled(1))).toEqual(refused('invalidOffset'));
    expect(crashes).toEqual([]);
  });

  it('after half a request makes the next data crash the device', () => {
    const { service, crashes } = inSession();
    service.write('txCtl', length(10));
    service.write('data', filled(5));
    expect(service.write('txCtl', length(0))).toEqual(refused('insufficientResources'));
    expect(crashes).toEqual([]);
    service.write('data', filled(5));
    expect(crashes).toHaveLength(1);
  });

  it('written as data is a frame of no bytes, which no device understands', () => {
    const { service, frames } = inSession();
    service.write('data', filled(0));
    expect(frames).toEqual([filled(0)]);
  });
});

describe('a reply', () => {
  it('is nothing while there is none', () => {
    const { service } = inSession();
    expect(service.read('rxCtl')).toEqual({ ok: true, value: length(0) });
    expect(service.read('data')).toEqual({ ok: true, value: filled(0) });
    expect(service.read('txCtl')).toEqual(refused('requestNotSupported'));
  });

  it('is not announced to a central that did not subscribe, or does not any more', () => {
    const bench = inSession();
    bench.service.sendFrame(filled(3));
    readAll(bench, 3);
    bench.service.subscribe('notify');
    bench.service.subscribe('off');
    bench.service.sendFrame(filled(3));
    expect(bench.notified).toEqual([]);
    expect(bench.service.read('rxCtl')).toEqual({ ok: true, value: length(3) });
  });

  it('begins again after a read of rxCtl, until its last byte was read', () => {
    const bench = inSession(23);
    const frame = Uint8Array.from({ length: 30 }, (_, at) => at);
    bench.service.sendFrame(frame);
    expect(bench.service.read('data')).toEqual({ ok: true, value: frame.slice(0, 21) });
    expect(bench.service.read('rxCtl')).toEqual({ ok: true, value: length(30) });
    expect(bench.service.read('data')).toEqual({ ok: true, value: frame.slice(0, 21) });
    expect(bench.service.read('data')).toEqual({ ok: true, value: frame.slice(21) });
    expect(bench.service.read('rxCtl')).toEqual({ ok: true, value: length(0) });
  });

  it('read past its end gives the head of the next one', () => {
    const bench = inSession();
    bench.service.sendFrame(filled(5, 1));
    bench.service.sendFrame(filled(6, 2));
    readAll(bench, 5);
    expect(bench.service.read('data')).toEqual({ ok: true, value: filled(6, 2) });
  });

  it('is lost when 25 wait behind the one that is read: the oldest goes, in silence', () => {
    const bench = inSession();
    for (let bytes = 1; bytes <= 27; bytes += 1) bench.service.sendFrame(filled(bytes));
    const lengths: number[] = [];
    for (;;) {
      const next = bench.service.read('data');
      if (!next.ok || next.value.length === 0) break;
      lengths.push(next.value.length);
    }
    expect(lengths).toEqual([1, ...Array.from({ length: 25 }, (_, at) => at + 3)]);
  });

  it('is a copy on both sides', () => {
    const { service } = inSession();
    const frame = filled(4);
    service.sendFrame(frame);
    frame.fill(0);
    const first = service.read('data');
    expect(first).toEqual({ ok: true, value: filled(4) });
  });
});

describe('a connection that ends', () => {
  it('takes everything with it: half requests, replies, subscription and session', () => {
    const { service, frames, notified } = inSession();
    service.subscribe('notify');
    service.write('txCtl', length(2));
    service.write('data', filled(1));
    service.sendFrame(filled(9));
    service.disconnect();
    service.sendFrame(filled(8));
    service.connect();
    expect(service.read('rxCtl')).toEqual(refused('unlikelyError'));
    service.exchangeMtu(247);
    expect(service.read('rxCtl')).toEqual({ ok: true, value: length(0) });
    expect(service.write('data', filled(1))).toEqual(refused('invalidOffset'));
    service.sendFrame(filled(7));
    expect(frames).toEqual([]);
    expect(notified).toHaveLength(1);
  });

  it('before the MTU exchange opens no session afterwards', () => {
    const { service } = setUp();
    service.connect();
    service.disconnect();
    service.exchangeMtu(185);
    expect(service.mtu).toBeNull();
  });
});
