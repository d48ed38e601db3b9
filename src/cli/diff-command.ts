import { OtaError, toFailure } from '../contracts/failure.ts';
import { comparedLines } from '../messages/compare-words.ts';
import { diffFailureWords, diffHelp } from '../messages/diff-command-words.ts';
import { speakFor } from './command-line.ts';
import { parseDiffOptions } from './diff-options.ts';
import { printJson, printLine, printText } from './terminal.ts';
import { progressLines } from './progress-lines.ts';
import { printInformation } from './print-information.ts';

const DIFFERENT = 1;
const NOT_COMPARED = 2;

/** Compares packages, or one with a device. As `diff`: 0 the same, 1 different, 2 not compared. `name`: what a person types. */
export async function diffCommand(args: readonly string[], name: string): Promise<void> {
  await speakFor(args, process.env);
  let file: string | null = null;
  try {
    const command = parseDiffOptions(args);
    switch (command.kind) {
      case 'help':
      case 'version':
        printInformation(command, diffHelp(name));
        return;
      case 'diff': {
        const { runDiff } = await import('./diff-run.ts');
        const progress = progressLines({
          write: (text) => printText(text, 'stderr'),
          isTerminal: process.stderr.isTTY,
        });
        const compared = await runDiff(command.options, {
          onFile: (read) => (file = read),
          onProgress: progress.tell,
        }).finally(progress.end);
        if (command.options.json) printJson({ diff: compared });
        else for (const line of comparedLines(compared)) printLine(line);
        process.exitCode = compared.isSame ? 0 : DIFFERENT;
      }
    }
  } catch (reason) {
    const failure = toFailure(OtaError.from(reason));
    printLine(diffFailureWords(failure, file), 'stderr');
    process.exitCode = NOT_COMPARED;
  }
}
