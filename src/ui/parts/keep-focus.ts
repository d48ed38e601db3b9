/**
 * An attachment of a screen. When what had the focus goes away, with a control that is no longer offered
 * or a question that closes, the focus moves to the headline, or to the heading of the panel that it was in, instead of nowhere;
 * else it is not touched.
 */
export function keepFocus(screen: HTMLElement): () => void {
  let last: Element | null = null;
  let panel: Element | null = null;
  const remember = (event: Event): void => {
    last = event.target instanceof Element ? event.target : null;
    panel = last?.closest('.sheet') ?? null;
  };
  // Not an effect: by the time one runs, the browser may have moved the focus already.
  const observer = new MutationObserver(() => {
    if (last === null || document.activeElement !== document.body) return;
    if (last.isConnected && last.checkVisibility()) return; // left, not lost
    last = null;
    const headings =
      panel?.isConnected === true
        ? panel.querySelectorAll<HTMLElement>('h2')
        : screen.querySelectorAll<HTMLElement>('h1');
    [...headings].find((heading) => heading.checkVisibility())?.focus();
  });
  screen.addEventListener('focusin', remember);
  observer.observe(screen, { childList: true, subtree: true, attributeFilter: ['open'] });
  return () => {
    observer.disconnect();
    screen.removeEventListener('focusin', remember);
  };
}
