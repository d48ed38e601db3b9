/**
 * Checks an image against the published description of SPIFFS, and against nothing else: docs/TECH_SPEC and the
 * layout comment, flags and structures of src/spiffs_nucleus.h in pellepl/spiffs, for the parameters Mongoose OS
 * builds it with. It shares no code with src/ota-core/fs: what both got wrong the same way would pass.
 *
 * An image is sound when every page is free and blank, deleted in header and lookup, or used exactly once.
 */
const PAGE = 256;
const BLOCK = 4096;
const ENTRIES = BLOCK / PAGE - 1;
/** `SPIFFS_MAGIC` without SPIFFS_USE_MAGIC_LENGTH, in 16 bits. */
const MAGIC = (0x20140529 ^ PAGE) & 0xffff;

export interface SpecReport {
  readonly problems: readonly string[];
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly eraseCounts: readonly number[];
}

interface UsedPage {
  readonly pix: number;
  readonly objId: number;
  readonly spanIx: number;
  readonly bytes: Buffer;
}

export function checkAgainstSpec(image: Uint8Array): SpecReport {
  const flash = Buffer.from(image);
  const problems: string[] = [];
  const eraseCounts: number[] = [];
  const indexPages: UsedPage[] = [];
  const dataPages = new Map<number, UsedPage>();
  for (let block = 0; block < flash.length / BLOCK; block += 1) {
    const lookup = flash.subarray(block * BLOCK, block * BLOCK + PAGE);
    // "always in the physical [second] last entry of the last object lookup page"
    if (lookup.readUInt16LE(PAGE - 4) !== MAGIC) problems.push(`block ${block}: magic`);
    eraseCounts.push(lookup.readUInt16LE(PAGE - 2));
    if (lookup.readUInt16LE(PAGE - 2) >= 0x8000) problems.push(`block ${block}: erase count`);
    if (!isBlank(lookup.subarray(2 * ENTRIES, PAGE - 4)))
      problems.push(`block ${block}: lookup entries for no page`);
    let freeFrom = ENTRIES;
    for (let entry = 0; entry < ENTRIES; entry += 1) {
      const pix = block * (ENTRIES + 1) + 1 + entry;
      const bytes = flash.subarray(pix * PAGE, (pix + 1) * PAGE);
      const id = lookup.readUInt16LE(2 * entry);
      if (id === 0xffff) {
        freeFrom = Math.min(freeFrom, entry);
        if (!isBlank(bytes)) problems.push(`page ${pix}: free but written`);
        continue;
      }
      if (entry > freeFrom) problems.push(`page ${pix}: after a free page of its block`);
      if (id === 0) {
        if ((bytes[4]! & 0x80) !== 0) problems.push(`page ${pix}: deleted in lookup only`);
        continue;
      }
      const isIndex = (id & 0x8000) !== 0;
      const page = { pix, objId: id & 0x7fff, spanIx: bytes.readUInt16LE(2), bytes };
      if (bytes.readUInt16LE(0) !== id) problems.push(`page ${pix}: id differs from lookup`);
      // USED and FINAL cleared, INDEX cleared for an index page; IXDELE, DELET and the unused ones set.
      const flags = isIndex ? 0xf8 : 0xfc;
      if (bytes[4] !== flags) problems.push(`page ${pix}: flags ${bytes[4]!.toString(16)}`);
      if (isIndex) indexPages.push(page);
      else dataPages.set(pix, page);
    }
  }
  const files = checkObjects(indexPages, dataPages, problems);
  return { problems, files, eraseCounts };
}

/** Offsets of `spiffs_page_object_ix_header` and `spiffs_page_object_ix`, packed, aligned index tables. */
const HEADER = { size: 8, type: 12, name: 13, nameEnd: 61, table: 70 };
const INDEX_TABLE = 8;

function checkObjects(
  indexPages: readonly UsedPage[],
  dataPages: ReadonlyMap<number, UsedPage>,
  problems: string[],
): ReadonlyMap<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const unreferenced = new Map(dataPages);
  for (const id of new Set(indexPages.map((page) => page.objId))) {
    const own = indexPages.filter((page) => page.objId === id);
    own.sort((a, b) => a.spanIx - b.spanIx);
    if (!own.every((page, at) => page.spanIx === at)) {
      problems.push(`object ${id}: index spans ${own.map((page) => page.spanIx).join(' ')}`);
      continue;
    }
    const header = own[0]!.bytes;
    const nameField = header.subarray(HEADER.name, HEADER.nameEnd);
    const nameLength = nameField.indexOf(0);
    if (nameLength < 1) problems.push(`object ${id}: name`);
    const name = nameField.toString('utf8', 0, nameLength);
    if (files.has(name)) problems.push(`object ${id}: second ${name}`);
    if (header[HEADER.type] !== 1) problems.push(`${name}: type ${header[HEADER.type]}`);
    const sizeField = header.readUInt32LE(HEADER.size);
    const size = sizeField === 0xffffffff ? 0 : sizeField; // SPIFFS_UNDEFINED_LEN
    const table = own.flatMap(({ bytes, spanIx }) => {
      const from = spanIx === 0 ? HEADER.table : INDEX_TABLE;
      return Array.from({ length: (PAGE - from) / 2 }, (_, at) =>
        bytes.readUInt16LE(from + 2 * at),
      );
    });
    const count = Math.ceil(size / (PAGE - 5));
    if (table.length < count) problems.push(`${name}: index too short`);
    if (table.slice(count).some((entry) => entry !== 0xffff)) problems.push(`${name}: points on`);
    const neededIndexPages = count <= 93 ? 1 : 1 + Math.ceil((count - 93) / 124);
    if (own.length !== neededIndexPages) problems.push(`${name}: ${own.length} index pages`);
    const pieces = table.slice(0, count).map((pix, spanIx) => {
      const page = unreferenced.get(pix);
      unreferenced.delete(pix);
      if (page?.objId !== id || page.spanIx !== spanIx)
        problems.push(`${name}: piece ${spanIx} in page ${pix}`);
      return page?.bytes.subarray(5) ?? Buffer.alloc(PAGE - 5);
    });
    files.set(name, new Uint8Array(Buffer.concat(pieces).subarray(0, size)));
  }
  for (const { pix } of unreferenced.values()) problems.push(`page ${pix}: nobody points to it`);
  return files;
}

const ONES = Buffer.alloc(PAGE, 0xff);

const isBlank = (bytes: Uint8Array): boolean => ONES.subarray(0, bytes.length).equals(bytes);
