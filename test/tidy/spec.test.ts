// Every rule of docs/spec.md is proven by a test that bears its id, and no test bears the id of a rule that is not there.
// The emulators' tests bear case ids of the vendors' apps and are left out.

import { describe, expect, it } from 'vitest';
import { filesBelow, textOf } from './project-files.ts';

/** Ids of the rules, in the order of the page. */
function rulesOf(spec: string): readonly string[] {
  return [...spec.matchAll(/^- \[([A-Z]\d+)\] /gm)].map((match) => match[1] ?? '');
}

/** Ids at the beginning of a title; several may follow one another. */
function idsInTitles(text: string): readonly string[] {
  return [...text.matchAll(/['"`]((?:\[[A-Z]\d+\] )+)/g)].flatMap((match) =>
    [...(match[1] ?? '').matchAll(/[A-Z]\d+/g)].map(([id]) => id),
  );
}

const rules = rulesOf(textOf('docs/spec.md'));
const tests = filesBelow('.', ['.test.ts', '-contract.ts']).filter((path) => /^(src|test)\//.test(path));
const proven = new Map<string, string>();
for (const path of tests) for (const id of idsInTitles(textOf(path))) proven.set(id, path);

describe('the rules', () => {
  it('have ids that are used once', () => {
    expect(rules.length).toBeGreaterThan(100);
    expect(rules.filter((id, at) => rules.indexOf(id) !== at)).toEqual([]);
  });

  it('are each one line under the heading of their letter', () => {
    const sections = textOf('docs/spec.md').split(/^## /m).slice(1);
    const astray = sections.flatMap((section) =>
      rulesOf(section).filter((id) => !section.startsWith(`${id.charAt(0)}: `)),
    );
    expect(astray).toEqual([]);
  });

  it('are each proven by a test that begins with the id', () => {
    expect(rules.filter((id) => !proven.has(id))).toEqual([]);
  });

  it('are all there: no test and no reason names another', () => {
    const reasons = filesBelow('src', ['.ts'])
      .filter((path) => !path.endsWith('.test.ts'))
      .flatMap((path) => [...textOf(path).matchAll(/\brule: '([A-Z]\d+)'/g)].map((match) => match[1] ?? ''));
    expect([...proven.keys(), ...reasons].filter((id) => !rules.includes(id))).toEqual([]);
  });
});
