/**
 * An archive read the way computers do, from its end, and held to the way devices do, from its start:
 * both must tell the same story in every field, with nothing between, before or after.
 *
 *   central-directory.ts, the end record first ─▶ local-headers.ts ─▶ judgeEntries
 */
import { OtaError } from '../contracts/failure.ts';
import type { ZipFeature } from '../contracts/failure.ts';
import {
  headerFaults,
  MAX_FULL_NAME_BYTES,
  type HeaderFault,
} from '../ota-core/update/header-faults.ts';
import { MANIFEST_NAME } from '../ota-core/update/manifest.ts';
import { FLAG_UTF8, MAX_NAME_BYTES, MAX_ENTRIES } from '../ota-core/update/zip-format.ts';
import { readDirectory, findEndRecord } from './central-directory.ts';
import { createFindings } from './findings.ts';
import type { Findings } from './findings.ts';
import { readLocals, type ArchiveEntry } from './local-headers.ts';
import { isMisleading } from './misleading-name.ts';
import { signOfSources } from './recognise.ts';

/** An entry that a device would take as it is. */
export interface StoredEntry {
  /** After the first directory level. */
  readonly name: string;
  /** As in the archive. */
  readonly fullName: string;
  readonly crc: number;
  /** A view of the archive. */
  readonly data: Uint8Array;
  readonly dataOffset: number;
}

/**
 * The entries in the order of the file, manifest first. Throws the finding that helps most:
 * what it is instead (recognise.ts), bundle/cut-off, trailing-bytes, unsafe-name, misleading-name, no-manifest, source-code, too-deep,
 * name-too-long, unsupported, contradiction, streamed, compressed, manifest-not-first. CRCs are not checked here.
 */
export function readArchive(bytes: Uint8Array, file: string): readonly StoredEntry[] {
  const place = findEndRecord(bytes, file);
  const findings = createFindings();
  const listed = readDirectory(bytes, place, file);
  const entries = readLocals(bytes, listed, { ...place, file, findings });
  judgeEntries(entries, file, findings);
  findings.settle();
  return entries.map(({ name, entryName, record, dataOffset }) => {
    // Harmless, but no device knows folders; told last, since a packing with folders mostly has more amiss.
    if (entryName.kind === 'directory')
      throw new OtaError('bundle/unsupported', { feature: 'folders', value: '' });
    const data = bytes.subarray(dataOffset, dataOffset + record.size);
    return { name, fullName: entryName.full, crc: record.crc, data, dataOffset };
  });
}

export const METHOD_DEFLATED = 8;
/**
 * The type of a file in Unix, in the upper half of the attributes: whoever is said to have made the archive, unpackers
 * differ in whether they go by it.
 */
const UNIX_FILE_TYPE = 0xf000;
const UNIX_LINK = 0xa000;
const UNIX_PLAIN_FILE = 0x8000;
/** A folder, the name of a disk (APPNOTE 4.4.15; attributes of MS-DOS). */
const DOS_NO_FILE = 0x18;

/** What devices ask of the entries of an archive whose two stories agree (bundle.md#archive). */
function judgeEntries(entries: readonly ArchiveEntry[], file: string, findings: Findings): void {
  for (const entry of entries) {
    judgeName(entry, findings);
    if (entry.entryName.kind !== 'directory') judgeContent(entry, findings);
  }
  findRepeatedName(entries, findings);
  if (entries.length > MAX_ENTRIES)
    findings.add('bundle/unsupported', { feature: 'many-files', value: String(MAX_ENTRIES) });
  const [first] = entries;
  if (!entries.some(({ name }) => isManifest(name))) addWithoutManifest(entries, file, findings);
  else if (first !== undefined && !isManifest(first.name))
    findings.add('bundle/manifest-not-first', { first: first.name });
}

/** Its manifest lies deeper, or these are the sources, or there is none. */
function addWithoutManifest(
  entries: readonly ArchiveEntry[],
  file: string,
  findings: Findings,
): void {
  const names = entries.map(({ entryName }) => entryName.full);
  const deep = names.find((name) => name.endsWith(`/${MANIFEST_NAME}`));
  const sign = signOfSources(names);
  if (deep !== undefined) findings.add('bundle/too-deep', { file, manifest: deep });
  else if (sign !== null) findings.add('bundle/source-code', { file, sign });
  else findings.add('bundle/no-manifest', { file });
}

