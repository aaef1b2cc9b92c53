// The stamp that tells whether to look into the database at all.

import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Stage } from '../../../test/support/agent.ts';
import { fileStamp } from './file-stamp.ts';
import { readSnapshot } from './reader.ts';

describe('fileStamp', () => {
  let stage: Stage;
  beforeEach(() => {
    stage = new Stage();
  });
  afterEach(() => {
    stage.close();
  });

  it('differs after every write, however quickly they follow, and not after reads', () => {
    const id = stage.app.person.addTodo({ title: 'x' });
    const seen = new Set([fileStamp(stage.path)]);
    for (let at = 0; at < 300; at += 1) {
      stage.app.person.editTodo(id, { title: `x ${at % 2}` });
      seen.add(fileStamp(stage.path));
      readSnapshot(stage.path, { known: [], zone: 'UTC', now: 0 });
      seen.add(fileStamp(stage.path));
    }
    expect(seen.size).toBe(301);
  });

  it('differs after every write into a log that was folded into the database', () => {
    const id = stage.app.person.addTodo({ title: 'x' });
    const other = new DatabaseSync(stage.path);
    const seen = new Set<string>();
    for (let at = 0; at < 100; at += 1) {
      if (at % 10 === 0) other.exec('PRAGMA wal_checkpoint(RESTART)');
      stage.app.person.editTodo(id, { title: `x ${at % 2}` });
      seen.add(fileStamp(stage.path));
    }
    other.close();
    expect(seen.size).toBe(100);
  });

  it('is that of nothing where there is nothing', () => {
    expect(fileStamp(`${stage.path}-none`)).toBe('0:0/empty');
  });
});
