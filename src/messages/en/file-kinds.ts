/** What a chosen file is instead of a firmware package, and what of one was mended. Other failures of files: file-and-link-failures.ts. */
import type { FailureWords, FailureWriters } from '../text-shapes.ts';
import grammar from './grammar.ts';

const ASK_PACKAGE = 'Ask your supplier for the fw.zip.';
const ASK_BUILDER = 'Ask your supplier for a new file.';

const refused = (headline: string, next: string): FailureWords => ({
  headline,
  safety: 'Nothing was sent.',
  next,
});

export default {
  fileKinds: {
    'bundle/elf': ({ file }) =>
      refused(
        `${file} is an ELF file, as the linker writes it: an update needs the fw.zip that is made of it.`,
        'Choose the fw.zip from the folder build, or ask your supplier for it.',
      ),
    'bundle/esp-image': ({ file, image }) =>
      refused(
        image === 'app'
          ? `${file} is only the application part of a firmware: an update needs all parts, with their manifest.`
          : `${file} is one bare image for an ESP chip: only the application part of a firmware, or its boot loader.`,
        ASK_PACKAGE,
      ),
    'bundle/intel-hex': ({ file }) =>
      refused(
        `${file} is an Intel HEX file, for flashing by cable: an update needs a firmware package.`,
        ASK_PACKAGE,
      ),
    'bundle/web-page': ({ file, login }) =>
      refused(
        login
          ? `${file} is a web page that asks for a password, not a firmware package.`
          : `${file} is a web page, not a firmware package.`,
        login
          ? 'Log in where you downloaded it, then download it again.'
          : 'Open the download page in the browser and download the fw.zip itself.',
      ),
    'bundle/other-archive': ({ file, format }) =>
      refused(
        `${file} is a ${format} archive; firmware comes as a zip.`,
        'Unpack it and choose the fw.zip in it.',
      ),
    'bundle/source-code': ({ file, sign }) =>
      refused(
        `${file} holds source code (${sign}), not a built firmware.`,
        'Build it, or ask your supplier for the fw.zip.',
      ),
    'bundle/other-package': ({ file }) =>
      refused(
        `${file} is a package of another kind, not a firmware of Mongoose OS.`,
        'If it is for this device, update it with the tool of its maker.',
      ),
    'bundle/too-deep': ({ file, manifest }) =>
      refused(
        `The manifest of ${file} lies too deep in folders for a device: ${manifest}.`,
        'Ask your supplier for the original fw.zip.',
      ),
    'bundle/trailing-bytes': ({ file, bytes }) =>
      refused(
        `${file} goes on after the end of its zip: ${bytes === 1 ? '1 byte' : `${bytes} bytes`} more.`,
        'Download it again.',
      ),
    'bundle/manifest-encoding': ({ encoding }) =>
      refused(
        encoding === 'utf-16'
          ? 'manifest.json is written in UTF-16; devices read UTF-8.'
          : 'manifest.json begins with a byte order mark, which devices do not read.',
        ASK_BUILDER,
      ),
    'bundle/several': ({ file, inside, about }) =>
      refused(
        `${file} holds ${inside.length} firmwares: ${grammar.list(inside.map((path, at) => (about[at] === undefined ? path : `${path} (${about[at]})`)))}.`,
        'Choose one of them.',
      ),
  } satisfies Partial<FailureWriters>,
};
