// A namespace of 25,000 keys: over, killed at many points, back, and over again.

import { describe, expect, it } from 'vitest';
import { openDeployment, seededRandom, workToEnd, type Deployment } from './deployment.ts';
import { plantNamespace, type Planted } from './legacy-namespace.ts';
import { MIDNIGHT } from '../batches/bench.ts';

const NOW = MIDNIGHT + 3_600_000;
const planted = plantNamespace(25_000, NOW);
/** Originals that are never deleted. */
const SECRET = /^(?:device:|outbound-webhooks$|webhook-config$)/;
const START = { keep: false, limit: null };

/** Entries that are to be moved: legacy families, in a good shape, there when they are read. */
function good(): readonly Planted[] {
  return planted.filter(
    ({ key, bad, expiresAt }) =>
      !bad && (expiresAt ?? NOW + 1) > NOW && !/^(sync-response:|sync-state:|metrics:hour:)/.test(key),
  );
}

/** All that a migration leaves for good, whenever it was done. */
function outcome({ kv, rows }: Deployment): Readonly<Record<string, unknown>> {
  const kept = [...kv.all()].filter(
    ([key]) => !/^(?:sync-state|metrics|webhook-delivery|webhook-batch|conflict):/.test(key),
  );
  return {
    entries: rows('legacy_entries')
      .filter((row) => row['expires_at'] === null)
      .map((row) => JSON.stringify(row).replace(/"sealed:[^"]*"/, '"sealed"')),
    pairs: rows('legacy_mappings').map((row) => JSON.stringify(row)),
    kept: kept.map(([key, value]) => `${key} ${withoutTime(value)}`),
  };
}

/** The documents that are forgotten one day, but for hours so old that some of their entries were forgotten on the way. */
function passingDocuments({ kv }: Deployment): readonly string[] {
  const oldest = Math.floor((NOW - 6.5 * DAY_MS) / 3_600_000);
  return [...kv.all()]
    .filter(
      ([key]) =>
        key.startsWith('webhook-batch:') || Number(/^metrics:hour:(\d+)$/.exec(key)?.[1] ?? 0) > oldest,
    )
    .filter(
      ([key]) => !key.startsWith('webhook-batch:') || Number(key.slice(14)) === Math.floor(NOW / DAY_MS),
    )
    .map(([key, value]) => `${key} ${withoutTime(value)}`);
}

/** Events of one type that these documents count. */
function countedMetrics(documents: readonly string[]): number {
  const counts = documents.flatMap((text) =>
    [...text.matchAll(/"cron_sync":\{"count":(\d+)/g)].map((match) => Number(match[1])),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

function plantedMetrics(): number {
  return good().filter(({ key }) => {
    const at = Number(/^metrics:cron_sync:(\d+):/.exec(key)?.[1] ?? 0);
    return Math.floor(at / 3_600_000) > Math.floor((NOW - 6.5 * DAY_MS) / 3_600_000);
  }).length;
}

function withoutTime(value: string): string {
  return value.replace(/"lastUpdated":"[^"]*"/, '');
}

const DAY_MS = 86_400_000;

async function migrate(deployment: Deployment): Promise<Deployment> {
  await deployment.migration.start(START);
  await workToEnd(deployment);
  return deployment;
}

describe('a namespace of 25,000 keys', () => {
  it(
    '[B4] [B5] [B6] is moved whole under the budget, and what is bad is told and left',
    { timeout: 120_000 },
    async () => {
      const deployment = await migrate(openDeployment(planted));
      const { kv, legacy, migration } = deployment;
      const progress = migration.progress();
      expect(planted.length).toBe(25_000);
      expect(progress).toMatchObject({
        phase: 'complete',
        stuck: [],
        daysToGo: 0,
        total: { left: 0, leftToDelete: 0 },
      });
      expect(progress.pairs).toMatchObject({ untranslated: 0, problem: null });
      const [secret, open] = [true, false].map((is) => good().filter(({ key }) => SECRET.test(key) === is));
      const lost = (open ?? []).filter(({ key, value }) => legacy.entries.get(key)?.raw !== value);
      expect(lost.map(({ key }) => key)).toEqual([]);
      expect(secret?.length).toBeGreaterThan(3);
      for (const { key, value } of secret ?? []) expect(await deployment.sealed(key)).toBe(value);
      const bad = planted
        .filter((one) => one.bad && (one.expiresAt ?? NOW + DAY_MS) > NOW + 60_000)
        .map(({ key }) => key);
      expect(new Set(legacy.entries.bad(10_000).map(({ key }) => key))).toEqual(new Set(bad));
      const lostBad = planted.filter(
        (one) => one.bad && one.expiresAt === null && kv.actual(one.key) === null,
      );
      expect(lostBad.map(({ key }) => key)).toEqual([]);
      const left = good().filter(
        ({ key, expiresAt }) => expiresAt === null && !SECRET.test(key) && kv.actual(key) !== null,
      );
      expect(left.map(({ key }) => key)).toEqual([]);
      expect(kv.offenses).toEqual([]);
      const { reads, writes, lists, deletes } = kv.peak();
      expect([reads <= 85_000, writes <= 850, lists <= 850, deletes <= 850]).toEqual([
        true,
        true,
        true,
        true,
      ]);
    },
  );

  it('[B7] comes to the same when it is killed 50 times', { timeout: 240_000 }, async () => {
    const isLanded = (phase: string): boolean => phase === 'deleting' || phase === 'complete';
    const straight = openDeployment(planted, { seed: 7 });
    await straight.migration.start(START);
    await workToEnd(straight, isLanded);
    const passing = passingDocuments(straight);
    expect(countedMetrics(passing)).toBe(plantedMetrics());
    await workToEnd(straight);
    const random = seededRandom(99);
    let killed = openDeployment(planted, { seed: 8 });
    const documents = new Map<string, readonly string[]>();
    for (let deaths = 0; deaths < 50; deaths += 1) {
      const died = killed.kv.dieAfter(1 + Math.floor(random() * (deaths < 40 ? 25 : 900)));
      if (deaths === 0) void killed.migration.start(START);
      else void workToEnd(killed);
      await died;
      killed = killed.restart();
      killed.kv.live();
      killed.clock.at += 1500 + Math.floor(random() * 200_000);
      if (deaths === 39) {
        await workToEnd(killed, isLanded);
        documents.set('killed', passingDocuments(killed));
      }
    }
    await workToEnd(killed);
    expect(documents.get('killed')).toEqual(passing);
    expect(outcome(killed)).toEqual(outcome(straight));
    expect(killed.kv.offenses).toEqual([]);
  });

  it('[B10] goes back to equal values, and over again', { timeout: 240_000 }, async () => {
    const deployment = openDeployment(planted);
    await migrate(deployment);
    const { kv, migration } = deployment;
    await migration.rollback({ dryRun: false, verify: false });
    await workToEnd(deployment);
    const wrong = planted.filter(
      ({ key, value, expiresAt }) =>
        expiresAt === null && !key.startsWith('sync-state:') && kv.actual(key) !== value,
    );
    expect(wrong.map(({ key }) => key)).toEqual([]);
    const view = await migration.rollback({ dryRun: false, verify: true });
    await workToEnd(deployment);
    expect([view.phase, view.left, migration.progress().phase]).toEqual(['done', 0, 'stopped']);
    await migrate(deployment);
    expect(migration.progress()).toMatchObject({ phase: 'complete', total: { left: 0, leftToDelete: 0 } });
    expect(kv.offenses).toEqual([]);
  });
});
