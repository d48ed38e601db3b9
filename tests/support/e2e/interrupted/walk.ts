/** A person with a device, a file and a browser, whom cable, power or page fail at one moment of an update. */
import path from 'node:path';
import { readScreen, lineOf } from './screen.ts';
import type { Screen } from './screen.ts';
import type { Subject } from './subject.ts';
import { falseSentences, isKept } from './truth.ts';

export const STAGES = [
  'connecting',
  'comparing',
  'ready',
  'writing begins',
  'half written',
  'restarting',
  'first start',
  'on trial',
  'keeping',
  'kept',
  'went back',
] as const;
export type Stage = (typeof STAGES)[number];

export const INTERRUPTIONS = ['cable', 'power', 'reload'] as const;
export type Interruption = (typeof INTERRUPTIONS)[number];

const FROM = '1.0.0';
const TO = '1.1.0';
/** A sentence that was so a moment ago may stand this long: two questions of the watch without an answer, and some. */
const STALE_MS = 20_000;
/** While it writes or restarts, a silent device is given more time before it is called lost. */
const STALE_RUNNING_MS = 45_000;
const REACHED_MS = 200_000;
const POLL_MS = 150;
/** Somebody who sees nothing happen presses once more. */
const PRESS_AGAIN_MS = 8_000;
/** What goes on by itself is given this long before its button is pressed. */
const PATIENCE_MS = 6_000;

export class Walk {
  /** What was on the screen, a line for each change. */
  readonly transcript: string[] = [];
  readonly #subject: Subject;
  readonly #startedAt = Date.now();
  #last = '';

  constructor(subject: Subject) {
    this.#subject = subject;
    const { page } = subject.visit;
    // Whatever asks for a file gets it, as from somebody who has only this one.
    page.on('filechooser', (chooser) => {
      const { large, small } = subject.files;
      const file = this.#isLarge ? large : small;
      // A page that is left while it asks takes its list along; a file that did not arrive shows on the screen.
      chooser.setFiles(path.join('tests/fixtures/bundles', file)).catch(() => undefined);
    });
  }

  #isLarge = false;

