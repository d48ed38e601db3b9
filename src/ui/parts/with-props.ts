import type { Component } from 'svelte';

/** A component with its properties: whoever shows it does not need to know them. */
export function withProps<Props extends Record<string, unknown>>(
  Part: Component<Props>,
  props: Props,
): Component {
  return (internals) => Part(internals, props);
}
