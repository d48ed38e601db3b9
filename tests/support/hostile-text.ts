/** What a device, a file or an adapter may call itself to lie to whoever reads it. */
export const HOSTILE = {
  clearsTheScreen: 'demo\u001b[2J\u001b[H',
  beginsALine: 'demo\nDone: 1.0.0 → 9.9.9, kept, in 1 s.',
  goesBackOnTheLine: '1.0.0\rDone: kept',
  turnsTheSentence: '1.0.0\u202efed\u202d',
  hidesItsEnd: 'app\u0000\u200b\u2066\u{e0041}\u009b31m',
  readsFromTheRight: 'מכשיר 3',
  endsAnIsolate: 'a\u2069b\u2068',
  isHalfALetter: 'x\ud800y',
  neverEnds: 'long '.repeat(100_000),
  isStacked: `e${'\u0301'.repeat(500)}`,
} as const;

/** Controls, bidi and zero-width marks: none may reach a reader. */
export const RAW = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{DI}]/u;

/** `text` without our own isolates; throws where one is not closed. */
export function withoutIsolates(text: string): string {
  const bare = text.replace(/\u2068([^\u2068\u2069]*)\u2069/g, '$1');
  if (/[\u2068\u2069]/.test(bare))
    throw new Error(`an isolate is not closed: ${JSON.stringify(text)}`);
  return bare;
}
