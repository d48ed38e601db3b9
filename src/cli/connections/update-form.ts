/** A bundle in a form: every part with a file name is of it, whatever it is called (pull-and-post.md#post). */
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { HostedUpdate } from '../../emulator/hosted-update.ts';
import { plainBytes } from './server-link.ts';
import { wholeNumber } from './form-variables.ts';

/** What came is no whole bundle. */
const UPDATE_ABORTED = { code: -1, text: 'Update aborted' };

/** More than any client of these pages sends, and few enough to hold. */
const LIMITS = {
  fieldNameSize: 100,
  fieldSize: 100,
  fields: 20,
  files: 20,
  parts: 40,
  headerPairs: 20,
  headerSize: 2048,
};

/** Feeds the update as the form arrives, at the device's pace, and ends it with the form. Settles when all of it is read. */
export async function feedFromForm(request: IncomingMessage, update: HostedUpdate): Promise<void> {
  const form = openForm(request);
  if (form === null) {
    request.resume();
    await update.fail(UPDATE_ABORTED);
    return;
  }
  let fed: Promise<void> = Promise.resolve();
  let isFirst = true;
  form.on('file', (_, file) => {
    const mine = isFirst;
    isFirst = false;
    fed = fed.then(() => feed(file, update, mine)).catch(() => undefined); // cut off: the form tells it
  });
  form.on('field', (name, value) => {
    const seconds = name === 'commit_timeout' ? wholeNumber(value) : null;
    if (seconds !== null) void update.commitAfter(seconds);
  });
  try {
    await pipeline(request, form);
    await fed;
  } catch {
    await update.fail(UPDATE_ABORTED);
    return;
  }
  await update.finish(UPDATE_ABORTED);
}

async function feed(file: BusboyFileStream, update: HostedUpdate, isFirst: boolean): Promise<void> {
  if (isFirst) await update.expect(0);
  for await (const piece of file) if (Buffer.isBuffer(piece)) await update.write(plainBytes(piece));
}

/** null: the head of the request names no boundary. */
function openForm({ headers }: IncomingMessage): BusboyInstance | null {
  try {
    return new Busboy({
      headers: { ...headers, 'content-type': headers['content-type'] ?? '' },
      limits: LIMITS,
      isPartAFile: (_, __, fileName) => fileName !== undefined,
    });
  } catch {
    return null;
  }
}
