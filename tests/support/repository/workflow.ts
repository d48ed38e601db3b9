/** What can be said of a workflow without a parser of YAML: its lines. */
export interface Workflow {
  /** Keys at the left edge, in their order. */
  readonly keys: readonly string[];
  /** Lines of shell, of `run:` in one line and of its blocks. */
  readonly commands: readonly string[];
  /** Values of `uses:`. */
  readonly actions: readonly string[];
  /** Lines that no YAML has: tabs, a colon without what follows it being apart, an odd indentation. */
  readonly oddLines: readonly string[];
}

/** Reads the form that our own workflows have: two spaces a level, block style. */
export function readWorkflow(text: string): Workflow {
  const keys: string[] = [];
  const commands: string[] = [];
  const actions: string[] = [];
  const oddLines: string[] = [];
  let blockIndent: number | null = null;
  for (const line of text.split('\n')) {
    const indent = line.length - line.trimStart().length;
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    if (blockIndent !== null && indent > blockIndent) {
      commands.push(line.trim());
      continue;
    }
    blockIndent = null;
    const [, dash = '', key, value = ''] = /^ *(- )?([\w-]+):(?: (.*))?$/.exec(line) ?? [];
    const isItem = /^ *- \S/.test(line);
    if (line.includes('\t') || indent % 2 !== 0 || (key === undefined && !isItem))
      oddLines.push(line);
    if (key === undefined) continue;
    if (indent === 0 && dash === '') keys.push(key);
    if (key === 'uses') actions.push(value);
    if (value === '|') blockIndent = indent + dash.length;
    else if (key === 'run') commands.push(value);
  }
  return { keys, commands, actions, oddLines };
}
