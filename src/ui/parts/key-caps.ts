import { keysWords } from '../../messages/keys-words.ts';

/** A key's name cut into what is written on caps: `Shift+K` is two, `g u` is one after the other. */
export interface KeyCaps {
  readonly caps: readonly string[];
  /** Between two caps. */
  readonly between: string;
}

const onMac = (): boolean => /Mac|iPhone|iPad/.test(navigator.platform);

export function keyCaps(key: string): KeyCaps {
  if (key.includes(' ')) return { caps: key.split(' '), between: keysWords.then };
  const caps = key.split('+').map((cap) => (cap === 'Control' ? (onMac() ? '⌘' : 'Ctrl') : cap));
  return { caps, between: ' + ' };
}
