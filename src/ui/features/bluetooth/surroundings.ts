/** What the page can tell of where it runs: good enough to put a cause first, never to leave one out. */
export interface Surroundings {
  readonly system: 'android' | 'ios' | 'linux' | 'mac' | 'other';
  readonly browser: 'firefox' | 'safari' | 'other';
  /** Shown inside another page. */
  readonly framed: boolean;
  /** https, or localhost: others get no devices. */
  readonly secure: boolean;
}

export interface PageFacts {
  readonly userAgent: string;
  /** An iPad calls itself a Mac, which has no screen to touch. */
  readonly touchPoints: number;
  readonly framed: boolean;
  readonly secure: boolean;
}

export function surroundingsOf({ userAgent, touchPoints, ...page }: PageFacts): Surroundings {
  return { ...page, system: systemOf(userAgent, touchPoints), browser: browserOf(userAgent) };
}

export const surroundingsHere = (): Surroundings =>
  surroundingsOf({
    userAgent: navigator.userAgent,
    touchPoints: navigator.maxTouchPoints,
    framed: window.top !== window.self,
    secure: isSecureContext,
  });

function systemOf(userAgent: string, touchPoints: number): Surroundings['system'] {
  if (/iPhone|iPad|iPod/.test(userAgent)) return 'ios';
  if (/Macintosh/.test(userAgent)) return touchPoints > 1 ? 'ios' : 'mac';
  if (/Android/.test(userAgent)) return 'android';
  return /Linux|X11/.test(userAgent) && !/CrOS/.test(userAgent) ? 'linux' : 'other';
}

function browserOf(userAgent: string): Surroundings['browser'] {
  if (/Firefox|FxiOS/.test(userAgent)) return 'firefox';
  return /Safari/.test(userAgent) && !/Chrome|Chromium|CriOS|Edg/.test(userAgent)
    ? 'safari'
    : 'other';
}
