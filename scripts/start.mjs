// `npm start`: installs what is missing, builds what has changed, serves the app. Ctrl-C ends it.
// `npm start -- --host [ADDRESS]`: the same for other computers and phones in this network, at every address of this one or at this one.
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBuilt } from './app-build.mjs';
import { ensurePackages } from './ensure.mjs';
import { serve } from './static-server.mjs';

const home = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(home);

const host = hostAsked();
ensurePackages();
if (!ensureBuilt()) process.exit(1);

const preferred = Number(process.env.PORT ?? 4173);
const server = await serve(path.join(home, 'dist'), { port: preferred, host }).catch(stop);
for (const address of addressesOf(host))
  console.log(`Slipway is at http://${address}:${server.port}  (Ctrl-C ends it)`);
if (host !== 'localhost')
  console.log(
    'Everybody in this network can open it. Over http, browsers give a page no cable, no Bluetooth and no offline use: ' +
      'from other computers and phones it reaches devices over the network.',
  );

for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => void server.close().then(() => process.exit(0)));

/** `localhost` unless asked otherwise; `0.0.0.0` = every address. */
function hostAsked() {
  try {
    const { values, positionals } = parseArgs({
      options: { host: { type: 'boolean' } },
      allowPositionals: true,
    });
    const [address = '0.0.0.0', ...others] = positionals;
    if (others.length > 0 || (positionals.length > 0 && values.host !== true))
      throw new Error(`Unexpected argument '${positionals.at(-1)}'`);
    return values.host === true ? address : 'localhost';
  } catch (error) {
    console.error(`${error.message}. Use: npm start [-- --host [ADDRESS]]`);
    process.exit(2);
  }
}

/** Where others reach what listens at `at`; this computer's own name first. */
function addressesOf(at) {
  if (at !== '0.0.0.0') return [at.includes(':') ? `[${at}]` : at];
  const others = Object.values(networkInterfaces())
    .flat()
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
  return ['localhost', ...others];
}

/** An address that is not this computer's, or a name that nobody knows. */
function stop(error) {
  console.error(`Slipway cannot listen at ${host}: ${error.code ?? error.message}`);
  process.exit(1);
}
