/** Which language a command speaks: the one of `--lang`, else the one that the system is set to. */
import { languageTags } from '../messages/command-words.ts';
import { languageFor, speak } from '../messages/languages.ts';
import { badOption } from './option-values.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Before the first word. One of `--lang` that there is not is refused by `requireLanguage`, in the system's language. */
export async function speakFor(args: readonly string[], env: Environment): Promise<void> {
  await speak(languageFor([...askedFor(args), systemLanguage(env)]));
}

/** `asked`: the value of `--lang`. Throws OtaError use/bad-option. */
export function requireLanguage(asked: string | undefined): void {
  if (asked !== undefined && !languageTags().includes(asked)) throw badOption('--lang', asked);
}

/** Read before the options are, which may be wrong. The last one counts. */
function askedFor(args: readonly string[]): readonly string[] {
  const asked = args.flatMap((arg, at) => {
    if (arg === '--lang') return args.slice(at + 1, at + 2);
    return arg.startsWith('--lang=') ? [arg.slice('--lang='.length)] : [];
  });
  return asked.slice(-1).filter((tag) => languageTags().includes(tag));
}

/** In the order of POSIX: the first that is set counts, whatever is in it. */
const systemLanguage = ({ LC_ALL, LC_MESSAGES, LANG }: Environment): string =>
  [LC_ALL, LC_MESSAGES, LANG].find((set) => set !== undefined && set !== '') ?? '';
