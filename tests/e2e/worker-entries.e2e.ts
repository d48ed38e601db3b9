import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

describe('the entry of a worker in the built app', () => {
  it('is imported by no script: WebKit would run it a second time', () => {
    const scripts = readdirSync('dist/assets').filter((file) => file.endsWith('.js'));
    const entries = scripts.filter((file) => file.includes('.worker-'));
    expect(entries.map((entry) => entry.replace(/\.worker-.*/, '')).sort()).toEqual([
      'emulator',
      'rehearsal',
      'updater',
    ]);
    const importing = scripts.filter((file) => {
      const text = readFileSync(`dist/assets/${file}`, 'utf8');
      return entries.some((entry) =>
        new RegExp(`(from|import\\(?)\\s*["'\`]\\./${entry}`).test(text),
      );
    });
    expect(importing).toEqual([]);
  });
});
