/** `npm run push`: the subcommand of `slipway`, from a checkout. */
import { pushCommand } from './push-command.ts';

await pushCommand(process.argv.slice(2), 'npm run push --');
