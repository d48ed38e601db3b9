/** Who calls a device, for the command line: in memory only. */
import { randomInt } from 'node:crypto';
import type { Credentials } from '../contracts/sign-in.ts';
import { createSignIn } from '../rpc/sign-in.ts';
import type { SignIn } from '../rpc/sign-in.ts';

/** One for all links of a device. */
export const signInOf = (credentials: Credentials | null): SignIn | undefined =>
  credentials === null
    ? undefined
    : createSignIn(credentials, {
        wallClock: () => Date.now(),
        random: () => randomInt(2 ** 32),
      });
