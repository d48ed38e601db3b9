/** `npm run device`: the subcommand of `slipway`, from a checkout. */
import { deviceCommand } from './device-command.ts';

await deviceCommand(process.argv.slice(2), 'npm run device --');
