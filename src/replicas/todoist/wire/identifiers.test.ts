import { describe, expect, it } from 'vitest';
import { commandUuid, temporaryId, temporaryItemId } from './identifiers.ts';

describe('our own ids', () => {
  it('[T12] look like UUIDs and stay the same', () => {
    const ids = [commandUuid('op', 0), temporaryId('op'), temporaryItemId('op', 'key')];
    for (const id of ids)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(ids).toEqual([commandUuid('op', 0), temporaryId('op'), temporaryItemId('op', 'key')]);
  });

  it('[T12] never meet among a hundred thousand neighbors', () => {
    const ids = new Set<string>();
    let made = 0;
    for (let operation = 0; operation < 2000; operation += 1) {
      for (let index = 0; index < 25; index += 1) {
        ids.add(commandUuid(`op-${operation}`, index));
        ids.add(temporaryItemId(`op-${operation}`, `key-${index}`));
        made += 2;
      }
    }
    expect(ids.size).toBe(made);
  });

  it('[T12] spread each word of theirs, so that no half of an id is weak', () => {
    for (const part of [0, 1, 2, 3, 4]) {
      const parts = new Set<string | undefined>();
      for (let index = 0; index < 400; index += 1) parts.add(commandUuid('op', index).split('-')[part]);
      expect(parts.size).toBeGreaterThan(370);
    }
  });

  it.each([
    [temporaryItemId('a', 'b"c'), temporaryItemId('a"b', 'c')],
    [temporaryItemId('a', ''), temporaryId('a')],
    [temporaryItemId('ab', 'c'), temporaryItemId('a', 'bc')],
    [commandUuid('op', 1), commandUuid('op1', 0)],
  ])('[T12] tell parts apart: %s is not %s', (one, other) => {
    expect(one).not.toBe(other);
  });
});
