// docs/cli.md names every command, option and exit code that there is, and what it shows can be typed.

import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { parseCommandLine } from '../../src/cli/arguments/parse.ts';
import type { OptionSpec } from '../../src/cli/arguments/option-spec.ts';
import { SYNC_OPTIONS } from '../../src/cli/arguments/options.ts';
import { WHERE_OPTIONS } from '../../src/cli/arguments/where.ts';
import { COMMANDS, programParts } from '../../src/cli/commands/all.ts';
import { EXIT } from '../../src/cli/exit.ts';
import { textOf } from './project-files.ts';

const page = textOf('docs/cli.md');
const sections = new Map(
  page
    .split(/^### `ttsync /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('`')), section] as const),
);

interface Named {
  readonly name: string;
  readonly options?: readonly OptionSpec[];
}

const commands: readonly Named[] = [
  { name: 'start', options: SYNC_OPTIONS.start },
  { name: 'sync', options: SYNC_OPTIONS.sync },
  ...COMMANDS,
];

function sectionOf(name: string): string {
  const found = [...sections].filter(([title]) => title === name || title.startsWith(`${name} `));
  return found.length === 1 ? (found[0]?.[1] ?? '') : '';
}

const flagOf = ({ flags }: OptionSpec): string => flags.replace(/ <.*$/, '');

describe('docs/cli.md', () => {
  it('[G127] has a section for every command, with an example, and no other', () => {
    expect(commands.filter(({ name }) => !/^```sh\nttsync /m.test(sectionOf(name)))).toEqual([]);
    expect(sections.size).toBe(commands.length);
  });

  it('[G127] names every option where it belongs', () => {
    const missing = commands.flatMap(({ name, options = [] }) =>
      options.map(flagOf).filter((flag) => !sectionOf(name).includes(`\`${flag}`)),
    );
    expect(missing).toEqual([]);
    const table = [...page.matchAll(/^\| `(--[a-z-]+)/gm)].map(([, flag = '']) => flag);
    expect(table).toEqual([...WHERE_OPTIONS.map(flagOf), '--json', '--no-color']);
  });

  it('[G127] names every exit code, and no other', () => {
    const told = [...page.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
    expect(told).toEqual(Object.values(EXIT));
  });

  it('[G127] shows only what can be typed', () => {
    // A time of day means today's: before half past two, 14:30 could not be typed.
    vi.useFakeTimers({ now: new Date(2026, 10, 30, 23, 0), toFake: ['Date'] });
    onTestFinished(() => {
      vi.useRealTimers();
    });
    const examples = [...page.matchAll(/^ttsync (.*)$/gm)].map(([, words = '']) => words);
    expect(examples.length).toBeGreaterThanOrEqual(commands.length);
    const typed = [...examples, ...COMMANDS.map(({ name, example }) => `${name} ${example}`.trim())];
    for (const words of typed) {
      const line = words.replace(/ [<|] .*$/, '').split(' ');
      expect([words, parseCommandLine(line, programParts()).kind]).not.toEqual([words, 'text']);
    }
  });
});
