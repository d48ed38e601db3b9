/**
 * `npm run bench -- cli`: what the built command line costs before it does anything, as CPU time of its
 * process, against a Node that runs nothing, in turns so that both meet the same machine.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { build } from 'vite';
import { median, type Figure, type Figures } from './figure.ts';

const ROUNDS = 9;
const TARGET_CPU_MS = 350;
const COMMANDS = [['push', '--help'], ['--version'], ['device', '--help']] as const;

const REPORT = path.resolve('tests/support/benchmarks/report-cpu.cjs');

/** CPU milliseconds of one Node process, from its start to its end. */
function cpuMs(args: readonly string[]): number {
  const { status, stderr } = spawnSync(process.execPath, ['--require', REPORT, ...args], {
    encoding: 'utf8',
  });
  const microseconds = /cpu (\d+)$/.exec(stderr)?.[1];
  if (status !== 0 || microseconds === undefined) throw new Error(`${args.join(' ')}: ${stderr}`);
  return Number(microseconds) / 1_000;
}

const lower = (value: number, unit: string, target: number | null): Figure => ({
  value,
  unit,
  target,
  better: 'lower',
  limit: unit === '' ? 1 : null,
});

export async function benchCli(): Promise<Figures> {
  await build({ configFile: 'vite.cli.config.ts', logLevel: 'warn' });
  const entry = path.resolve('dist-cli/slipway.js');
  const nothing: number[] = [];
  const rounds = COMMANDS.map((): number[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    nothing.push(cpuMs(['-e', '0']));
    for (const [index, command] of COMMANDS.entries())
      rounds[index]?.push(cpuMs([entry, ...command]));
  }
  const least = median(nothing);
  const each = rounds.map(median);
  for (const [index, command] of COMMANDS.entries())
    console.log(
      `  slipway ${command.join(' ')}: ${(each[index] ?? 0).toFixed(0)} ms, node -e 0: ${least.toFixed(0)} ms`,
    );
  const slowest = Math.max(...each);
  return {
    'cli.start.ratio': lower(slowest / least, '', null),
    'cli.start.cpuMs': lower(slowest, 'ms', TARGET_CPU_MS),
  };
}
