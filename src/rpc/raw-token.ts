/**
 * The source text of one top-level member of a JSON object. Needed because devices echo an `id` by its
 * characters (rpc-frames.md#ids), and JSON.parse keeps only the number.
 *
 * `json` must be the text of a valid JSON object; the last member of that name wins, as JSON.parse has it.
 * null if there is none.
 */
export function rawToken(json: string, key: string): string | null {
  const walk: Walk = { json, at: 0, found: null };
  let depth = 0;
  let expectsKey = false;
  while (walk.at < json.length) {
    const char = json[walk.at];
    if (char === '"') {
      const name = readString(walk);
      if (depth === 1 && expectsKey && name === key) walk.found = readValueAfterColon(walk);
      expectsKey = false;
      continue;
    }
    if (char === '{' || char === '[') depth += 1;
    if (char === '}' || char === ']') depth -= 1;
    if (depth === 1 && (char === '{' || char === ',')) expectsKey = true;
    walk.at += 1;
  }
  return walk.found;
}

interface Walk {
  readonly json: string;
  at: number;
  found: string | null;
}

/** `at` stands on the opening quote and ends behind the closing one. The text between, still escaped. */
function readString(walk: Walk): string {
  const start = walk.at + 1;
  walk.at = start;
  while (walk.at < walk.json.length && walk.json[walk.at] !== '"')
    walk.at += walk.json[walk.at] === '\\' ? 2 : 1;
  walk.at += 1;
  return walk.json.slice(start, walk.at - 1);
}

/** Numbers and words only: a value in quotes or brackets is left to the walk. */
function readValueAfterColon(walk: Walk): string {
  const match = /^\s*:\s*([^\s,{}[\]"]*)/.exec(walk.json.slice(walk.at));
  return match?.[1] ?? '';
}