  note(what: string): void {
    const seconds = ((Date.now() - this.#startedAt) / 1_000).toFixed(1).padStart(6);
    this.transcript.push(`${seconds}  ${what}`);
  }

  /** From the first page to the stage, with nothing in the way. */
  async reach(stage: Stage): Promise<void> {
    this.#isLarge = stage === 'half written';
    for (const [name, step] of this.#steps(stage)) {
      await step();
      this.note(`-- ${name}`);
      await this.#look();
      if (name === stage) return;
    }
  }

  #steps(stage: Stage): readonly (readonly [Stage, () => Promise<void>])[] {
    const { visit } = this.#subject;
    const subject = this.#subject;
    const says = (words: RegExp) => visit.headlineSays(words, 60_000).then(() => undefined);
    const press = (name: string) => visit.button(name).click();
    const start = async () => {
      await press(`Update to ${TO}`);
      await says(/^(Erasing|Writing)/);
    };
    const runs = async () => {
      for (let waited = 0; (await subject.facts()).running?.version !== TO; waited += 20) {
        if (waited > 60_000) throw new Error(`${TO} does not start`);
        await visit.page.waitForTimeout(20);
      }
    };
    const trial = () => says(/Keep it\?$/);
    const last: Partial<Record<Stage, () => Promise<void>>> = {
      keeping: () => press(`Keep ${TO}`),
      kept: async () => {
        await press(`Keep ${TO}`);
        await says(new RegExp(` runs ${TO}$`));
      },
      'went back': async () => {
        await press(`Go back to ${FROM}`);
        await says(/ is back on /);
      },
    };
    const ready = async () => says(/^Ready to update/);
    const end = last[stage];
    return [
      ['connecting', () => subject.pressWay()],
      [
        'comparing',
        async () => {
          await says(/Choose a firmware/);
          await visit.button('Choose firmware file').click();
        },
      ],
      ['ready', ready],
      ['writing begins', start],
      ...(stage === 'half written'
        ? ([['half written', () => subject.untilHalfWritten()]] as const)
        : []),
      ...(end === undefined || stage === 'restarting'
        ? ([
            ['restarting', () => says(/^(Checking what|Restarting)|answers\. Checking|Keep it\?$/)],
          ] as const)
        : []),
      ['first start', runs],
      ['on trial', trial],
      ...(end === undefined ? [] : ([[stage, end]] as const)),
    ];
  }

  /** Takes it away, waits until the screen says what is so, and gives it back. */
  async interrupt(by: Interruption): Promise<void> {
    const subject = this.#subject;
    this.note(`** ${{ cable: 'cable out', power: 'power off', reload: 'page reloaded' }[by]}`);
    if (by === 'reload') {
      await subject.visit.reload();
      await this.untilTrue();
      return;
    }
    await (by === 'cable' ? subject.pull() : subject.cutPower());
    await this.untilTrue();
    this.note(`** ${by === 'cable' ? 'cable in' : 'power on'}`);
    await (by === 'cable' ? subject.plug() : subject.powerOn());
    await this.untilTrue();
  }

  /** Bounded; then it stays so for a second. */
  async untilTrue(): Promise<void> {
    let trueSince: number | null = null;
    for (const begun = Date.now(); ;) {
      const { screen, lies } = await this.#look();
      const now = Date.now();
      trueSince = lies.length === 0 ? (trueSince ?? now) : null;
      if (trueSince !== null && now - trueSince > 1_000) return;
      if (lies.length > 0 && now - begun > this.#bound(screen))
        throw this.#failed(screen, lies.join('; '));
      await this.#subject.visit.page.waitForTimeout(POLL_MS);
    }
  }

  /** Presses what is offered first, until the update is kept and the screen says so. */
  async keepByMainButton(): Promise<void> {
    const { visit } = this.#subject;
    const begun = Date.now();
    let falseSince: number | null = null;
    let since = Date.now();
    let seen = '';
    const pressed = { at: '', when: 0 };
    for (;;) {
      const { screen, lies, kept } = await this.#look();
      const now = Date.now();
      if (kept && lies.length === 0) return;
      falseSince = lies.length === 0 ? null : (falseSince ?? now);
      if (falseSince !== null && now - falseSince > this.#bound(screen))
        throw this.#failed(screen, lies.join('; '));
      if (now - begun > REACHED_MS) throw this.#failed(screen, 'not kept');
      const at = `${screen.headline} ${screen.main}`;
      if (at !== seen) [seen, since] = [at, now];
      const isNew = pressed.at !== at || now - pressed.when > PRESS_AGAIN_MS;
      const waits = BY_ITSELF.test(screen.headline) ? PATIENCE_MS : 2 * POLL_MS;
      if (isNew && now - since >= waits && (await this.#press(screen)))
        Object.assign(pressed, { at, when: Date.now() });
      await visit.page.waitForTimeout(POLL_MS);
    }
  }

  async #press({ headline, main }: Screen): Promise<boolean> {
    const subject = this.#subject;
    if (headline === 'Update a device' || headline.endsWith('Choose a device.')) {
      this.note('>> the device that the page names');
      await subject.pressHome();
      return true;
    }
    if (main === '' || main === 'Finish') return false;
    this.note(`>> ${main}`);
    const { page } = subject.visit;
    await page
      .locator('.now .dock button.primary')
      .first()
      .click({ timeout: 2_000 })
      .catch(() => undefined); // it went away with its state
    return true;
  }

  async #look(): Promise<{ screen: Screen; lies: readonly string[]; kept: boolean }> {
    const subject = this.#subject;
    const screen = await readScreen(subject.visit);
    const facts = await subject.facts();
    const lies = falseSentences(screen, facts);
    const line = lineOf(screen).replaceAll(/\d+ %|\b\d+:\d\d(:\d\d)?\b/g, '#');
    if (line !== this.#last) this.note(line);
    this.#last = line;
    return { screen, lies, kept: isKept(screen, facts, TO) };
  }

  #bound({ headline }: Screen): number {
    return /^(Writing|Erasing|Making|Checking|Restarting|Keeping|Going back)|Keep it\?$/.test(
      headline,
    )
      ? STALE_RUNNING_MS
      : STALE_MS;
  }

  #failed({ card }: Screen, what: string): Error {
    return new Error(`${what}\n${card}\n\n${this.transcript.join('\n')}`);
  }
}

/** The page looks for the device by itself: its button is for whoever knows better. */
const BY_ITSELF =
  /Cable unplugged|Power lost|is unplugged|does not answer|connection is gone|no answer yet|connection lost/;
