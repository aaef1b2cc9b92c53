// Who may import whom: the rules of .dependency-cruiser.cjs hold, see every file, and find what they forbid.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { filesBelow, ROOT } from './project-files.ts';

interface Cruise {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly violations: readonly {
      readonly from: string;
      readonly to: string;
      readonly rule: { readonly name: string };
    }[];
  };
}

/** Runs the tool as `npm run check:boundaries` does, in a folder. */
function cruise(folder: string, targets: readonly string[]): Cruise {
  const tool = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const config = join(ROOT, '.dependency-cruiser.cjs');
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [tool, '--config', config, '--output-type', 'json', ...targets],
    { cwd: folder, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Cruise;
}

/** A project in a temporary folder that has only these files. */
function projectOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'ttsync-boundaries-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const config = { compilerOptions: { module: 'nodenext', allowImportingTsExtensions: true, noEmit: true } };
  for (const [path, text] of Object.entries({ 'tsconfig.node.json': JSON.stringify(config), ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

describe('the boundaries', () => {
  it('are kept by every file of src, and every file is looked at', () => {
    const { modules, summary } = cruise(ROOT, ['src', 'emulators', 'test', 'bench']);
    expect(summary.violations.map(({ from, to, rule }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);
    const seen = modules
      .map(({ source }) => source)
      .filter((path) => path.startsWith('src/') && /\.tsx?$/.test(path));
    expect(seen.toSorted((a, b) => (a < b ? -1 : 1))).toEqual(filesBelow('src', ['.ts', '.tsx']));
  });

  it('find every kind of import that was planted', () => {
    const planted = [
      ['engine-imports', 'src/engine/planted.ts', '../hub/there.ts'],
      ['hub-imports', 'src/hub/planted.ts', '../sync/there.ts'],
      ['sync-imports', 'src/sync/planted-too.ts', '../replicas/things/there.ts'],
      ['todoist-alone', 'src/replicas/todoist/planted.ts', '../things/there.ts'],
      ['worker-imports', 'src/worker/planted.ts', '../agent/there.ts'],
      ['local-imports', 'src/local/planted.ts', '../cli/there.ts'],
      ['ui-imports', 'src/ui/planted.tsx', '../app/there.ts'],
      ['app-imports', 'src/app/planted.tsx', '../sync/there.ts'],
      ['pages-are-for-browsers', 'src/app/planted-too.ts', 'node:fs'],
      ['emulators-stand-alone', 'emulators/todoist/planted.ts', '../../src/hub/there.ts'],
      ['nobody-imports-tests', 'src/sync/planted.ts', '../../test/there.ts'],
      ['engine-is-pure', 'src/model/planted.ts', 'node:fs'],
      ['no-answers-in-the-worker', 'src/hub/planted-too.ts', '../protocol/answers/there.ts'],
      ['no-answers-among-endpoints', 'src/protocol/planted.ts', './answers/there.ts'],
    ] as const;
    const there = [
      'src/hub',
      'src/replicas/things',
      'src/agent',
      'src/sync',
      'src/cli',
      'src/app',
      'src/protocol/answers',
      'test',
    ];
    const folder = projectOf({
      ...Object.fromEntries(there.map((path) => [`${path}/there.ts`, 'export const value = 1;\n'])),
      ...Object.fromEntries(
        planted.map(([, path, target]) => [
          path,
          `import * as planted from '${target}';\nexport { planted };\n`,
        ]),
      ),
    });
    const { violations } = cruise(folder, ['src', 'emulators', 'test']).summary;
    const found = violations.map(({ rule, from }) => `${rule.name} in ${from}`);
    expect(found).toEqual(expect.arrayContaining(planted.map(([rule, path]) => `${rule} in ${path}`)));
  });

  it('find a planted cycle', () => {
    const folder = projectOf({
      'src/model/one.ts': `import { two } from './two.ts';\nexport const one = (): number => two();\n`,
      'src/model/two.ts': `import { one } from './one.ts';\nexport const two = (): number => one();\n`,
    });
    expect(cruise(folder, ['src']).summary.violations.map(({ rule }) => rule.name)).toContain('no-cycles');
  });
});
