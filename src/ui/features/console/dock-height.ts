/** Tells how high the dock of this state is, now and whenever it changes, until the result is called. */
export function dockHeight(tell: (heightPx: number) => void): () => void {
  const dock = document.querySelector('.dock');
  if (!(dock instanceof HTMLElement)) {
    tell(0);
    return () => undefined;
  }
  const observer = new ResizeObserver(() => tell(dock.offsetHeight));
  observer.observe(dock);
  return () => observer.disconnect();
}
