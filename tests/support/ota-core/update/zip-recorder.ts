import {
  createZipStream,
  type ZipSink,
  type ZipStreamState,
} from '../../../../src/ota-core/update/zip-stream.ts';

export interface RecordedEntry {
  readonly name: string;
  readonly sizeBytes: number;
  readonly extra: readonly number[];
  /** In hex. */
  readonly data: string;
  /** The stream said that the entry is whole and right. */
  readonly ended: boolean;
}

export interface Recording {
  readonly state: ZipStreamState;
  readonly entries: readonly RecordedEntry[];
}

/** Feeds a zip stream and keeps all it emits; `stopAt` names an entry at whose begin the sink says stop. */
export function recordZip(pieces: readonly Uint8Array[], stopAt?: string): Recording {
  const entries: (Omit<RecordedEntry, 'data' | 'ended'> & {
    readonly data: Uint8Array[];
    ended: boolean;
  })[] = [];
  const sink: ZipSink = {
    entryBegin({ name, sizeBytes, extra }) {
      entries.push({ name, sizeBytes, extra: [...extra], data: [], ended: false });
      return name === stopAt ? 'stop' : 'go';
    },
    entryData(bytes) {
      entries.at(-1)!.data.push(bytes.slice()); // borrowed
      return 'go';
    },
    entryEnd() {
      entries.at(-1)!.ended = true;
      return 'go';
    },
  };
  const stream = createZipStream(sink);
  for (const piece of pieces) stream.push(piece);
  return {
    state: stream.state,
    entries: entries.map((entry) => ({
      ...entry,
      data: Buffer.concat(entry.data).toString('hex'),
    })),
  };
}
