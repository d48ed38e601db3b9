import { readFileSync } from 'node:fs';
import { ESLint, Linter } from 'eslint';
import * as svelteParser from 'svelte-eslint-parser';
import { describe, expect, it } from 'vitest';
import { KINDS, linkKindsRule } from '../../eslint/link-kinds.mjs';
import { LINK_NAMES } from '../../src/messages/failures.ts';
import * as media from '../../src/contracts/link.ts';

/** What the rule alone finds in `text`, as messages. */
function found(file: string, text: string): readonly string[] {
  const linter = new Linter({ cwd: '/project' });
  const isSvelte = file.endsWith('.svelte');
  return linter
    .verify(
      text,
      {
        files: ['**/*.js', '**/*.svelte'],
        plugins: { slipway: { rules: { 'link-kinds': linkKindsRule } } },
        rules: { 'slipway/link-kinds': 'error' },
        ...(isSvelte && { languageOptions: { parser: svelteParser } }),
      },
      { filename: `/project/${file}` },
    )
    .map(({ message }) => message);
}

describe('the rule about kinds of links and ways', () => {
  it.each([
    ['src/update/x.js', "export const stays = (link) => link.kind === 'serial';"],
    ['src/update/x.js', "export const stays = ({ kind }) => 'bluetooth' !== kind;"],
    ['src/update/x.js', "export const is = (session) => session.linkKind === 'loopback';"],
    ['src/update/x.js', 'export const is = (link) => link?.kind == `tcp`;'],
    ['src/update/x.js', 'export const ms = (link) => ({ serial: 1 })[link.kind];'],
    ['src/update/x.js', 'export const ms = (session) => TABLE[session.linkKind];'],
    ['src/rpc/x.js', "export const is = ({ link }) => ['serial', 'tcp'].includes(link.kind);"],
    ['src/emulator/x.js', "export function f(link) { switch (link.kind) { case 'serial': } }"],
    ['src/workers/x.js', "export const is = (pause) => pause.link === 'bluetooth';"],
    ['src/cli/x.js', "export const is = (port) => port.kind === 'websocket';"],
    ['src/ui/App.svelte', "{#if update.way.kind === 'cable'}<p></p>{/if}"],
    ['src/ui/App.svelte', '<p>{WORDS[update.way.kind]}</p>'],
    ['src/ui/App.svelte', "<script>const is = $derived(update.way.kind === 'practice');</script>"],
  ])('fails in %s on %s', (file, text) => {
    expect(found(file, text)).toHaveLength(1);
  });

  it.each([
    ['src/transports/webserial/x.js', "export const is = (link) => link.kind === 'serial';"],
    ['src/messages/x.js', "export const is = (facts) => facts.kind === 'bluetooth';"],
    ['tests/unit/x.js', "export const is = (link) => link.kind === 'serial';"],
    ['src/update/x.js', 'export const stays = ({ traits }) => traits.survivesRestart;'],
    ['src/update/x.js', "export const is = (end) => end.kind === 'gone';"],
    ['src/ui/state/x.js', "export const is = (missing) => missing === 'cable';"],
    ['src/ui/state/x.js', 'export const look = (end) => LOOKS[end.kind];'],
  ])('lets in %s pass %s', (file, text) => {
    expect(found(file, text)).toEqual([]);
  });

  it('knows every kind that the product names', () => {
    const kinds = Object.values(media).flatMap((one) =>
      typeof one === 'object' && 'traits' in one ? [one.kind] : [],
    );
    const ways = /export const CONNECTION_METHODS = \{([^]*?)\n\} as const/.exec(
      readFileSync('src/ui/state/connection-method.ts', 'utf8'),
    );
    const wayNames = [...(ways?.[1] ?? '').matchAll(/^ {2}(\w+): \{/gm)].map(([, name]) => name);
    expect(wayNames).toContain('cable');
    expect(KINDS).toEqual(expect.arrayContaining([...kinds, ...wayNames]));
    expect(Object.keys(LINK_NAMES).sort()).toEqual(kinds.sort());
  });

  it('fails the lint run on one that is planted', async () => {
    const file = 'src/update/chunk-sizes.ts';
    const planted =
      "import type { Link } from '../contracts/link.ts';\n" +
      "export const planted = (link: Link): boolean => link.kind === 'serial';\n";
    const [result] = await new ESLint().lintText(planted, { filePath: file });
    expect((result?.messages ?? []).map(({ ruleId }) => ruleId)).toEqual(['slipway/link-kinds']);
  }, 60_000);
});
