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
