// docs/kv-optimisation.md stays true: what it names is there, and its figures keep the limits of the bench.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DAY_LIMITS } from '../../bench/day/report.ts';
import { metricsHourKey } from '../../src/checkpoint/documents/metrics-hour.ts';
import { mobileBatchKey } from '../../src/checkpoint/documents/mobile-batch.ts';
import { SYNC_STATE_KEY } from '../../src/checkpoint/documents/sync-state.ts';
import { webhookBatchKey } from '../../src/checkpoint/documents/webhook-batch.ts';
import { familyOf } from '../../src/checkpoint/kv/families.ts';
import { ENDPOINTS, OLDER_ENDPOINTS } from '../../src/protocol/endpoints/all.ts';
import { ROOT, textOf } from './project-files.ts';

const page = textOf('docs/kv-optimisation.md');

function all(pattern: RegExp): readonly string[] {
  return [...page.matchAll(pattern)].map((match) => match[1] ?? '');
}

/** Rows of the table below a heading, cell by cell, without its head. */
function rowsBelow(heading: string): readonly (readonly string[])[] {
  const section = page.split(/^## /m).find((text) => text.startsWith(heading)) ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function numberOf(text: string | undefined): number {
  return Number((text ?? '').replaceAll(/[,~ %]/g, ''));
}

describe('the page on KV', () => {
  it('names addresses that there are', () => {
    const known = new Set(
      Object.values({ ...ENDPOINTS, ...OLDER_ENDPOINTS }).map(({ method, path }) => `${method} ${path}`),
    );
    const told = all(/`((?:GET|POST|PUT|DELETE) \/[^`?]*)`/g);
    expect(told.length).toBeGreaterThan(10);
    expect(told.filter((address) => !known.has(address))).toEqual([]);
  });

  it('names files and folders that there are', () => {
    const told = all(/`(src\/[^`]*)`/g);
    expect(told.length).toBeGreaterThan(8);
    expect(told.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('names commands that there are', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { readonly scripts: object };
    const told = all(/`npm (?:run )?([a-z:]+)`/g);
    expect(told.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('names the keys as they are', () => {
    const [mobile, metrics, webhook, state] = rowsBelow('Layout').map(([, after]) => after ?? '');
    expect([mobile, metrics, webhook, state]).toEqual([
      `\`${mobileBatchKey('{deviceId}')}\``,
      `\`${metricsHourKey(0).replace('0', '{bucket}')}\``,
      `\`${webhookBatchKey(0).replace('0', '{dayBucket}')}\``,
      `\`${SYNC_STATE_KEY}\``,
    ]);
    const older = rowsBelow('Layout').map(([before]) => (before ?? '').replaceAll('`', ''));
    expect(older.map((key) => familyOf(key))).not.toContain('other');
  });

  it('has figures within the limits that the bench holds, and better than what was promised', () => {
    const rows = rowsBelow('Expected results');
    expect(rows.map(([name]) => name)).toEqual(['reads', 'writes', 'lists', 'deletes']);
    for (const [name, , promised, promisedReduction, individual, measured, reduction] of rows) {
      const limit = DAY_LIMITS.standard[name as keyof typeof DAY_LIMITS.standard];
      expect(numberOf(measured), name).toBeLessThanOrEqual(Math.min(limit, numberOf(promised)));
      expect(numberOf(reduction), name).toBeGreaterThanOrEqual(numberOf(promisedReduction));
      const share = 100 * (1 - numberOf(measured) / numberOf(individual));
      expect(numberOf(reduction), name).toBeCloseTo(share, 0);
    }
  });
});
