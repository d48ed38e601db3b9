import { describe, expect, it } from 'vitest';
import { droppedOf, whyNotTaken } from '../../../../../src/ui/parts/dropped.ts';

const fileItem = { kind: 'file' };
const zip = new File([], 'fw.zip');
const entry = { isDirectory: true, isFile: false, name: 'build' } as FileSystemDirectoryEntry;
const folder = { kind: 'file', webkitGetAsEntry: () => entry };

const [idle, busy] = [{ running: false }, { running: true }];

describe('what is dropped on the page', () => {
  it('is one file, or nothing is taken and the reason said', () => {
    expect(droppedOf({ items: [fileItem], files: [zip] }, idle)).toEqual({
      kind: 'file',
      file: zip,
    });
    expect(droppedOf({ items: [fileItem, fileItem], files: [zip, zip] }, idle)).toEqual({
      kind: 'refused',
      why: '2 files at once: drop one fw.zip',
    });
    expect(droppedOf({ items: [folder], files: [zip] }, idle)).toEqual({
      kind: 'folder',
      folder: entry,
    });
    expect(droppedOf({ items: [], files: [] }, idle)).toBeNull();
  });

  it('is several files where they are steps of one update', () => {
    const several = { ...idle, takesSeveral: true };
    const two = { items: [fileItem, fileItem], files: [zip, zip] };
    expect(whyNotTaken(two, several)).toBeNull();
    expect(droppedOf(two, several)).toEqual({ kind: 'files', files: [zip, zip] });
    expect(droppedOf({ items: [fileItem], files: [zip] }, several)).toMatchObject({ kind: 'file' });
    expect(droppedOf(two, { ...busy, takesSeveral: true })).toMatchObject({ kind: 'refused' });
  });

  it('is not taken while an update runs, which shows before it is dropped', () => {
    expect(whyNotTaken({ items: [fileItem] }, busy)).toBe('An update runs: no file is taken now');
    expect(droppedOf({ items: [fileItem], files: [zip] }, busy)).toMatchObject({ kind: 'refused' });
    expect(whyNotTaken({ items: [fileItem] }, idle)).toBeNull();
  });
});
