import { ESLint, Linter } from 'eslint';
import * as svelteParser from 'svelte-eslint-parser';
import { describe, expect, it } from 'vitest';
import { outsideTextRule } from '../../eslint/outside-text.mjs';

/** What the rule alone finds in `text`, as messages. */
function found(file: string, text: string): readonly string[] {
  const linter = new Linter({ cwd: '/project' });
  const isSvelte = file.endsWith('.svelte');
  return linter
    .verify(
      text,
      {
        files: ['**/*.js', '**/*.ts', '**/*.svelte'],
        plugins: { slipway: { rules: { 'outside-text': outsideTextRule } } },
        rules: { 'slipway/outside-text': 'error' },
        ...(isSvelte && { languageOptions: { parser: svelteParser } }),
      },
      { filename: `/project/${file}` },
    )
    .map(({ message }) => message);
}

describe('the rule about text from outside', () => {
  it.each([
    ['src/ui/App.svelte', '<p>{report.info.app}</p>'],
    ['src/ui/App.svelte', '<p title={bundle.fileName}></p>'],
    ['src/ui/App.svelte', '<p title="file {bundle.fileName}"></p>'],
    ['src/ui/App.svelte', '<p>{way.over ?? device?.info.id}</p>'],
    ['src/ui/App.svelte', '<p>{isNew ? bundle.version : words.none}</p>'],
    ['src/ui/App.svelte', '<Button>{buttons.update(view.bundle.version)}</Button>'],
    ['src/ui/App.svelte', '<Card version={run.order.to} />'],
    ['src/ui/App.svelte', '<script>const said = words.move(run.order.from, b);</script>'],
    ['src/ui/state/x.js', 'export const say = () => words.done(`${info.app} ${info.fw_version}`);'],
    ['src/ui/state/x.js', 'export const fact = { text: info.mac };'],
    ['src/ui/App.svelte', '<script>const { from } = run.order;</script><p>{from}</p>'],
    ['src/ui/App.svelte', '<script>const app = $derived(info?.app ?? "");</script><p>{app}</p>'],
    ['src/ui/state/x.js', 'const { to: next } = result; export const say = words.done(next);'],
    ['src/messages/x.js', 'export const words = () => say(failure.facts.remoteMessage);'],
  ])('refuses in %s: %s', (file, text) => {
    expect(found(file, text)).toContainEqual(expect.stringMatching(/is text from outside/));
  });

  it.each([
    ['src/ui/App.svelte', '<p><Outside value={report.info.app} /></p>'],
    ['src/ui/App.svelte', '<p title={outside(bundle.fileName)}></p>'],
    ['src/ui/App.svelte', '<Button>{buttons.update(outside(view.bundle.version))}</Button>'],
    ['src/ui/App.svelte', "<p>{info.fw_version === run.order.to ? words.same : ''}</p>"],
    ['src/ui/App.svelte', '{#each parts as part (part.name)}<p>{part.size}</p>{/each}'],
    ['src/ui/state/x.js', 'const { to } = order; export const is = to === words.none;'],
    ['src/ui/state/x.js', 'const to = outside(order.to); export const say = words.done(to);'],
    ['src/ui/state/x.js', 'export const order = { from: info.fw_version, to: bundle.version };'],
    ['src/workers/x.js', 'export const sent = send(info.id);'],
  ])('takes in %s: %s', (file, text) => {
    expect(found(file, text)).toEqual([]);
  });

  it('leaves the standard streams of a command to its terminal', () => {
    const text = 'process.stdout.write(text); process.stderr.write(text);';
    expect(found('src/cli/push-run.js', text)).toHaveLength(2);
    expect(found('src/cli/push-run.js', 'socket.write(text);')).toEqual([]);
    expect(found('src/cli/terminal.ts', text)).toEqual([]);
  });

  it('is part of the lint run', async () => {
    const file = 'src/cli/push.ts';
    const config = (await new ESLint().calculateConfigForFile(file)) as { rules: object };
    expect(config.rules).toMatchObject({ 'slipway/outside-text': [2] });
  }, 60_000);
});
