/** Who signed a firmware: four outcomes, each with a word, a shape and a colour of its own. */
import type { SignatureVerdict } from '../contracts/signature.ts';
import english from './en/signature.ts';
import { texts } from './locale.ts';
import { outside } from './outside-text.ts';
import type { MarkShape, Tone } from './text-shapes.ts';

export const signatureWords = texts('signature', english.signature);

export interface VerdictWords {
  readonly tone: Tone;
  readonly mark: MarkShape;
  readonly tag: string;
  readonly text: string;
}

export function verdictWords(verdict: SignatureVerdict): VerdictWords {
  const { verdicts } = signatureWords;
  switch (verdict.kind) {
    case 'unsigned':
      return { tone: 'wait', mark: 'wait', ...verdicts.unsigned };
    case 'unknown':
      return { tone: 'hold', mark: 'hold', ...verdicts.unknown };
    case 'broken': {
      const { tag, texts: why } = verdicts.broken;
      return { tone: 'stop', mark: 'stop', tag, text: why[verdict.why] };
    }
    case 'good':
      return { tone: 'go', mark: 'go', ...verdicts.good(verdict.by.map((name) => outside(name))) };
  }
}
