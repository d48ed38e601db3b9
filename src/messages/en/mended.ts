/** What was mended of a firmware file, and the choice among several in one. */
import grammar from './grammar.ts';

export default {
  mended: {
    /** In one sentence: `Repaired: compressed, sizes behind the data.` */
    sentence: (kinds: readonly string[]) => `Repaired: ${grammar.list(kinds)}.`,
    same: 'Every part is byte for byte as it was.',
    save: 'Save repaired copy',
    kinds: {
      'inner-archive': 'taken out of the archive around it',
      'from-folder': 'made of a folder',
      folders: 'folders removed',
      'desktop-files': 'files of a desktop left out',
      'damaged-beside': 'a damaged firmware beside it left out',
      'other-files': 'files the manifest does not name left out',
      compressed: 'uncompressed',
      streamed: 'sizes put in front of the data',
      order: 'manifest.json put first',
      separators: 'backslashes in names replaced',
      comment: 'comment removed',
      'trailing-bytes': 'bytes after the end removed',
      zip64: 'zip64 fields removed',
      'extra-fields': 'long extra fields removed',
      headers: 'headers written anew',
    },
    several: {
      state: (fileName: string, count: number) => ({
        title: `Which one? · ${fileName}`,
        tag: 'Which one?',
        headline: `${fileName} holds ${count} firmwares.`,
        lead: 'Choose the one for your device.',
        safety: 'Nothing was sent.',
        heard: `${fileName} holds ${count} firmwares. Choose the one for your device.`,
      }),
      list: 'In this file',
      use: 'Choose',
      choose: (path: string) => `Choose ${path}`,
    },
  },
};
