import { render } from 'svelte/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keysWords } from '../../../src/messages/settings-words.ts';
import { screenWords } from '../../../src/messages/screen-words.ts';
import AppHeader from '../../../src/ui/features/frame/AppHeader.svelte';
import { actionTable } from '../../../src/ui/features/keys/actions.ts';
import { paletteEntries } from '../../../src/ui/features/keys/palette-entries.ts';
import { screenOf, SCREENS } from '../../../src/ui/screens.ts';
import { provideApp } from '../../../src/ui/state/app.ts';
import type { App } from '../../../src/ui/state/app.ts';
import { RouteState } from '../../../src/ui/state/route.svelte.ts';
import type { ScreenEntry } from '../../../src/ui/state/route.svelte.ts';

/** A screen more, under words that are there. */
const added: ScreenEntry = {
  address: '#/added',
  icon: 'box',
  name: 'practice',
  key: 'g x',
  goes: 'move',
};
const table = { ...SCREENS, added };
const route = (): RouteState => new RouteState(table);

describe('the table of screens', () => {
  it('names no address, key or word twice', () => {
    const entries = Object.values(SCREENS);
    for (const member of ['address', 'key', 'name', 'goes'] as const)
      expect(new Set(entries.map((entry) => entry[member])).size).toBe(entries.length);
  });

  it('finds the entry of every screen, and Update for what is none', () => {
    for (const [id, entry] of Object.entries(SCREENS)) expect(screenOf(id)).toBe(entry);
    expect(screenOf('gone')).toBe(SCREENS.update);
  });
});

describe('the route', () => {
  it('opens each screen by its address, one that was added too', () => {
    const at = route();
    for (const { id, address } of at.screens) {
      at.follow(address);
      expect(at.screen).toBe(id);
    }
    expect(at.screen).toBe('added');
  });

  it.each(['', '#', '#/', '#/gone'])('opens Update for %j', (hash) => {
    const at = route();
    at.follow('#/added');
    at.follow(hash);
    expect(at.screen).toBe('update');
  });

  it('stays at the screen for a hash of something on it', () => {
    const at = route();
    at.follow('#/added');
    at.follow('#main');
    expect(at.screen).toBe('added');
  });
});

describe('what leads to a screen', () => {
  beforeEach(() => {
    vi.stubGlobal('document', { querySelectorAll: () => [] });
    vi.stubGlobal('location', { hash: '' });
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  const tableAt = (at: RouteState) => actionTable({ route: at }, () => undefined);

  it('is in the bar, with the one that is open marked', () => {
    const at = route();
    at.follow('#/added');
    const app = {
      route: at,
      update: { running: false },
      batch: { running: false },
      theme: { theme: 'system' },
      version: { state: { kind: 'none' } },
      extras: { load: () => new Promise(() => undefined) },
    } as unknown as App; // what the bar reads of it
    const html = render(
      (internals) => {
        provideApp(app);
        return AppHeader(internals, {});
      },
      { context: new Map() },
    ).body.replaceAll(/<!--.*?-->/g, '');
    const links = [...html.matchAll(/<a href="(#\/\w*)"([^>]*)>.*?<\/svg>([^<]+)<\/a>/g)];
    expect(links.map(([, address, , name]) => [address, name])).toEqual(
      at.screens.map(({ address, name }) => [address, screenWords[name]]),
    );
    expect(links.at(-1)?.slice(1)).toContain('#/added');
    const open = links.filter(([, , marks = '']) => marks.includes('aria-current="page"'));
    expect(open.map(([, address]) => address)).toEqual(['#/added']);
  });

  it('is a key that goes there, but not from there', () => {
    const at = route();
    const action = tableAt(at).find(({ key }) => key === 'g x');
    action?.now()?.run();
    expect(location.hash).toBe('#/added');
    at.follow(location.hash);
    expect(action?.now()).toBeNull();
  });

  it('is in the palette, by its name and with its key', () => {
    const entries = paletteEntries({
      table: tableAt(route()),
      app: { theme: { theme: 'system', choose: () => undefined } as unknown as App['theme'] },
      shortcuts: { letterKeys: { on: true } } as never,
      notifications: { sound: { on: true } } as never,
    });
    const going = entries.filter(({ key }) => key?.startsWith('g ') === true);
    const others = route().screens.filter(({ id }) => id !== 'update');
    expect(going.map(({ name, key }) => [key, name])).toEqual(
      others.map(({ key, goes }) => [key, keysWords.actions[goes]]),
    );
    expect(going.at(-1)?.key).toBe('g x');
  });
});
