import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { FrameDecoder } from '../../../src/rpc/frame.ts';
import { createDeviceLineCodec, createHostLineCodec } from '../../../src/rpc/line-codec.ts';
import { createMessageCodec } from '../../../src/rpc/channel.ts';
import { textOf, wholeOf, type FuzzTarget } from './target.ts';

const FOLDER = path.resolve(import.meta.dirname, '../../fixtures/transcripts');

/** What one side of a recorded conversation said, the first lines of it. */
function linesOf(file: string, from: string): readonly Uint8Array[] {
  const lines = readFileSync(path.join(FOLDER, file), 'utf8').trim().split('\n');
  return lines.flatMap((line) => {
    const record: unknown = JSON.parse(line);
    if (typeof record !== 'object' || record === null) return [];
    if (!('from' in record) || record.from !== from || !('bytes' in record)) return [];
    return [new Uint8Array(Buffer.from(String(record.bytes), 'latin1'))];
  });
}

const noisy = [
  'mgos_init ok\r\n{"id":1,"result":{"a":"\u00e9"}}\n',
  '{"method":"Sys.GetInfo"}010a4ff9\n',
  '"""{"id":2,"error":{"code":-1,"message":"no"}}"""\n',
  '{"id":"three","result":null}deadbeef\n\x11\x13\n',
].map((text) => new Uint8Array(Buffer.from(text)));

const few = (lines: readonly Uint8Array[]) => lines.slice(0, 6);
const joined = (lines: readonly Uint8Array[]) => new Uint8Array(Buffer.concat(few(lines)));
const client = linesOf('tcp-ota.jsonl', 'client');
const device = linesOf('tcp-ota.jsonl', 'device');

function decodeAll(decoder: FrameDecoder, pieces: readonly Uint8Array[]): string {
  return textOf([...pieces.flatMap((piece) => decoder.push(piece)), ...decoder.flush()]);
}

export const rpcTargets: readonly FuzzTarget[] = [
  {
    name: 'rpc-line-host',
    corpus: [...few(device), joined(device), ...noisy],
    isCuttable: true,
    run: (pieces) =>
      decodeAll(createHostLineCodec({ maxFrameBytes: 4094 }).createDecoder(), pieces),
  },
  {
    name: 'rpc-line-device',
    corpus: [...few(client), joined(client), ...noisy],
    isCuttable: true,
    run: (pieces) => decodeAll(createDeviceLineCodec().createDecoder(), pieces),
  },
  {
    name: 'rpc-frame',
    corpus: [...few(client), ...few(device), ...noisy].map((line) => line.slice(4, -4)),
    isCuttable: false,
    run: (pieces) =>
      decodeAll(createMessageCodec({ maxFrameBytes: 4094 }).createDecoder(), [wholeOf(pieces)]),
  },
];
