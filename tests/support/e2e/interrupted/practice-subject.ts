import { Visit } from '../visit.ts';
import type { Subject } from './subject.ts';
import type { Facts } from './truth.ts';

/** The device in the page: its own panel tells what is on the chip, and its own screen has the cable. */
export class PracticeSubject implements Subject {
  readonly files = { large: 'demo-esp32-1.1.0.zip', small: 'demo-esp32-1.1.0-tiny.zip' };
  readonly visit: Visit;
  #plugged = true;

  private constructor(visit: Visit) {
    this.visit = visit;
  }

  static async begin(): Promise<PracticeSubject> {
    const visit = await Visit.begin();
    await visit.practiceSays('demo 1.0.0');
    return new PracticeSubject(visit);
  }

  async facts(): Promise<Facts> {
    const said = await this.visit.page
      .locator('section.practice')
      .innerText({ timeout: 1_000 })
      .catch(() => '');
    const [, version] = /demo (\S+)/.exec(said) ?? [];
    const [, slot] = /slot ([AB])/.exec(said) ?? [];
    const running =
      version === undefined
        ? null
        : { version, slot: slot === 'B' ? 1 : 0, committed: said.includes('committed') };
    return { powered: !said.includes('No power'), plugged: this.#plugged, running };
  }

  async pressWay(): Promise<void> {
    await this.visit.button(/^Practice device/).click();
  }

  async pressHome(): Promise<void> {
    this.#plugged = true; // the page that had it out is gone
    await this.pressWay();
  }

  async untilHalfWritten(): Promise<void> {
    await this.visit.hasWritten(40);
  }

  async pull(): Promise<void> {
    await this.#atTheBench('Unplug');
    this.#plugged = false;
  }

  async plug(): Promise<void> {
    const offered = this.visit.button('Plug the cable back in');
    if (await offered.isVisible()) await offered.click();
    else await this.#atTheBench('Plug in');
    this.#plugged = true;
  }

  async cutPower(): Promise<void> {
    await this.visit.button('Cut the power').click();
  }

  async powerOn(): Promise<void> {
    await this.visit.button('Start it').first().click();
  }

  async end(): Promise<void> {
    await this.visit.end();
  }

  async #atTheBench(press: string): Promise<void> {
    const { page } = this.visit;
    await page.getByRole('link', { name: 'Emulator', exact: true }).click();
    await this.visit.button(press).click();
    await page.getByRole('link', { name: 'Update', exact: true }).click();
  }
}
