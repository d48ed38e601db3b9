import { describe, expect, it } from 'vitest';
import { readFolder } from '../../../../../src/ui/parts/read-folder.ts';
import { MOST_FOLDER_FILES } from '../../../../../src/contracts/given-firmware.ts';

const file = (fullPath: string) =>
  ({
    ...{ isFile: true, isDirectory: false, fullPath },
    file: (resolve: (file: File) => void) => resolve(new File([fullPath], 'x')),
  }) as unknown as FileSystemEntry;

/** As a browser: a few entries at each call, then none. */
function folder(fullPath: string, entries: readonly FileSystemEntry[], atOnce = 2) {
  const createReader = () => {
    const left = [...entries];
    return {
      readEntries: (resolve: (some: FileSystemEntry[]) => void) => resolve(left.splice(0, atOnce)),
    };
  };
  const name = fullPath.slice(fullPath.lastIndexOf('/') + 1);
  const entry = { isFile: false, isDirectory: true, name, fullPath, createReader };
  return entry as unknown as FileSystemDirectoryEntry;
}

describe('a folder that was dropped', () => {
  it('is given with all files below it, by their paths', async () => {
    const deep = folder('/build/fw', [file('/build/fw/manifest.json'), file('/build/fw/a.bin')]);
    const dropped = folder('/build', [file('/build/a'), deep, file('/build/b')]);
    const given = await readFolder(dropped);
    expect(given?.name).toBe('build');
    expect(given?.files.map(({ path }) => path).sort()).toEqual([
      ...['build/a', 'build/b', 'build/fw/a.bin', 'build/fw/manifest.json'],
    ]);
    expect(await given?.files[0]?.file.text()).toBe(`/${given?.files[0]?.path ?? ''}`);
  });

  it('is not read on where it holds more than a build', async () => {
    const many = Array.from({ length: MOST_FOLDER_FILES + 1 }, (_, at) => file(`/x/${at}`));
    expect(await readFolder(folder('/x', many, 100))).toBeNull();
  });
});
