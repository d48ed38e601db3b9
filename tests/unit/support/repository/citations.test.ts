/** Faults are planted in texts that are no files. The pages of this test are made up, and their names put together. */
import { describe, expect, it } from 'vitest';
import { findFaults } from '../../../support/repository/citations.ts';
import { anchorsOf } from '../../../support/repository/markdown.ts';

const page = (name: string): string => `${name}.md`;
const LINE = page('line');

const pages = [
  {
    path: page('docs/reference/line'),
    text: '# Line\n\n## First part\n\n## Second `part` (new)\n',
  },
  { path: page('docs/reference/README'), text: '# Reference\n' },
  { path: page('docs/PLAN'), text: '# Plan\n\n## Aim\n' },
];
const repository = {
  pages,
  exists: (path: string) => path === 'docs/shots/a.png',
  otherProjects: ['littlefs'],
};
const faultsIn = (text: string, path = 'src/a.ts'): readonly string[] =>
  findFaults([{ path, text }], repository);

describe('a citation', () => {
  it.each([
    ['of a heading of the reference', `/** So it is (${LINE}#first-part). */`],
    ['of several headings', `// ${LINE}#line, #first-part and #second-part-new`],
    ['of a range', `// ${LINE}#line to #first-part`],
    ['that goes on in the next line', `/**\n * (${LINE}#line,\n * #first-part)\n */`],
    ['of a rule', `// ${LINE}#first-part, rule 6`],
    ['of another page by its path', `// ${page('docs/PLAN')} and ${page('docs/PLAN')}#aim`],
    ['of the index of the reference', `// ${page('docs/reference/README')}`],
    [
      'of a page of another project',
      `/** littlefs ${page('SPEC')}, tags; littlefs\n * ${page('X')} */`,
    ],
  ])('%s is no fault', (_, text) => {
    expect(faultsIn(text)).toEqual([]);
  });

  it('of a page that is not there is found, with its line', () => {
    expect(faultsIn(`const a = 1;\n/** ${page('protocol')} 7.8 */`)).toEqual([
      `src/a.ts:2: ${page('protocol')}: there is no such page`,
    ]);
  });

  it.each([
    ['by a path', page('docs/NOWHERE')],
    ['of the reference by a path', `${page('docs/reference/nowhere')}#line`],
    ['without its path', page('PLAN')],
    ['of a project nobody named', `lfs ${page('SPEC')}`],
  ])('of a page that is not there is found %s', (_, text) => {
    expect(faultsIn(`// ${text}`).join()).toMatch(/there is no such page/);
  });

  it.each([
    ['alone', `${LINE}#third-part`],
    ['after one that is there', `${LINE}#first-part, #third-part`],
    ['at the end of a range', `${LINE}#first-part to #third-part`],
    ['in the next line', `${LINE}#first-part,\n * #third-part`],
  ])('of a heading that is not there is found %s', (_, text) => {
    const faults = faultsIn(`/** ${text} */`);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/there is no heading #third-part/);
  });

  it('of the reference without a heading is found', () => {
    expect(faultsIn(`// ${LINE} 2.1`)).toEqual([`src/a.ts:1: ${LINE}: it names no heading`]);
  });

  it('is found in a page too, where the name alone means the page beside it', () => {
    const text = `As ${page('PLAN')} has it, not ${page('OTHER')}.`;
    expect(faultsIn(text, page('docs/NEW'))).toEqual([
      `${page('docs/NEW')}:1: ${page('OTHER')}: there is no such page`,
    ]);
  });
});

describe('a link of a page', () => {
  it.each([
    `[Line](${page('reference/line')}#first-part)`,
    `[${LINE}](${page('reference/line')})`,
    `![Picture](shots/a.png) <img src="shots/a.png">`,
    `[Aim](#aim)\n\n## Aim`,
    `[Elsewhere](https://example.org/${page('a')}#b)`,
  ])('that leads somewhere is no fault: %s', (text) => {
    const own = { path: page('docs/NEW'), text };
    const all = { ...repository, pages: [...pages, own] };
    expect(findFaults([own], all)).toEqual([]);
  });

  it.each([
    [`[Line](${LINE})`, 'there is no such file'],
    ['<img src="shots/b.png">', 'there is no such file'],
    [`[Line](${page('reference/line')}#third-part)`, 'there is no heading #third-part'],
    ['[Aim](#aim)', 'there is no heading #aim'],
  ])('that leads nowhere is found: %s', (text, words) => {
    const own = { path: page('docs/NEW'), text };
    const faults = findFaults([own], { ...repository, pages: [...pages, own] });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(words);
  });
});

describe('the anchor of a heading', () => {
  it('is made as GitHub makes it', () => {
    const text = '# A `b_c` (d) – e\n## [Link](x)\n```\n# No heading\n```\n## Same\n## Same\n';
    expect([...anchorsOf(text)]).toEqual(['a-b_c-d--e', 'link', 'same', 'same-1']);
  });
});
