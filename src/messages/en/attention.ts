/** Keeping the screen on, and calling somebody who looks elsewhere. */
import { countdown } from '../numbers.ts';
import grammar from './grammar.ts';

const { begin } = grammar;

export default {
  awake: {
    short: 'Screen stays on',
    /** What it is, and what it wants. */
    on: ['Screen stays on.', 'Keep this page in front; behind another app it may pause.'] as const,
    refused: ['The screen may go dark; the update goes on,', 'keep the page open.'] as const,
    missing: [
      'This browser cannot keep the screen on.',
      'It may go dark; the update goes on, keep the page open.',
    ] as const,
  },
  sound: 'Tone and vibration when it is done or needs you',
  notice: {
    done: (device: string, version: string) => `${begin(device)} runs ${version}.`,
    wentBack: (device: string, version: string) => `${begin(device)} went back to ${version}.`,
    lost: (device: string, version: string) =>
      `${begin(device)} cannot be reached. It was seen running ${version}.`,
    needsYou: (version: string, leftMs: number | null) =>
      leftMs === null
        ? `${version} needs you: keep it, or go back.`
        : `${version} needs you: ${countdown(leftMs)} left to keep it.`,
  },
};
