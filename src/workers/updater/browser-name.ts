/** What a browser says of itself, as far as Bluetooth links differ by it. */
export interface BrowserName {
  readonly browser: string;
  readonly system: string;
}

const BROWSERS = [
  ['edge', /\bEdg(?:A|iOS)?\//],
  ['opera', /\bOPR\//],
  ['samsung', /\bSamsungBrowser\//],
  ['bluefy', /\bBluefy\//i],
  ['firefox', /\bFirefox\//],
  ['chrome', /\b(?:Headless)?Chrom(?:e|ium)\//],
  ['safari', /\bSafari\//],
] as const;

const SYSTEMS = [
  ['android', /\bAndroid\b/],
  ['ios', /\b(?:iPhone|iPad)\b/],
  ['chromeos', /\bCrOS\b/],
  ['windows', /\bWindows\b/],
  ['mac', /\bMac OS X\b/],
  ['linux', /\bLinux\b/],
] as const;

/** By the browser's own words: a wrong one costs a few questions when a link opens, never more. */
export function browserName(userAgent: string): BrowserName {
  const named = (names: readonly (readonly [string, RegExp])[]): string =>
    names.find(([, sign]) => sign.test(userAgent))?.[0] ?? 'other';
  return { browser: named(BROWSERS), system: named(SYSTEMS) };
}
