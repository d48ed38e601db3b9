import { describe, expect, it } from 'vitest';
import { droppedOf, whyNotTaken } from '../../../../../src/ui/parts/dropped.ts';

const fileItem = { kind: 'file' };
const zip = new File([], 'fw.zip');
const entry = { isDirectory: true, isFile: false, name: 'build' } as FileSystemDirectoryEntry;
const folder = { kind: 'file', webkitGetAsEntry: () => entry };

describe('what is dropped on the page', () => {
  it('is one file, or nothing is taken and the reason said', () => {
    expect(droppedOf({ items: [fileItem], files: [zip] }, false)).toEqual({
      kind: 'file',
      file: zip,
    });
    expect(droppedOf({ items: [fileItem, fileItem], files: [zip, zip] }, false)).toEqual({
      kind: 'refused',
      why: '2 files at once: drop one fw.zip',
    });
    expect(droppedOf({ items: [folder], files: [zip] }, false)).toEqual({
      kind: 'folder',
      folder: entry,
    });
    expect(droppedOf({ items: [], files: [] }, false)).toBeNull();
  });

  it('is not taken while an update runs, which shows before it is dropped', () => {
    expect(whyNotTaken({ items: [fileItem] }, true)).toBe('An update runs: no file is taken now');
    expect(droppedOf({ items: [fileItem], files: [zip] }, true)).toMatchObject({ kind: 'refused' });
    expect(whyNotTaken({ items: [fileItem] }, false)).toBeNull();
  });
});
