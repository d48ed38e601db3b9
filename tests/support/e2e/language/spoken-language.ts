/** The language of the pages under test: `SLIPWAY_LANG=de` runs the same tests in German. */
export const spokenLanguage = process.env['SLIPWAY_LANG'] ?? 'en';

/** Tests are written in English. */
export const isEnglish = spokenLanguage === 'en';
