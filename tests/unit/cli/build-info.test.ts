import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCheckout } from '../../../src/cli/build-info.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'slipway-checkout-'));
  writeFileSync(path.join(folder, 'package.json'), '{"name":"slipway","version":"3.2.1"}');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' }).trim();

function commitAll(): void {
  git('init', '--quiet');
  git('add', '.');
  const author = ['-c', 'user.name=Test', '-c', 'user.email=test@example.org'];
  git(...author, '-c', 'commit.gpgsign=false', 'commit', '--quiet', '-m', 'first');
}

describe('a checkout', () => {
  it('has the version of its package.json and the short id of its commit', () => {
    commitAll();
    expect(readCheckout(folder)).toEqual({
      version: '3.2.1',
      commit: git('rev-parse', '--short', 'HEAD'),
    });
  });

  it('has no commit where the sources are under no git', () => {
    expect(readCheckout(folder)).toEqual({ version: '3.2.1', commit: null });
  });

  it('does not take the commit of a repository around it for its own', () => {
    const inner = path.join(folder, 'vendor');
    mkdirSync(inner);
    writeFileSync(path.join(inner, 'package.json'), '{"version":"1.0.0"}');
    commitAll();
    expect(readCheckout(inner)).toEqual({ version: '1.0.0', commit: null });
  });
});
