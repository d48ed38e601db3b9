/** What `push` tells people of the steps of a route. */
import english from './en/push-route.ts';
import { texts } from './locale.ts';
import { outside } from './outside-text.ts';

const words = texts('pushRoute', english.pushRoute);

interface Named {
  readonly version: string;
  readonly requires: string | null;
}

type News =
  | {
      readonly step: 'planned';
      readonly steps: readonly Named[];
      readonly passedOver: readonly Named[];
    }
  | {
      readonly step: 'begin' | 'done';
      readonly number: number;
      readonly of: number;
      readonly version: string;
    }
  | { readonly step: 'stopped'; readonly number: number; readonly of: number };

export function routeLines(news: News): readonly string[] {
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

const named = ({ version, requires }: Named): string =>
  requires === null ? outside(version) : words.requires(outside(version), outside(requires));
