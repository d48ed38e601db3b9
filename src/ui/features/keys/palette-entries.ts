import { keysWords } from '../../../messages/settings-words.ts';
import { screenWords } from '../../../messages/screen-words.ts';
import type { App } from '../../state/app.ts';
import { THEMES } from '../../state/display.svelte.ts';
import type { Notifications } from '../../state/notifications.ts';
import type { Shortcuts } from '../../state/shortcuts.svelte.ts';
import { commandOf, allButtons } from './actions.ts';
import type { Action, Command } from './actions.ts';

export interface PaletteEntry extends Command {
  readonly key: string | null;
}

/** What can be done now, by name: the buttons of the screen first, then the other screens, then the display. */
export function paletteEntries(from: {
  readonly table: readonly Action[];
  readonly app: Pick<App, 'theme'>;
  readonly shortcuts: Pick<Shortcuts, 'letterKeys'>;
  readonly notifications: Pick<Notifications, 'sound'>;
}): readonly PaletteEntry[] {
  const keyed = from.table.flatMap((action) => {
    const command = action.unlisted === true ? null : action.now();
    return command === null ? [] : [{ ...command, key: action.key }];
  });
  const onScreen = allButtons().map((button) => ({ ...commandOf(button), key: null }));
  const keyOf = (name: string) => keyed.find((entry) => entry.name === name)?.key ?? null;
  const named = onScreen.map((entry) => ({ ...entry, key: keyOf(entry.name) }));
  return onlyOnce([...named, ...keyed, ...settings(from)]);
}

function settings({
  app: { theme },
  shortcuts: { letterKeys },
  notifications: { sound },
}: {
  readonly app: Pick<App, 'theme'>;
  readonly shortcuts: Pick<Shortcuts, 'letterKeys'>;
  readonly notifications: Pick<Notifications, 'sound'>;
}): readonly PaletteEntry[] {
  const words = keysWords.palette;
  const themes = THEMES.filter((name) => name !== theme.theme).map((name) => ({
    name: words.theme(screenWords.themes[name]),
    key: null,
    run: () => theme.choose(name),
  }));
  return [
    ...themes,
    {
      name: letterKeys.on ? words.lettersOff : words.lettersOn,
      key: null,
      run: () => letterKeys.set(!letterKeys.on),
    },
    {
      name: sound.on ? words.soundOff : words.soundOn,
      key: null,
      run: () => sound.set(!sound.on),
    },
  ];
}

/** Two buttons of one name (on two sides of a screen) do the same. */
function onlyOnce(entries: readonly PaletteEntry[]): readonly PaletteEntry[] {
  const names = new Set<string>();
  return entries.filter(({ name }) => !names.has(name) && names.add(name).size > 0);
}

/** The entries that hold every typed word, those that begin with the first one before the others. */
export function found(entries: readonly PaletteEntry[], typed: string): readonly PaletteEntry[] {
  const wanted = typed.trim().toLowerCase().split(/\s+/);
  const matching = entries.filter(({ name }) =>
    wanted.every((word) => name.toLowerCase().includes(word)),
  );
  const begins = ({ name }: PaletteEntry): boolean =>
    name.toLowerCase().startsWith(wanted[0] ?? '');
  return [...matching.filter(begins), ...matching.filter((entry) => !begins(entry))];
}
