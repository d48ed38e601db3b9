import english from './en/push.ts';
import { helpText } from './help-text.ts';
import type { OptionsHelp } from './options-help.ts';
import { textGroup } from './locale.ts';

const text = textGroup('push', english, 'pushHelp');

/** What is put for the value of each option that takes one. */
const VALUES: Readonly<Partial<Record<keyof typeof english.pushHelp.options, string>>> = {
  port: 'URL',
  via: 'write',
  commit: 'auto|never',
  'commit-timeout': 'S',
  'update-timeout': 'S',
  'chunk-size': 'auto|N',
  window: 'N',
  force: 'NAME[,NAME]',
  report: 'FILE',
};

export function pushOptionsHelp(): OptionsHelp {
  const values: Readonly<Record<string, string>> = VALUES;
  const rows = Object.entries(text.options).map(([name, does]) => {
    const value = values[name];
    return [name, value === undefined ? { does } : { value, does }] as const;
  });
  return Object.fromEntries(rows);
}

/** `name`: what a person types for this command. */
export function pushHelp(name: string): string {
  return helpText({
    top: [`${name} fw.zip --port URL [options]`, '', text.top],
    options: pushOptionsHelp(),
    exits: text.exits.map((meaning, status) => [status, meaning]),
  });
}
