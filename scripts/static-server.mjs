// Serves a folder over node:http: right types, strict headers, nothing outside the folder.
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { headerPolicy } from './policy.mjs';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.zip': 'application/zip',
};

const HEADERS = {
  'Content-Security-Policy': headerPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': 'serial=(self), camera=(self), microphone=(), geolocation=()',
};

/** The file a URL means, or null: not there, a folder, or outside `root` (by dots or by a link). */
export async function resolveFile(root, url) {
  let pathname;
  try {
    pathname = decodeURIComponent(url.split(/[?#]/, 1)[0]);
  } catch {
    return null;
  }
  if (!pathname.startsWith('/') || /[\0\\]/.test(pathname)) return null;
  if (pathname.split('/').includes('..')) return null;
  const wanted = path.join(root, pathname.endsWith('/') ? `${pathname}index.html` : pathname);
  try {
    const [base, file] = await Promise.all([realpath(root), realpath(wanted)]);
    if (file !== base && !file.startsWith(base + path.sep)) return null;
    const found = await stat(file);
    return found.isFile() ? { file, size: found.size } : null;
  } catch {
    return null;
  }
}

async function answer(root, request, response) {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { ...HEADERS, Allow: 'GET, HEAD' }).end();
    return;
  }
  const found = await resolveFile(root, request.url ?? '/');
  if (found === null) {
    response.writeHead(404, { ...HEADERS, 'Content-Type': TYPES['.txt'] }).end('Not found\n');
    return;
  }
  // Built assets carry a hash in their name and never change; everything else is asked for again.
  const lasting = path.relative(root, found.file).startsWith('assets');
  response.writeHead(200, {
    ...HEADERS,
    'Content-Type': TYPES[path.extname(found.file)] ?? 'application/octet-stream',
    'Content-Length': found.size,
    'Cache-Control': lasting ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  if (request.method === 'HEAD') response.end();
  else
    createReadStream(found.file)
      .on('error', () => response.destroy())
      .pipe(response);
}

const listen = (server, port, host) =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve(server.address().port);
    });
  });

/** Tries `port`, then the next ones while they are taken (0 = any). Resolves to the address and a way to end it. */
export async function serve(root, { port = 0, host = '127.0.0.1', tries = 50 } = {}) {
  const server = createServer((request, response) => {
    answer(root, request, response).catch(() => response.destroy());
  });
  for (let attempt = 0; ; attempt += 1) {
    try {
      const taken = await listen(server, port === 0 ? 0 : port + attempt, host);
      const close = () =>
        new Promise((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        });
      return { port: taken, close };
    } catch (error) {
      if (error.code !== 'EADDRINUSE' || attempt + 1 >= tries) throw error;
    }
  }
}
