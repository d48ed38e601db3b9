/** German of the commands. */
import type { CommandTexts } from '../catalogue.ts';
import bundleCommands from './bundle-commands.ts';
import commandLine from './command-line.ts';
import pushByShadow from './push-by-shadow.ts';
import pushChecks from './push-checks.ts';
import pushFleet from './push-fleet.ts';
import pushRehearsal from './push-rehearsal.ts';
import pushRoute from './push-route.ts';

export default {
  ...bundleCommands,
  ...commandLine,
  ...pushByShadow,
  ...pushChecks,
  ...pushFleet,
  ...pushRehearsal,
  ...pushRoute,
} satisfies CommandTexts;
