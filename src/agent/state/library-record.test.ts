// Which installation of this machine keeps a library, by files in a home of the test's own.

import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makeSampleLibrary } from '../../local/samples/sample-library.ts';
import { claimLibrary, releaseLibrary, type Claim } from './library-record.ts';

const NOW = Date.parse('2026-11-30T08:00:00Z');
const PLAIN = { takeOver: false, dryRun: false } as const;

function place() {
  const home = mkdtempSync(join(tmpdir(), 'library-record-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const library = join(home, 'main.sqlite');
  makeSampleLibrary(library, NOW);
  const claimOf = (state: string, databasePath = library): Claim => {
    mkdirSync(join(home, state), { recursive: true });
    const stateDirectory = join(home, state);
    return {
      home,
      platform: 'darwin',
      databasePath,
      stateDirectory,
      account: 'Todoist',
      ending: 'sync -- --leave',
      zone: 'UTC',
      now: NOW,
    };
  };
  return { home, library, claimOf };
}

it('[G80] a second installation on this machine is refused, with the place of the first and what can be done', () => {
  const { home, claimOf } = place();
  expect(claimLibrary(claimOf('one'), PLAIN)).toMatchObject({ ok: true });
  expect(claimLibrary(claimOf('one'), PLAIN)).toMatchObject({ ok: true });
  const refused = claimLibrary(claimOf('two'), PLAIN);
  expect(refused).toMatchObject({ ok: false, error: { kind: 'kept_by_another' } });
  expect(!refused.ok && refused.error.detail).toContain(join(home, 'one'));
  expect(!refused.ok && refused.error.detail).toMatch(/--take-over.*--leave/);
});

it('[G80] a takeover refuses the former one, and whoever leaves or is gone refuses nobody', () => {
  const { home, claimOf } = place();
  claimLibrary(claimOf('one'), PLAIN);
  expect(claimLibrary(claimOf('two'), { ...PLAIN, takeOver: true })).toMatchObject({ ok: true });
  expect(claimLibrary(claimOf('one'), PLAIN)).toMatchObject({ ok: false });
  releaseLibrary(claimOf('two'));
  expect(claimLibrary(claimOf('one'), PLAIN)).toMatchObject({ ok: true });
  rmSync(join(home, 'one'), { recursive: true });
  expect(claimLibrary(claimOf('two'), PLAIN)).toMatchObject({ ok: true });
});

it('[G80] an installation whose state was not there yet, or is named otherwise, is not refused because of itself', () => {
  const { home, claimOf } = place();
  const fresh = { ...claimOf('one'), stateDirectory: join(home, 'link', 'fresh') };
  symlinkSync(home, join(home, 'link'));
  expect(claimLibrary(fresh, PLAIN)).toMatchObject({ ok: true });
  expect(claimLibrary(fresh, PLAIN)).toMatchObject({ ok: true });
  const named = relative(process.cwd(), join(home, 'fresh'));
  expect(claimLibrary({ ...fresh, stateDirectory: named }, PLAIN)).toMatchObject({ ok: true });
  expect(claimLibrary(claimOf('two'), PLAIN)).toMatchObject({ ok: false });
});

it('[G80] a home that can not be written to stops nobody, and is told', () => {
  const { home, claimOf } = place();
  writeFileSync(join(home, 'Library'), 'in the way');
  const claimed = claimLibrary(claimOf('one'), PLAIN);
  expect(claimed.ok && claimed.value.warning).toContain('could not be recorded');
});

it('[G80] a dry run asks and notes nothing', () => {
  const { claimOf } = place();
  expect(claimLibrary(claimOf('one'), { ...PLAIN, dryRun: true })).toMatchObject({ ok: true });
  expect(claimLibrary(claimOf('two'), PLAIN)).toMatchObject({ ok: true });
  expect(claimLibrary(claimOf('one'), { ...PLAIN, dryRun: true })).toMatchObject({ ok: false });
});

it('[G81] a library is known again where it was moved and where a backup lies in its place, and a copy elsewhere is another one', () => {
  const { home, library, claimOf } = place();
  claimLibrary(claimOf('one'), PLAIN);
  const copy = join(home, 'copy.sqlite');
  copyFileSync(library, copy);
  expect(claimLibrary(claimOf('trial', copy), PLAIN)).toMatchObject({ ok: true });
  const moved = join(home, 'moved.sqlite');
  renameSync(library, moved);
  expect(claimLibrary(claimOf('two', moved), PLAIN)).toMatchObject({ ok: false });
  copyFileSync(copy, library);
  expect(claimLibrary(claimOf('two', library), PLAIN)).toMatchObject({ ok: false });
});
