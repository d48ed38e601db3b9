/** `POST …/ota` of mDash: `curl -F file=@fw.zip`, written to the device by OTA.Begin, OTA.Write and OTA.End (pull-and-post.md#mdash). */
import { once } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { Busboy } from '@fastify/busboy';
import type { Json } from './state-documents.ts';

/** null: the device is not there. */
type CallDevice = (method: string, params: unknown) => Promise<Json | null>;

/** The part that is called `file`; null: there is none, or this is no such form. */
export async function fileIn(headers: IncomingHttpHeaders, sent: Buffer): Promise<Buffer | null> {
  const type = headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) return null;
  const form = new Busboy({ headers: { 'content-type': type } });
  const pieces: Buffer[] = [];
  form.on('file', (name, file) => {
    if (name === 'file') file.on('data', (piece: Buffer) => pieces.push(piece));
    else file.resume();
  });
  form.end(sent);
  await once(form, 'finish');
  return pieces.length === 0 ? null : Buffer.concat(pieces);
}

const CHUNK = 2048;
/** "Otherwise it will rollback" (DOC mdash/ota.md): how long that takes no document says. */
const TRIAL_S = 300;

/** null: done. What the device said no with; of one that is not there, nothing but that. */
export async function writeToDevice(file: Buffer, call: CallDevice): Promise<Json | null> {
  const asked = async (method: string, params: unknown): Promise<Json | null> => {
    const answer = await call(method, params);
    if (answer === null) return { error: 'device is offline' };
    return 'error' in answer ? (answer['error'] as Json) : null;
  };
  const refusal = await asked('OTA.Begin', { commit_timeout: TRIAL_S });
  if (refusal !== null) return refusal;
  for (let at = 0; at < file.length; at += CHUNK) {
    const data = file.subarray(at, at + CHUNK).toString('base64');
    const failure = await asked('OTA.Write', { offset: at, data });
    if (failure !== null) return failure;
  }
  return asked('OTA.End', null);
}
