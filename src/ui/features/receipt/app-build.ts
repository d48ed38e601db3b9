/** The name of the script this page runs: made from what is in it, so that it names one build and no other. */
export function appBuild(): string {
  const script = document.querySelector<HTMLScriptElement>('script[type=module][src]');
  const file = script === null ? '' : new URL(script.src).pathname.split('/').at(-1);
  return (file ?? '').replace(/\.\w+$/, '');
}
