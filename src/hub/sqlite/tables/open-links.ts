// How many counterparts of each replica are open. Counted once and kept up to date in memory: the guard asks with every change, and
// to count anew would read a row for each task.

import type { ReplicaName } from '../../../model/ids.ts';
import type { RowBuffer } from '../row-buffer.ts';
import { firstNumber, type SqlDatabase, type SqlRow } from '../sql.ts';

/** What is known as of the last commit. Not exact: there are at least so many. */
interface Known {
  readonly count: number;
  readonly isExact: boolean;
}

/** The counts, by replica. */
export class OpenLinks {
  readonly #sql: SqlDatabase;
  readonly #links: RowBuffer;
  readonly #known = new Map<ReplicaName, Known>();

  constructor(sql: SqlDatabase, links: RowBuffer) {
    this.#sql = sql;
    this.#links = links;
  }

  /** As they are within the open transaction, at most `limit`; null: all. Writes nothing. */
  count(replica: ReplicaName, limit: number | null): number {
    const changed = this.#changed(replica);
    const known = this.#known.get(replica);
    const now = (known?.count ?? 0) + changed;
    if (known?.isExact === true || (known !== undefined && limit !== null && now >= limit))
      return Math.min(now, limit ?? now);
    const counted = this.#countStored(replica, limit);
    this.#known.set(replica, { ...counted, count: counted.count - changed });
    return Math.min(counted.count, limit ?? counted.count);
  }

  /** Takes what a transaction changed, before its rows are dropped; without a commit everything is counted anew. */
  reset(committed: boolean): void {
    if (!committed) this.#known.clear();
    for (const [replica, known] of this.#known)
      this.#known.set(replica, { ...known, count: known.count + this.#changed(replica) });
  }

  /** Twice as far as was asked, so that a limit that grows does not have everything counted each time. */
  #countStored(replica: ReplicaName, limit: number | null): Known {
    const unwritten = this.#links.unwritten();
    const more = unwritten.filter(({ now }) => isOpen(now, replica)).length;
    const fewer = unwritten.filter(({ stored }) => isOpen(stored, replica)).length;
    const most = limit === null ? -1 : 2 * limit + fewer;
    const stored = firstNumber(
      this.#sql.run(
        `SELECT count(*) AS n FROM
           (SELECT 1 FROM links WHERE replica = ? AND state = 'active' AND is_open = 1 LIMIT ?)`,
        replica,
        most,
      ),
      'n',
    );
    return { count: stored - fewer + more, isExact: most < 0 || stored < most };
  }

  /** By how many the open transaction changed the number. */
  #changed(replica: ReplicaName): number {
    let more = 0;
    for (const { before, after } of this.#links.changes())
      more += Number(isOpen(after, replica)) - Number(isOpen(before, replica));
    return more;
  }
}

function isOpen(row: SqlRow | null, replica: ReplicaName): boolean {
  return row?.['replica'] === replica && row['state'] === 'active' && row['is_open'] === 1;
}
