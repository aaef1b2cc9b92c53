// What holds for every file: nothing of one machine, no leftovers, a first comment, a bearable length.

import { describe, expect, it } from 'vitest';
import { codeLinesOf, filesBelow, textOf } from './project-files.ts';

const MAX_CODE_LINES = 400;

const TEXT = [
  '.ts',
  '.tsx',
  '.css',
  '.html',
  '.md',
  '.json',
  '.jsonc',
  '.cjs',
  '.sh',
  '.yml',
  '.toml',
  '/open',
  '/osascript',
  '/run',
];
const all = filesBelow('.', TEXT);
const code = filesBelow('.', ['.ts', '.tsx']).filter((path) => /^(src|emulators|test|bench)\//.test(path));

// In pieces, so that this file does not name what it forbids.
const MACHINE_PATH = new RegExp(
  `(?<![\\w.~}/-])/(${['home', 'root', 'Users', 'tmp', 'work', 'mnt', 'private'].join('|')})/[\\w.-]`,
);
const REGISTRY = new RegExp(`${['registry', 'npmjs'].join('\\.')}|${['registry', 'yarnpkg'].join('\\.')}`);
const LEFTOVER = new RegExp(`(//|\\*|<!--|#).*(?<![\`\\w])(${['TO' + 'DO', 'FIX' + 'ME'].join('|')})\\b`);

describe('every file', () => {
  it('names no folder of one machine', () => {
    expect(all.filter((path) => MACHINE_PATH.test(textOf(path)))).toEqual([]);
  });

  it('names no package registry', () => {
    expect(all.filter((path) => REGISTRY.test(textOf(path)))).toEqual([]);
  });

  it('has nothing marked as left to do', () => {
    const marked = all.filter((path) =>
      textOf(path)
        .split('\n')
        .some((line) => LEFTOVER.test(line)),
    );
    expect(marked).toEqual([]);
  });
});

describe('every source file', () => {
  it('begins with a comment that tells its job', () => {
    const sources = code.filter((path) => /^(src|emulators)\//.test(path) && !/\.test\.tsx?$/.test(path));
    const bare = sources.filter((path) => !/^(#!.*\n)?(\/\/|\/\*)/.test(textOf(path)));
    expect(sources.length).toBeGreaterThan(100);
    expect(bare).toEqual([]);
  });

  it('imports zod as a namespace: as one object, nothing of it could be left out of the Worker', () => {
    const named = code.filter((path) => /^import (type )?\{[^}]*\bz\b[^}]*\} from 'zod'/m.test(textOf(path)));
    expect(
      code.filter((path) => /^import (type )?\* as z from 'zod'/m.test(textOf(path))).length,
    ).toBeGreaterThan(20);
    expect(named).toEqual([]);
  });

  it(`has at most ${MAX_CODE_LINES} lines of code`, () => {
    const long = code
      .filter((path) => !path.startsWith('test/') && !/\.test\.tsx?$/.test(path))
      .map((path) => ({ path, lines: codeLinesOf(textOf(path)).length }))
      .filter(({ lines }) => lines > MAX_CODE_LINES);
    expect(long).toEqual([]);
  });
});
