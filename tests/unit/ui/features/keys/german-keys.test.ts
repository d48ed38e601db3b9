import { afterEach, beforeEach, expect, it } from 'vitest';
import { german } from '../../../../support/messages/german.ts';
import { SCREENS } from '../../../../../src/ui/screens.ts';
import { RouteState } from '../../../../../src/ui/state/route.svelte.ts';
import { locale } from '../../../../../src/messages/locale.ts';
import { actionTable } from '../../../../../src/ui/features/keys/actions.ts';
import { keyCaps } from '../../../../../src/messages/settings-words.ts';

// The modules above are loaded while English is spoken, as they are in a page.
beforeEach(() => locale.speak('de', { ...german }));
afterEach(() => locale.speak('en', null));

it('calls actions in the language that is spoken when they are shown', () => {
  const [first] = actionTable({ route: new RouteState(SCREENS) }, () => undefined);
  expect(first).toMatchObject({ name: 'Zum Update gehen', where: 'überall außer in Feldern' });
});

it('writes on the caps what stands on the keys', () => {
  expect(keyCaps('Shift+K', { isApple: false }).caps).toEqual(['Umschalt', 'K']);
  expect(keyCaps('Escape', { isApple: false }).caps).toEqual(['Esc']);
  expect(keyCaps('Control+K', { isApple: true }).caps).toEqual(['⌘', 'K']);
  expect(keyCaps('g u', { isApple: false })).toEqual({ caps: ['g', 'u'], between: ' dann ' });
});
