/** Passwords and keys are taken out before anything is kept: neither the screen nor a file ever has them. */
import { isSecretName, namesSecret } from '../contracts/secret-names.ts';

const HIDDEN = '••••';

/** Arguments of a call without their secrets. Config.Get and Config.Set name what they are about by `key`. */
export function hideInParams(params: unknown): unknown {
  if (!isObject(params)) return hideIn(params);
  const { key, value } = params;
  const hidden = hideIn(params);
  if (!isObject(hidden) || typeof key !== 'string') return hidden;
  const named = { ...hidden, key };
  return namesSecret(key) && value !== undefined ? { ...named, value: HIDDEN } : named;
}

/** An answer without its secrets; `params` are those of the question. */
export function hideInResult(result: unknown, params: unknown): unknown {
  const isSecret = isObject(params) && namesSecret(params['key']);
  return isSecret && typeof result === 'string' && result !== '' ? HIDDEN : hideIn(result);
}

/** Without what files hold: that is base64, and nobody can see what is in it. */
export function hideFiles(value: unknown): unknown {
  if (!isObject(value) || typeof value['data'] !== 'string') return value;
  return { ...value, data: HIDDEN };
}

/** Log text without what follows the name of a secret. */
export function hideInText(text: string): string {
  return text.replace(
    /((?:pass(?:word|wd|phrase)?|psk|secret|token|api[ _-]?key|private[ _-]?key)["']?\s*[:=]\s*)("[^"]*"|'[^']*'|[^\s,;]+)/gi,
    `$1${HIDDEN}`,
  );
}

function hideIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => hideIn(item));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, hideNamed(name, inner)]),
  );
}

/** User, password, query, and a part of the path that is as long as a token: scheme and host say enough. */
function hideInUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.host === '') return text;
  const hasUser = url.username !== '' || url.password !== '';
  if (!hasUser && url.search === '' && !/[0-9a-z_-]{24,}/i.test(url.pathname)) return text;
  return `${url.protocol}//${url.host}/${HIDDEN}`;
}

function hideNamed(name: string, value: unknown): unknown {
  if (typeof value === 'string' && /url$/i.test(name)) return hideInUrl(value);
  if (!isSecretName(name)) return hideIn(value);
  if (isObject(value) || Array.isArray(value)) return HIDDEN;
  // That there is none says nothing.
  return value === '' || value === null ? value : HIDDEN;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
