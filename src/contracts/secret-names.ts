/** Names of what is secret, in a configuration, in arguments and in what logs print. */
const SECRET_NAME =
  /pass(word|wd|phrase)?$|^psk$|_psk$|secret|token|^key$|_key$|priv(ate)?_?key|^auth$|ha1|cnonce|credential|_headers?$/i;

/** A public key is no secret, and a configuration key is a name. */
const OPEN_NAME = /^public_key$/i;

export const isSecretName = (name: string): boolean =>
  SECRET_NAME.test(name) && !OPEN_NAME.test(name);

/** `wifi.sta.pass`: the path that a question names. */
export const namesSecret = (path: unknown): boolean =>
  typeof path === 'string' && SECRET_NAME.test(path.split('.').at(-1) ?? '');

/** What passwords, tokens and keys are called in settings, logs and messages. */
const NAMES_SECRET =
  /pass(?:wor[dt]s?|wd|phrase|code)?(?![a-z])|pwd(?![a-z])|psk|secret|token|credential|(?:api|private|access|shared|encryption)[ _-]?key|\bkey["']?\s*[:=]|authorization|bearer|\bha1\b|cnonce|-----BEGIN/i;

/** A text of a device or a system that may hold one. */
export const mentionsSecret = (text: string): boolean => NAMES_SECRET.test(text);
