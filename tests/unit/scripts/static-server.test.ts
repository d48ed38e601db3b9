import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveFile, serve } from '../../../scripts/static-server.mjs';
import type { StaticServer } from '../../../scripts/static-server.mjs';

let folder: string;
let root: string;
let server: StaticServer;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'slipway-static-'));
  root = path.join(folder, 'dist');
  mkdirSync(path.join(root, 'assets'), { recursive: true });
  mkdirSync(path.join(folder, 'dist-secret'));
  writeFileSync(path.join(root, 'index.html'), '<!doctype html>');
  writeFileSync(path.join(root, 'assets', 'shell-abc.js'), 'export {};');
  writeFileSync(path.join(folder, 'secret.txt'), 'secret');
  writeFileSync(path.join(folder, 'dist-secret', 'secret.txt'), 'secret');
  symlinkSync(path.join(folder, 'secret.txt'), path.join(root, 'link.txt'));
  server = await serve(root);
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the static server', () => {
  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/../../secret.txt',
    '/..\\secret.txt',
    '/../dist-secret/secret.txt',
    '/link.txt',
    '/index.html%00.js',
    '/%',
    'secret.txt',
    '/assets',
    '/missing.js',
  ])('gives nothing outside its folder, and no folder: %s', async (url) => {
    expect(await resolveFile(root, url)).toBeNull();
  });

  it('gives the page for the root, whatever the query', async () => {
    expect((await resolveFile(root, '/?x=1'))?.file).toMatch(/index\.html$/);
  });

  it('sends the right type, and a policy without inline code or foreign places', async () => {
    const answer = await fetch(`http://127.0.0.1:${server.port}/assets/shell-abc.js`);
    expect(answer.headers.get('content-type')).toMatch(/^text\/javascript/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(answer.headers.get('permissions-policy')).toMatch(/camera=\(self\), microphone=\(\)/);
    expect(await answer.text()).toBe('export {};');
  });

  it('keeps what carries a hash, and asks again for the page', async () => {
    const header = async (url: string) =>
      (await fetch(`http://127.0.0.1:${server.port}${url}`)).headers.get('cache-control');
    expect(await header('/assets/shell-abc.js')).toMatch(/immutable/);
    expect(await header('/')).toBe('no-cache');
  });

  it('answers 404 with words, and 405 to what is no reading', async () => {
    const missing = await fetch(`http://127.0.0.1:${server.port}/missing.js`);
    expect(missing.status).toBe(404);
    const post = await fetch(`http://127.0.0.1:${server.port}/`, { method: 'POST' });
    expect(post.status).toBe(405);
  });

  it('takes the next port when the first is taken', async () => {
    const other = await serve(root, { port: server.port });
    expect(other.port).toBeGreaterThan(server.port);
    await other.close();
  });
});
