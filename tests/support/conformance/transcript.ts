import { readFileSync } from 'node:fs';

export interface TranscriptLine {
  readonly from: 'client' | 'device';
  /** Latin-1. */
  readonly bytes: string;
}

export function readTranscript(name: string): readonly TranscriptLine[] {
  const url = new URL(`../../fixtures/transcripts/${name}.jsonl`, import.meta.url);
  const lines = readFileSync(url, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as TranscriptLine);
}

/** What a reply comes down to: the id with its type, and whether it went well or with which code. */
export interface Outcome {
  readonly id: unknown;
  readonly error: number | null;
}

interface ReplyText {
  readonly id: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number };
}

/** The JSON text of a frame in its wrapping, found without any code of the project. */
export function jsonOf(bytes: string): string {
  return bytes.slice(bytes.indexOf('{'), bytes.lastIndexOf('}') + 1);
}

export function outcomeOf(bytes: string): Outcome {
  const reply = JSON.parse(jsonOf(bytes)) as ReplyText;
  if (reply.error === undefined && reply.result === undefined)
    throw new Error(`neither result nor error: ${bytes}`);
  return { id: reply.id, error: reply.error?.code ?? null };
}

/** The client's requests, each with the outcome that was recorded for it. */
export function exchangesOf(lines: readonly TranscriptLine[]) {
  return lines
    .filter(({ from, bytes }) => from === 'client' && bytes.includes('"method"'))
    .map(({ bytes }) => {
      const { id } = JSON.parse(jsonOf(bytes)) as { readonly id: number };
      const recorded = lines
        .filter(({ from }) => from === 'device')
        .map((line) => outcomeOf(line.bytes))
        .find((outcome) => outcome.id === id);
      if (recorded === undefined) throw new Error(`no recorded reply to ${id}`);
      return { request: bytes, recorded };
    });
}