const isManifest = (name: string): boolean => name === MANIFEST_NAME;

function judgeName({ entryName, record }: ArchiveEntry, findings: Findings): void {
  const { full } = entryName;
  if (entryName.kind === 'unsafe') findings.add('bundle/unsafe-name', { name: full });
  // A device compares bytes and shows nobody a name: this is for those who look at it.
  else if (isMisleading(full)) findings.add('bundle/misleading-name', { name: full });
  if (entryName.kind === 'too-long')
    findings.add('bundle/name-too-long', {
      name: full.slice(full.indexOf('/') + 1),
      bytes: entryName.nameBytes,
      limit: MAX_NAME_BYTES,
    });
  // Without this flag most programs take it for the letters of a DOS computer (APPNOTE 4.4.4, D.1); Info-ZIP does so also
  // with it, unless the archive was made elsewhere.
  const isDeclared =
    (record.flags & FLAG_UTF8) !== 0 && WRITERS_OF_UTF8.includes(record.madeBy >> 8);
  if (NOT_ASCII.test(full) && !isDeclared)
    findings.add('bundle/unsupported', { feature: 'name-encoding', value: '' });
}

/** Upper byte of "made by" (APPNOTE 4.4.2): Unix, and OS X. */
const WRITERS_OF_UTF8 = [3, 19];

const NOT_ASCII = /[^\0-\x7f]/;

function judgeContent({ name, record, header }: ArchiveEntry, findings: Findings): void {
  const { nameLength, extraLength } = header;
  for (const fault of headerFaults({ ...record, nameLength, extraLength }))
    addFault(fault, { name, record, header }, findings);
  const unsupported = (feature: ZipFeature, value = ''): void =>
    findings.add('bundle/unsupported', { feature, value });
  if (record.disk !== 0) unsupported('disks');
  if (record.commentLength > 0) unsupported('comment');
  const special = specialFile(record.externalAttributes);
  if (special !== null) unsupported(special);
}

/** What the device refuses without a reason that helps, each by its own. */
function addFault(
  fault: HeaderFault,
  { name, record, header }: Pick<ArchiveEntry, 'name' | 'record' | 'header'>,
  findings: Findings,
): void {
  const unsupported = (feature: ZipFeature, value = ''): void =>
    findings.add('bundle/unsupported', { feature, value });
  switch (fault) {
    case 'method':
      if (record.method === METHOD_DEFLATED) findings.add('bundle/compressed', { file: name });
      else unsupported('method', String(record.method));
      return;
    case 'descriptor':
      findings.add('bundle/streamed', { file: name });
      return;
    case 'long-full-name':
      findings.add('bundle/name-too-long', {
        name,
        bytes: header.nameLength,
        limit: MAX_FULL_NAME_BYTES,
      });
      return;
    case 'zip64':
      unsupported('zip64');
      return;
    case 'sizes-differ':
      findings.add('bundle/contradiction', { file: name, field: 'size' });
      return;
    case 'encrypted':
      unsupported('encryption');
      return;
    case 'flags':
      unsupported('flags', record.flags.toString(16));
      return;
    case 'version':
      unsupported('version', String(record.version / 10));
      return;
    case 'long-extra':
      unsupported('extra-field', String(header.extraLength));
  }
}

/** An entry whose name is that of a file, and whose attributes are of something else; null: it is a file. */
export function specialFile(attributes: number): 'links' | 'special-files' | null {
  const type = (attributes >>> 16) & UNIX_FILE_TYPE;
  if (type === UNIX_LINK) return 'links';
  const isPlain = type === 0 || type === UNIX_PLAIN_FILE;
  return isPlain && (attributes & DOS_NO_FILE) === 0 ? null : 'special-files';
}

/** Equal once stripped, or but for case or the form of accents: some computers and some devices take them for one. */
function findRepeatedName(entries: readonly ArchiveEntry[], findings: Findings): void {
  const seen = new Set<string>();
  for (const { name } of entries) {
    const folded = name.normalize('NFC').toLowerCase();
    if (seen.has(folded)) findings.add('bundle/contradiction', { file: name, field: 'name' });
    seen.add(folded);
  }
}
