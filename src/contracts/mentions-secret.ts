/** What passwords, tokens and keys are called in settings, logs and messages. */
const NAMES_SECRET =
  /pass(?:wor[dt]s?|wd|phrase|code)?(?![a-z])|pwd(?![a-z])|psk|secret|token|credential|(?:api|private|access|shared|encryption)[ _-]?key|\bkey["']?\s*[:=]|authorization|bearer|\bha1\b|cnonce|-----BEGIN/i;

/** A text of a device or a system that may hold one. */
export const mentionsSecret = (text: string): boolean => NAMES_SECRET.test(text);
