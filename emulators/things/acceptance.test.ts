// The published acceptance table is covered row by row: every probe id stands in the title of a test that runs.
// Looks at the test sources only; the tests themselves are beside what they test.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const HERE = fileURLToPath(new URL('.', import.meta.url));

/** Probe ids by family, as the table names them. */
const IDS: Readonly<Record<string, string>> = {
  'URL commands':
    'U02 U03 U04 U05 U14 U06 U06B U07 P15 U20 U08 P01 U09 U10 U11 U15 U12 R09 U12B U13 U19 U21 E04 E05 E11 E12 E18 E07 E17 E09 P02 P05 P04 P14 P21 P22 P23 P24 P18 P25 P26',
  'when and reminders':
    'R01 R02 R03 R04 R05 R06 R07 R08 R10 R11 R12 R13 R14 R15 R16 R17 R18 R19 R20 R21 RC01 RC02 RC03',
  scripts:
    'X04 A01 A01B A02 A03 A04 A05 A06 A20 A21 A21B A22 A22C A23 A23B A24 A24B A25B A26 A27 A29 A30 A31 E08 E16 E19 P08 P10 P11 P27 P28 P30 E06 P12 P13 E15 P06 P07 E01 E02 E03 E10 P16 P29',
};

/** Every id that a test names: `[U03]` in a title, or `'R01'` in the table of a titled test. */
function namedIds(): ReadonlySet<string> {
  const files = globSync('**/*.test.ts', { cwd: HERE }).filter((file) => file !== 'acceptance.test.ts');
  const text = files.map((file) => readFileSync(join(HERE, file), 'utf8')).join('\n');
  const titled = [...text.matchAll(/\[([A-Z]{1,2}\d\d[A-Z]?)\]/g)];
  const tabled = [...text.matchAll(/^ {4}\['(R\d\d)', '/gm)];
  return new Set([...titled, ...tabled].map((match) => match[1] ?? ''));
}

describe('the acceptance table', () => {
  it.each(Object.entries(IDS))('has a test for every row: %s', (_family, ids) => {
    const named = namedIds();
    expect(ids.split(' ').filter((id) => !named.has(id))).toEqual([]);
  });

  it('skips none of its rows', () => {
    const files = globSync('{url,jxa}/*.test.ts', { cwd: HERE });
    expect(files.length).toBeGreaterThan(2);
    const skipping = /\b(?:it|describe)\.(?:skip|todo|only|skipIf|runIf)\b/;
    expect(files.filter((file) => skipping.test(readFileSync(join(HERE, file), 'utf8')))).toEqual([]);
  });
});
