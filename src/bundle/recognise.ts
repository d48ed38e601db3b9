/** What a file that is no zip archive is, by its own bytes: never by its name. */
import { OtaError, type FailureFacts } from '../contracts/failure.ts';

/** The cause that its bytes show; bundle/not-a-zip where they show none. */
export function notAnArchive(bytes: Uint8Array, file: string): OtaError {
  const found = DETECTORS.map((detect) => detect(bytes, file)).find((error) => error !== null);
  return found ?? OtaError.from(new OtaError('bundle/not-a-zip', { file }));
}

type Detector = (bytes: Uint8Array, file: string) => OtaError | null;

const DETECTORS: readonly Detector[] = [elf, espImage, intelHex, webPage, otherArchive];

type ArchiveFormat = FailureFacts['bundle/other-archive']['format'];

/** System V ABI, ELF header: 0x7f "ELF". */
function elf(bytes: Uint8Array, file: string): OtaError | null {
  if (!beginsWith(bytes, [0x7f, 0x45, 0x4c, 0x46])) return null;
  return OtaError.from(new OtaError('bundle/elf', { file }));
}

/** esp_image_header_t (ESP-IDF, esp_app_format.h): magic, number of segments, SPI mode. */
const IMAGE_MAGIC = 0xe9;
const MOST_SEGMENTS = 16;
const MOST_SPI_MODE = 5;
/** esp_app_desc_t (ESP-IDF, esp_app_desc.h): magic word 0xABCD5432, straight after the header and that of the first segment. */
const APP_DESCRIPTION_AT = 32;
const APP_DESCRIPTION = [0x32, 0x54, 0xcd, 0xab];
const IMAGE_HEADER_BYTES = 24;

function espImage(bytes: Uint8Array, file: string): OtaError | null {
  const [magic, segments = 0, mode = 0] = bytes;
  const isImage =
    bytes.length > IMAGE_HEADER_BYTES &&
    magic === IMAGE_MAGIC &&
    segments >= 1 &&
    segments <= MOST_SEGMENTS &&
    mode <= MOST_SPI_MODE;
  if (!isImage) return null;
  const isApp = beginsWith(bytes.subarray(APP_DESCRIPTION_AT), APP_DESCRIPTION);
  return OtaError.from(
    new OtaError('bundle/esp-image', { file, image: isApp ? 'app' : 'app-or-boot' }),
  );
}

/** The longest record has 255 bytes of data: colon, 260 bytes in hex. */
const LONGEST_RECORD = 1 + 2 * 260;

/** One whole record whose length and checksum are right. */
function intelHex(bytes: Uint8Array, file: string): OtaError | null {
  const [line = ''] = asciiOf(bytes, LONGEST_RECORD + 2).split(/\r?\n/);
  if (!/^:(?:[0-9a-f]{2}){5,260}$/i.test(line)) return null;
  const record = (line.slice(1).match(/../g) ?? []).map((digits) => Number.parseInt(digits, 16));
  const sum = record.reduce((total, byte) => total + byte, 0);
  if (record.length !== (record[0] ?? 0) + 5 || sum % 256 !== 0) return null;
  return OtaError.from(new OtaError('bundle/intel-hex', { file }));
}

/** A page begins soon, and a form to log in comes after its styles. */
const PAGE_BEGIN = 4_096;
const PAGE_LOOKED_AT = 262_144;

function webPage(bytes: Uint8Array, file: string): OtaError | null {
  const isPage = /^(?:\u00ef\u00bb\u00bf)?\s*<(?:!doctype\s+html|html|head|body)\b/i.test(
    asciiOf(bytes, PAGE_BEGIN),
  );
  if (!isPage) return null;
  const login = /<input\b[^>]*\btype\s*=\s*["']?password\b/i.test(asciiOf(bytes, PAGE_LOOKED_AT));
  return OtaError.from(new OtaError('bundle/web-page', { file, login }));
}

const ARCHIVE_MAGICS: readonly (readonly [ArchiveFormat, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b, 0x08]],
  ['7-Zip', [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]],
  ['RAR', [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
];
/** POSIX ustar: "ustar" in the first header. */
const TAR_MAGIC_AT = 257;
const TAR_MAGIC = [0x75, 0x73, 0x74, 0x61, 0x72];

function otherArchive(bytes: Uint8Array, file: string): OtaError | null {
  const isTar = beginsWith(bytes.subarray(TAR_MAGIC_AT), TAR_MAGIC);
  const known = ARCHIVE_MAGICS.find(([, magic]) => beginsWith(bytes, magic));
  const format = isTar ? 'tar' : known?.[0];
  if (format === undefined) return null;
  return OtaError.from(new OtaError('bundle/other-archive', { file, format }));
}

/** Files that stand only beside sources: nothing that a build makes has these names. */
const SOURCE_NAMES =
  /(?:^|\/)(?:mos\.yml|CMakeLists\.txt|platformio\.ini|[^/]+\.(?:c|cc|cpp|ino))$/;

/** The name that shows that these are sources; null where none does. */
export const signOfSources = (names: readonly string[]): string | null =>
  names.find((name) => SOURCE_NAMES.test(name)) ?? null;

/** In which way a text is not plain UTF-8, by its first bytes; null: in none that is known. */
export function foreignEncoding(
  bytes: Uint8Array,
): FailureFacts['bundle/manifest-encoding']['encoding'] | null {
  if (beginsWith(bytes, [0xef, 0xbb, 0xbf])) return 'byte-order-mark';
  const hasMark = beginsWith(bytes, [0xff, 0xfe]) || beginsWith(bytes, [0xfe, 0xff]);
  // JSON begins with ASCII, half of which is zeros in UTF-16 (RFC 4627, 3).
  const [first, second] = bytes;
  const isHalfZero = bytes.length >= 2 && (first === 0) !== (second === 0);
  return hasMark || isHalfZero ? 'utf-16' : null;
}

const beginsWith = (bytes: Uint8Array, magic: readonly number[]): boolean =>
  magic.every((byte, at) => bytes[at] === byte);

/** A byte for a character: what is looked for is ASCII. */
function asciiOf(bytes: Uint8Array, atMost: number): string {
  let text = '';
  for (let at = 0; at < Math.min(bytes.length, atMost); at += 1)
    text += String.fromCharCode(bytes[at] ?? 0);
  return text;
}
