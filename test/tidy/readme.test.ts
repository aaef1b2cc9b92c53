// What our pages tell people to type exists: scripts, commands, options, and the files and headings that they point to.

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseCommandLine } from '../../src/cli/arguments/parse.ts';
import { programParts } from '../../src/cli/commands/all.ts';
import { usage } from '../../src/agent/arguments.ts';
import { configChangeFrom } from '../../src/cli/arguments/config-words.ts';
import { DEFAULT_CONFIG } from '../../src/model/config.ts';
import { ENDPOINTS, OLDER_ENDPOINTS } from '../../src/protocol/endpoints/all.ts';
import { filesBelow, ROOT, textOf } from './project-files.ts';

const pages = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...filesBelow('docs', ['.md']),
];
const readme = textOf('README.md');
const scripts = Object.keys(
  (JSON.parse(textOf('package.json')) as { readonly scripts: Readonly<Record<string, string>> }).scripts,
);

/** Everything in backquotes or fenced, one command line each. */
function commandsOf(page: string): readonly string[] {
  const fenced = [...page.matchAll(/^```(?:sh|bash)\n([^]*?)^```/gm)].flatMap((match) =>
    (match[1] ?? '').split('\n'),
  );
  const inline = [...page.replaceAll(/^```[^]*?^```/gm, '').matchAll(/`([^`\n]+)`/g)].map(
    (match) => match[1] ?? '',
  );
  return [...fenced, ...inline]
    .map((line) => line.replace(/\s+#.*$/, '').trim())
    .filter((line) => line !== '');
}

/** The words of each command line of ours; an argument that stands for any is as good as one. */
function typedIn(page: string): readonly (readonly string[])[] {
  return commandsOf(page).flatMap((line) =>
    [...line.matchAll(/\bnpm (?:run (sync|cli)|(start)) --(?: ([^#&|]*))?$|^(ttsync)(?: (.*))?$/g)].map(
      ([, run, start, words, installed, others]) => [
        ...(installed !== undefined || run === 'cli' ? [] : [run ?? start ?? '']),
        ...[...(words ?? others ?? '').replaceAll(/\[[^\]]*\]/g, '').matchAll(/"([^"]*)"|[^\s"]+/g)]
          .map(([word, quoted = word]) => quoted)
          .filter((word) => word !== '…' && word !== 'COMMAND'),
      ],
    ),
  );
}

/** What a link to a heading of the page is called. */
function anchorsOf(page: string): readonly string[] {
  return [...page.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe.each(pages)('%s', (path) => {
  it('names only scripts that exist', () => {
    const named = commandsOf(textOf(path)).flatMap((line) => [
      ...[...line.matchAll(/\bnpm run (?:-s )?([\w:-]+)/g)].map((match) => match[1] ?? ''),
      ...[...line.matchAll(/\bnpm (start|test)\b/g)].map((match) => match[1] ?? ''),
    ]);
    expect(named.filter((name) => !scripts.includes(name))).toEqual([]);
  });

  it('points only to files that exist', () => {
    const targets = [...textOf(path).matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)].map(
      (match) => match[1] ?? '',
    );
    const missing = targets.filter((target) => !existsSync(join(ROOT, dirname(path), target)));
    expect(missing).toEqual([]);
  });

  it('points only to headings that exist', () => {
    const targets = [...textOf(path).matchAll(/\]\(([^)#:\s]*)#([^)\s]+)\)/g)];
    const missing = targets.filter(([, file = '', anchor = '']) => {
      const page = file === '' ? path : join(dirname(path), file);
      return !anchorsOf(textOf(page)).includes(anchor);
    });
    expect(missing.map(([link]) => link)).toEqual([]);
  });

  // What docs/cli.md shows is typed by cli-page.test.ts.
  it.skipIf(path === 'docs/cli.md')('shows only commands that can be typed', () => {
    for (const words of typedIn(textOf(path))) {
      const parsed = () => parseCommandLine(words, programParts());
      expect(parsed, words.join(' ')).not.toThrow();
    }
  });
});

describe('README.md', () => {
  const lines = commandsOf(readme);

  it('shows commands', () => {
    expect(typedIn(readme).length).toBeGreaterThan(8);
  });

  it('names only settings that exist, and all of them', () => {
    const table = readme.split(/^## /m).find((text) => text.startsWith('Settings')) ?? '';
    const named = [...table.matchAll(/^\| `([\w.]+)` \|/gm)].map((match) => match[1] ?? '');
    expect(named).toEqual(settingsOf('', { ...DEFAULT_CONFIG }));
    const present = { ...DEFAULT_CONFIG };
    for (const name of named) expect(() => configChangeFrom([`${name}=x`], present)).not.toThrow();
  });

  it('starts the agent with flags that it knows', () => {
    const typed = lines
      .filter((line) => /npm run agent\b/.test(line))
      .flatMap((line) => [...line.matchAll(/ (--[a-z]\w+)/g)].map((match) => match[1] ?? ''));
    expect(typed.length).toBeGreaterThan(0);
    expect(typed.filter((flag) => !usage('agent').includes(flag))).toEqual([]);
  });
});

describe('ARCHITECTURE.md', () => {
  it('names every address of the HTTP API, and no other', () => {
    const known = Object.values({ ...ENDPOINTS, ...OLDER_ENDPOINTS }).map(
      ({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`,
    );
    const section = textOf('ARCHITECTURE.md')
      .split(/^## /m)
      .find((text) => text.startsWith('The HTTP API'));
    const told = [...(section ?? '').matchAll(/`((?:GET|POST|PUT|PATCH|DELETE) \/[^`?]*)/g)].map(
      (match) => match[1] ?? '',
    );
    expect(new Set(told)).toEqual(new Set(known));
  });
});

function settingsOf(prefix: string, value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [prefix];
  return Object.entries(value).flatMap(([key, inner]) =>
    settingsOf(prefix === '' ? key : `${prefix}.${key}`, inner),
  );
}
