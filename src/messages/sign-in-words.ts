import english from './en/sign-in.ts';
import { texts } from './locale.ts';
import type { StateWords } from './text-shapes.ts';

export const signInWords = texts('signIn', english);

/** `device`: as it may stand in a sentence. `isRefused`: by what was entered last. */
export function signInState(device: string, isRefused: boolean): StateWords {
  const { title, headline, refused, lead, safe, safety } = signInWords.device;
  const said = isRefused ? refused : headline;
  return {
    title: title(device),
    tag: { tone: 'hold', mark: 'hold', text: signInWords.tag },
    headline: said,
    lead,
    safety: { tone: 'safe', strong: safe, text: safety },
    heard: { text: `${said}. ${lead}`, urgent: isRefused },
  };
}
