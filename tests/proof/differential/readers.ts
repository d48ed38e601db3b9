/** What other programs read from an archive. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unzipSync } from 'fflate';
import { fromBufferPromise } from 'yauzl';
import { readArchive } from '../../../src/bundle/read-archive.ts';
import { crc32 } from '../../../src/ota-core/primitives/crc32.ts';
import { recordZip } from '../../support/ota-core/update/zip-recorder.ts';

/** Name, size and SHA-1 of each entry, in order; Info-ZIP tells no bytes but that the CRC-32 is right. */
export type Told = readonly (readonly [name: string, size: number, sha1: string])[];
/** null: the archive, or an entry of it, was refused. */
export type Story = Told | null;

const sha1 = (bytes: Uint8Array): string => createHash('sha1').update(bytes).digest('hex');
const tell = (name: string, bytes: Uint8Array) => [name, bytes.length, sha1(bytes)] as const;

/** Throws what the strict reader throws. */
export function hostStory(bytes: Uint8Array): Story {
  const entries = readArchive(bytes, 'fw.zip');
  return entries.every(({ data, crc }) => crc32(data) === crc)
    ? entries.map(({ fullName, data }) => tell(fullName, data))
    : null;
}

/** Names without the first folder. */
export function deviceStory(bytes: Uint8Array): Story {
  const { state, entries } = recordZip([bytes]);
  if (state.phase !== 'done') return null;
  return entries.map(({ name, data }) => tell(name, Buffer.from(data, 'hex')));
}

export async function yauzlStory(bytes: Uint8Array): Promise<Story> {
  try {
    const archive = await fromBufferPromise(Buffer.from(bytes), { validateEntrySizes: true });
    const told: (readonly [string, number, string])[] = [];
    for await (const entry of archive.eachEntry()) {
      const pieces: Buffer[] = [];
      for await (const piece of await archive.openReadStreamPromise(entry))
        pieces.push(piece as Buffer);
      told.push(tell(entry.fileName, Buffer.concat(pieces)));
    }
    return told;
  } catch {
    return null;
  }
}

export function fflateStory(bytes: Uint8Array): Story {
  try {
    return Object.entries(unzipSync(bytes)).map(([name, data]) => tell(name, data));
  } catch {
    return null;
  }
}

const has = (program: string, ...args: readonly string[]): boolean =>
  spawnSync(program, args).status === 0;

/** Programs that may be missing; the test says which. */
export const PROGRAMS = {
  python: has('python3', '-c', 'import zipfile'),
  infoZip: has('unzip', '-v') && has('zipinfo', '-h'),
};

/** All archives by one process; of each by its index. */
export function pythonStories(
  archives: ReadonlyMap<number, Uint8Array>,
): ReadonlyMap<number, Story> {
  return inFolder(archives, (folder) => {
    const text = output('python3', ['-c', PYTHON, folder]);
    const told = JSON.parse(text) as Readonly<Record<string, Story>>;
    return new Map(Object.entries(told).map(([index, story]) => [Number(index), story]));
  });
}

const PYTHON = `
import hashlib, json, os, sys, zipfile
def read(path):
    try:
        with zipfile.ZipFile(path) as archive:
            told = []
            for i in archive.infolist():
                data = archive.read(i)
                told.append([i.filename, len(data), hashlib.sha1(data).hexdigest()])
            return told
    except Exception:
        return None
json.dump({name[:-4]: read(os.path.join(sys.argv[1], name)) for name in os.listdir(sys.argv[1])}, sys.stdout)
`;

/** Names and sizes of `zipinfo`, where `unzip -t` finds nothing wrong; in place of a hash the CRC-32. */
export function infoZipStories(
  archives: ReadonlyMap<number, Uint8Array>,
): ReadonlyMap<number, Told | null> {
  return inFolder(archives, (folder) => {
    const text = output('sh', ['-c', SHELL, 'sh', folder]);
    const stories = new Map<number, Told | null>();
    for (const block of text.split('\0').slice(1)) {
      const [head = '', ...lines] = block.split('\n');
      const [index, listed, tested] = head.split(' ');
      const told = lines.flatMap((line) => {
        const [, size, name] = ZIPINFO_LINE.exec(line) ?? [];
        return size === undefined || name === undefined ? [] : [[name, Number(size), ''] as const];
      });
      stories.set(Number(index), listed === '0' && tested === '0' ? told : null);
    }
    return stories;
  });
}

/** `-rw-a--     2.0 fat      720 b-      720 stor 80-000-00 00:00 app.bin` */
const ZIPINFO_LINE = /^\S+ +\S+ \S+ +(\d+) \S{2} +\d+ \S{4} \S+ \S+ (.*)$/;

const SHELL = `
cd "$1"
for file in *.zip; do
  list=$(zipinfo -l "$file" 2>/dev/null); listed=$?
  unzip -tqq "$file" >/dev/null 2>&1 </dev/null; tested=$?
  printf '\\000%s %s %s\\n%s\\n' "\${file%.zip}" $listed $tested "$list"
done
`;

function inFolder<T>(archives: ReadonlyMap<number, Uint8Array>, work: (folder: string) => T): T {
  const folder = mkdtempSync(path.join(tmpdir(), 'slipway-zips-'));
  try {
    for (const [index, bytes] of archives) writeFileSync(path.join(folder, `${index}.zip`), bytes);
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function output(program: string, args: readonly string[]): string {
  const env = { ...process.env, LC_ALL: 'C.UTF-8', UNZIP: '', ZIPINFO: '' };
  const { status, stdout, stderr } = spawnSync(program, args, {
    ...{ encoding: 'utf8', env, maxBuffer: 1 << 28 },
  });
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}`);
  return stdout;
}
