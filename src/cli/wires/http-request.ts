import type { IncomingMessage } from 'node:http';
import { HTTP_REQUEST_LIMIT } from '../../emulator/limits.ts';

/**
 * The body of a request; null when request line, headers and body together do not fit the device's
 * receive buffer, and as soon as that shows, or when the client went away.
 */
export async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const room = HTTP_REQUEST_LIMIT - headBytes(request);
  if (room < 0 || Number(request.headers['content-length'] ?? 0) > room) return null;
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of request) {
      if (!Buffer.isBuffer(piece)) continue; // no encoding is set
      size += piece.length;
      if (size > room) return null;
      pieces.push(piece);
    }
  } catch {
    return null; // reset in the middle: nobody waits for an answer
  }
  return Buffer.concat(pieces);
}

/** Bytes of the request line and headers, written the way clients write them: `Name: value`. */
export function headBytes(request: IncomingMessage): number {
  const { method = '', url = '', httpVersion, rawHeaders } = request;
  const line = `${method} ${url} HTTP/${httpVersion}\r\n`;
  // Names and values alternate: `: ` and the line's end are two bytes each, so two a piece.
  const headers = rawHeaders.reduce((sum, text) => sum + Buffer.byteLength(text) + 2, 0);
  return Buffer.byteLength(line) + headers + 2;
}

/** `GET /rpc/Method?a=1&b="x"`: the values are put into a JSON object as they are. null: no object came of it. */
export function paramsOfQuery(query: string): unknown {
  const members = [...new URLSearchParams(query)].map(
    ([name, value]) => `${JSON.stringify(name)}:${value}`,
  );
  return parseJson(`{${members.join(',')}}`);
}

/** null where the text is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
