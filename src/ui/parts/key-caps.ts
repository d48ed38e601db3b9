import { keysWords } from '../../messages/settings-words.ts';

/** Of a combination as the table of actions names it: `Shift+K` is two keys at once, `g u` one after the other. */
export function keyCaps(of: string): { readonly caps: string[]; readonly between: string } {
  return of.includes(' ')
    ? { caps: of.split(' '), between: keysWords.then }
    : { caps: of.split('+').map(onCap), between: ' + ' };
}

function onCap(key: string): string {
  if (key === 'Control' && /Mac|iPhone|iPad/.test(navigator.platform)) return '⌘';
  const words: Readonly<Record<string, string>> = keysWords.caps;
  return words[key] ?? key;
}
