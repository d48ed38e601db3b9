/** Tells how high the bar with the buttons of this state is, now and whenever it changes, until the result is called. */
export function dockHeight(tell: (heightPx: number) => void): () => void {
  const dock = document.querySelector('.card-foot > .actions');
  if (!(dock instanceof HTMLElement)) {
    tell(0);
    return () => undefined;
  }
  const observer = new ResizeObserver(() => tell(dock.offsetHeight));
  observer.observe(dock);
  return () => observer.disconnect();
}
