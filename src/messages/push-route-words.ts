/** What `push` tells people of the steps of a route. */
import english from './en/push-route.ts';
import { texts } from './locale.ts';
import { outside } from './outside-text.ts';

const words = texts('pushRoute', english.pushRoute);

/** A file of a route. */
interface NamedStep {
  readonly file: string;
  readonly version: string;
  /** As its manifest has it; null: any version may run before it. */
  readonly requires: string | null;
}

/** How several files are updated to, one after the other. */
export type RouteNews =
  | {
      readonly step: 'planned';
      readonly steps: readonly NamedStep[];
      /** Not newer than what runs. */
      readonly passedOver: readonly NamedStep[];
    }
  | {
      readonly step: 'begin' | 'done';
      readonly number: number;
      readonly of: number;
      readonly version: string;
    }
  | { readonly step: 'stopped'; readonly number: number; readonly of: number };

export function routeLines(news: RouteNews): readonly string[] {
  switch (news.step) {
    case 'planned': {
      const { steps, passedOver } = news;
      const versions = steps.map(named).join(' → ');
      const over = passedOver.map(({ version }) => outside(version)).join(', ');
      return [
        words.planned({ steps: steps.length, versions }),
        ...(over === '' ? [] : [words.passedOver(over)]),
      ];
    }
    case 'begin':
      return [words.begin(news.number, news.of, outside(news.version))];
    case 'done':
      return [words.done(news.number, news.of)];
    case 'stopped':
      return [words.stopped(news.number, news.of)];
  }
}

const named = ({ version, requires }: NamedStep): string =>
  requires === null ? outside(version) : words.requires(outside(version), outside(requires));
