/** What the fold of trusted keys holds: nobody needs it on the first screen. */
export async function openKeyForms() {
  const [list, add] = await Promise.all([import('./KeyList.svelte'), import('./AddKey.svelte')]);
  return { KeyList: list.default, AddKey: add.default };
}
