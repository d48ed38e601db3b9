import type EmulatorScreenComponent from './EmulatorScreen.svelte';
import type { BenchPort, EmulatorBench } from '../../state/emulator.svelte.ts';

/** The screen and its state: made at the first call, the same ever after. */
export type OpenBench = () => Promise<{
  readonly EmulatorScreen: typeof EmulatorScreenComponent;
  readonly bench: EmulatorBench;
}>;

/** Keeps the practice device's screen out of what every visit has to load. */
export function createOpenBench(port: BenchPort): OpenBench {
  let opened: ReturnType<OpenBench> | null = null;
  const open: OpenBench = async () => {
    const [{ default: EmulatorScreen }, { EmulatorBench }] = await Promise.all([
      import('./EmulatorScreen.svelte'),
      import('../../state/emulator.svelte.ts'),
    ]);
    const bench = new EmulatorBench(port, {
      wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
      still: () => matchMedia('(prefers-reduced-motion: reduce)').matches,
    });
    return { EmulatorScreen, bench };
  };
  return () => (opened ??= open());
}
