/**
 * FS.* as rpc-service-fs has it (rpc-methods.md#fs): names are flat, a leading slash is the root. The errors
 * are those of that library, word for word.
 */
import { orElse, type FileEntry, type Filesystem } from '../fs/filesystem.ts';
import { decodeBase64, encodeBase64 } from '../primitives/base64.ts';
import type { Reply } from './device.ts';
import {
  errorReply,
  NULL_RESULT,
  resultReply,
  type Call,
  type Method,
  readBoolean,
  readInt,
  readText,
  type Params,
} from './method-table.ts';

const NAME_REQUIRED = errorReply(400, 'filename is required');
const cannotOpen = (name: string): Reply => errorReply(400, `failed to open file "${name}"`);
const cannotWrite = errorReply(500, 'failed to write data');

/** `files` null: the filesystem could not be mounted, so every file is missing. */
export function fsService(files: Filesystem | null): readonly Method[] {
  return [
    {
      name: 'FS.List',
      argsFormat: '{path: %Q}',
      run: ({ params }) => resultReply(entriesOf(files, params).map(({ name }) => name)),
    },
    {
      name: 'FS.ListExt',
      argsFormat: '{path: %Q}',
      run: ({ params }) =>
        resultReply(entriesOf(files, params).map(({ name, size }) => ({ name, size }))),
    },
    {
      name: 'FS.Get',
      argsFormat: '{filename: %Q, offset: %ld, len: %ld}',
      run: withFile(files, get),
    },
    {
      name: 'FS.Put',
      argsFormat: '{filename: %Q, offset: %ld, data: %V, append: %B}',
      run: withFile(files, put),
    },
    { name: 'FS.Remove', argsFormat: '{filename: %Q}', run: withFile(files, remove) },
    {
      name: 'FS.Rename',
      argsFormat: '{src: %Q, dst: %Q}',
      run: ({ params }) => rename(files, params),
    },
  ];
}

interface FileCall {
  readonly files: Filesystem | null;
  /** As asked for; errors repeat it. */
  readonly filename: string;
  /** In the root. */
  readonly name: string;
  readonly params: Params;
}

function withFile(files: Filesystem | null, act: (call: FileCall) => Reply): (call: Call) => Reply {
  return ({ params }) => {
    const filename = readText(params, 'filename');
    if (filename === null) return NAME_REQUIRED;
    return act({ files, filename, name: inRoot(filename), params });
  };
}

const inRoot = (path: string): string => path.replace(/^\/+/, '');

/** A folder that is not the root cannot be opened and lists nothing. */
function entriesOf(files: Filesystem | null, params: Params): readonly FileEntry[] {
  const path = readText(params, 'path');
  if (path !== null && inRoot(path) !== '') return [];
  return attempt(() => files?.list() ?? null) ?? [];
}

/** The content of a file, by its path; null where it cannot be opened. */
export function readFile(files: Filesystem | null, path: string): Uint8Array | null {
  return attempt(() => files?.read(inRoot(path)) ?? null);
}

function get({ files, filename, name, params }: FileCall): Reply {
  const asked = readInt(params, 'offset', 0);
  if (asked < 0) return errorReply(400, 'illegal offset');
  const bytes = readFile(files, name);
  if (bytes === null) return cannotOpen(filename);
  const offset = Math.min(asked, bytes.length);
  const wanted = readInt(params, 'len', -1);
  const end = wanted < 0 ? bytes.length : Math.min(bytes.length, offset + wanted);
  return resultReply({
    data: encodeBase64(bytes.subarray(offset, end)),
    left: bytes.length - end,
  });
}

/**
 * QUIRK(rpc-service-fs mgos_service_fs.c): fopen "wb" empties the file before the write can fail. Here a file
 * that does not fit stays as it was.
 */
function put({ files, filename, name, params }: FileCall): Reply {
  const data = decodeBase64(readText(params, 'data') ?? '');
  if (data === null) return errorReply(400, 'data is required, in base64');
  if (files === null) return cannotOpen(filename);
  const offset = readInt(params, 'offset', -1);
  const append = offset < 0 && readBoolean(params, 'append', false);
  if (offset > files.space().sizeBytes) return cannotWrite;
  const old = offset > 0 ? attempt(() => files.read(name)) : null;
  if (offset > 0 && old === null) return cannotOpen(filename);
  // Beyond its end a file of a SPIFFS has no place; LittleFS fills the gap with zeros.
  if (files.kind === 'spiffs' && offset > (old?.length ?? 0))
    return errorReply(400, `failed to seek to ${offset}`);
  return orElse(
    () => {
      if (append || (old !== null && offset === old.length)) files.append(name, data);
      else files.write(name, writtenAt(old, Math.max(0, offset), data));
      return NULL_RESULT;
    },
    ({ kind }) => (kind === 'full' ? cannotWrite : cannotOpen(filename)),
  );
}

/** The old bytes with `data` over them from `offset` on; a gap is zeros. */
function writtenAt(old: Uint8Array | null, offset: number, data: Uint8Array): Uint8Array {
  const next = new Uint8Array(Math.max(old?.length ?? 0, offset + data.length));
  if (old !== null) next.set(old);
  next.set(data, offset);
  return next;
}

function remove({ files, name }: FileCall): Reply {
  const done = attempt(() => files?.remove(name) ?? null);
  return done === true ? NULL_RESULT : errorReply(500, 'remove failed');
}

function rename(files: Filesystem | null, params: Params): Reply {
  const [src, dst] = [readText(params, 'src'), readText(params, 'dst')];
  if (src === null || dst === null) return errorReply(400, 'src and dst are required');
  const done = attempt(() => files?.rename(inRoot(src), inRoot(dst)) ?? null);
  return done === true ? NULL_RESULT : errorReply(500, 'rename failed');
}

/** null where the filesystem refuses. */
const attempt = <T>(work: () => T): T | null => orElse(work, () => null);
