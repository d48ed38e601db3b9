/**
 * What the emulated device can be told to do wrong: by `slipway device --fault`, and on the screen of the practice device.
 *
 *   at-start       the firmware that the next update writes does so when it starts
 *   while-writing  in the middle of the next update
 *   on-trial       as soon as the firmware of the next update is on trial
 *
 * `hang`, `crash-loop`, `low-memory`: what that firmware does. `watchdog`: the running firmware freezes, and the device
 * watchdog resets it. `update-timer`, `commit-timer`: their time is over. `brown-out`: the supply fails in the middle of a
 * flash operation and is back at once. `empty-battery`: it does, and stays away.
 */
export const FAULTS = [
  { name: 'hang', strikes: 'at-start' },
  { name: 'crash-loop', strikes: 'at-start' },
  { name: 'low-memory', strikes: 'at-start' },
  { name: 'watchdog', strikes: 'while-writing' },
  { name: 'update-timer', strikes: 'while-writing' },
  { name: 'brown-out', strikes: 'while-writing' },
  { name: 'empty-battery', strikes: 'while-writing' },
  { name: 'commit-timer', strikes: 'on-trial' },
] as const;

export type DeviceFault = (typeof FAULTS)[number];
export type FaultName = DeviceFault['name'];
