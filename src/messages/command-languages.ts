/** The words of the commands in each language but English: a line for each. Pages do not load them. */
import type { CommandTexts } from './catalogue.ts';
import { speak } from './languages.ts';
import type { Language } from './languages.ts';

export const COMMAND_LANGUAGES: Readonly<Record<string, () => Promise<CommandTexts>>> = {
  de: async () => (await import('./de/commands.ts')).default,
};

/** As `speak`, for a command. */
export const speakInCommand = (language: Language): Promise<void> =>
  speak(language, COMMAND_LANGUAGES[language.tag]);
