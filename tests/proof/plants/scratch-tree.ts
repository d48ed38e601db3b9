import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A work tree of its own, of the last commit, in which faults can be planted. */
export interface ScratchTree {
  readonly folder: string;
  /** Throws where the patch does not apply. */
  plant(patch: string): void;
  /** Takes every fault out again. */
  restore(): void;
  close(): void;
}

/** `root` is the work tree that it is made from; its node_modules serve both. */
export function openScratchTree(root: string): ScratchTree {
  const parent = mkdtempSync(path.join(tmpdir(), 'slipway-plants-'));
  const folder = path.join(parent, 'tree');
  const git = (cwd: string, ...args: readonly string[]): void =>
    void execFileSync('git', args, { cwd, stdio: 'pipe' });
  const close = (): void => {
    try {
      git(root, 'worktree', 'remove', '--force', folder);
    } finally {
      rmSync(parent, { recursive: true, force: true });
    }
  };
  try {
    git(root, 'worktree', 'add', '--detach', folder, 'HEAD');
  } catch (error) {
    rmSync(parent, { recursive: true, force: true });
    throw error;
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  return {
    folder,
    plant: (patch) => git(folder, 'apply', patch),
    restore: () => git(folder, 'checkout', '--quiet', '--', 'src'),
    close,
  };
}
