/**
 * An archive read the way computers do, from its end, and held to the way devices do, from its start:
 * both must tell the same story in every field, with nothing between, before or after.
 *
 *   central-directory.ts ─▶ central-directory.ts ─▶ local-headers.ts ─▶ judge-entries.ts
 */
import { OtaError } from '../contracts/failure.ts';
import { readDirectory, findEndRecord } from './central-directory.ts';
import { createFindings } from './findings.ts';
import { judgeEntries } from './judge-entries.ts';
import { readLocals } from './local-headers.ts';

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
 * bundle/not-a-zip, cut-off, unsafe-name, no-manifest, name-too-long, unsupported, contradiction,
 * streamed, compressed, manifest-not-first. CRCs are not checked here.
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
      throw new OtaError('bundle/unsupported', { feature: 'folders' });
    const data = bytes.subarray(dataOffset, dataOffset + record.size);
    return { name, fullName: entryName.full, crc: record.crc, data, dataOffset };
  });
}
