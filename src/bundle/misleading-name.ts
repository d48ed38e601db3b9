/**
 * Names that are not what they look like. A person compares names by eye, a device by bytes: what cannot be seen, and letters
 * that look like those of the Latin alphabet, would let one file pass for another. After UTS 39, sections 3 and 5, and no more of
 * it than names of firmware files need.
 */

/** Drawn as nothing, or as a space that is none; APPNOTE asks for none of them. */
const UNSEEN = /[\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/u;

/** Drawn as `-`, `/`, `.`, `:` or `'`, or as an a or g of Latin, which they are in phonetic writing. */
const DOUBLES =
  /[\u0251\u0261\u02bc\u02d0\u05c3\u0701\u0702\u2010-\u2015\u2018\u2019\u2043\u2044\u2212\u2215\u2236\u2571\u29f8\ua4fa\ua789]/u;

/** Letters of the Cyrillic, Greek and Armenian alphabets that are drawn as Latin ones. */
const LOOK_ALIKE = new RegExp(
  `^[${[
    '\\u0430\\u0435\\u043e\\u0440\\u0441\\u0443\\u0445\\u0455\\u0456\\u0458\\u0501\\u051b\\u051d\\u04bb\\u04cf\\u0410\\u0412\\u0415\\u0405\\u0406\\u0408\\u041a\\u041c\\u041d',
    '\\u041e\\u0420\\u0421\\u0422\\u0425\\u04ae\\u050c\\u051a\\u051c',
    '\\u0391\\u0392\\u0395\\u0396\\u0397\\u0399\\u039a\\u039c\\u039d\\u039f\\u03a1\\u03a4\\u03a5\\u03a7\\u03b1\\u03bd\\u03bf\\u03c1\\u03c5\\u03b9\\u03ba',
    '\\u054d\\u054f\\u0555\\u053c\\u0570\\u0578\\u0585\\u0581\\u0575\\u0566',
  ].join('')}\\p{M}]+$`,
  'u',
);

const WORD = /[\p{L}\p{M}]+/gu;
const HAS_LATIN = /\p{Script=Latin}/u;
/** Chinese, Japanese and Korean write Latin letters among their own; no other script does within a word. */
const HAS_OTHER =
  /(?![\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}])\p{L}/u;

/** True where a part of the name cannot be seen, or passes for another. */
export function isMisleading(name: string): boolean {
  // Wide, ligated and mathematical letters are other ones once they are normalised so.
  if (UNSEEN.test(name) || DOUBLES.test(name) || name.normalize('NFKC') !== name.normalize('NFC'))
    return true;
  return (name.match(WORD) ?? []).some(
    (word) =>
      (HAS_LATIN.test(word) && HAS_OTHER.test(word)) ||
      (LOOK_ALIKE.test(word) && !/^\p{M}+$/u.test(word)),
  );
}
