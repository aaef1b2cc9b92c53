// The collected values of real libraries, where that file is beside the project; skipped elsewhere.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { decodeBase58, encodeBase58, instanceId, migratedId } from './ids.ts';
import { cachedTagsOf } from '../state/tags.ts';
import { packDay, packTime, unpackDay, unpackTime } from './packed.ts';

const FILE = fileURLToPath(new URL('../../../../shared/reference/things-encodings.json', import.meta.url));

/** The parts of the file that are compared. */
interface Vectors {
  readonly packedDate: { readonly observed: readonly { readonly int: number; readonly date: string }[] };
  readonly packedTime: { readonly observed: readonly { readonly int: number; readonly time: string }[] };
  readonly uuid: { readonly observed: readonly { readonly id: string; readonly hex: string }[] };
  readonly cachedTags: {
    readonly observed: readonly { readonly tags: readonly string[]; readonly hex: string }[];
  };
  readonly migratedId: { readonly observed: readonly { readonly old: string; readonly new: string }[] };
  readonly instanceId: {
    readonly observed: readonly {
      readonly template: string;
      readonly day: string;
      readonly instance: string;
    }[];
  };
}

describe.skipIf(!existsSync(FILE))('collected values', () => {
  it('are all reproduced', () => {
    const vectors = JSON.parse(readFileSync(FILE, 'utf8')) as Vectors;
    for (const { int, date } of vectors.packedDate.observed) {
      expect([packDay(date), unpackDay(int)]).toEqual([int, date]);
    }
    for (const { int, time } of vectors.packedTime.observed) {
      expect(packTime(Number(time.slice(0, 2)), Number(time.slice(3)))).toBe(int);
      expect(unpackTime(int)).toBe(time);
    }
    for (const { id, hex } of vectors.uuid.observed) {
      expect(encodeBase58(Buffer.from(hex, 'hex'))).toBe(id);
      expect(Buffer.from(decodeBase58(id) ?? []).toString('hex')).toBe(hex);
    }
    for (const { tags, hex } of vectors.cachedTags.observed) {
      expect(Buffer.from(cachedTagsOf(tags.toReversed())).toString('hex')).toBe(hex);
    }
    for (const vector of vectors.migratedId.observed) expect(migratedId(vector.old)).toBe(vector.new);
    for (const { template, day, instance } of vectors.instanceId.observed) {
      const iso = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
      expect(instanceId(template, iso)).toBe(instance);
    }
    expect(vectors.instanceId.observed.length).toBeGreaterThan(5);
  });
});
