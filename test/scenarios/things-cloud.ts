// Things Cloud between libraries: what was changed on one Mac reaches the others row by row, in any order and as late as one likes. Of
// a row that was changed on two Macs each keeps its own fields, and of a field the newer change counts; or the newer row counts as a
// whole. A row that was deleted on one stays deleted. Must not use anything of the product.

import { deleteRow, isSame, readRows, STAMP, tagsOf, textOf, writeRow, type Row } from './cloud-rows.ts';

/** Columns that name a row without which this one can't stand. */
const HOLDERS = ['area', 'project', 'heading', 'rt1_repeatingTemplate'] as const;

/** What of a row counts that was changed on two Macs. */
export type Merging = 'fields' | 'rows';

/** The server, and what each Mac has had from it. */
export class ThingsCloud {
  /** Values that were replaced by what another Mac had, although nobody there had seen them. */
  readonly lost: string[] = [];
  readonly #merging: Merging;
  /** null: it was deleted. */
  readonly #rows = new Map<string, Row | null>();
  readonly #agreed = new Map<string, Map<string, Row>>();

  constructor(merging: Merging = 'fields') {
    this.#merging = merging;
  }

  /** Connects a library. Its rows are told at once; of one that is a copy nothing is told twice. */
  join(path: string): void {
    const agreed = new Map<string, Row>();
    this.#agreed.set(path, agreed);
    for (const [key, row] of readRows(path)) {
      agreed.set(key, row);
      if (!this.#rows.has(key)) this.#rows.set(key, row);
    }
  }

  /** Sends what was changed in a library. */
  push(path: string): void {
    const agreed = this.#agreedWith(path);
    const local = readRows(path);
    for (const [key, row] of local) {
      const before = agreed.get(key);
      if (before !== undefined && isSame(before, row)) continue;
      this.#rows.set(key, this.#merge({ before, mine: row, theirs: this.#rows.get(key) }));
      // What was changed elsewhere is still to come.
      agreed.set(key, row);
    }
    for (const [key, before] of agreed) {
      if (local.has(key)) continue;
      const theirs = this.#rows.get(key);
      if (theirs != null) this.#lose(before, theirs);
      this.#rows.set(key, null);
      agreed.delete(key);
    }
  }

  /** Keys of the rows that have not reached a library, in the order in which they were made. */
  waitingFor(path: string): readonly string[] {
    const local = readRows(path);
    return [...this.#rows].flatMap(([key, row]) => {
      const there = local.get(key);
      if (row === null) return there === undefined ? [] : [key];
      return there === undefined || !isSame(there, row) ? [key] : [];
    });
  }

  /** Lets one row reach a library, with those that hold it. What was changed there meanwhile is sent first. */
  pull(path: string, key: string): void {
    this.push(path);
    const row = this.#rows.get(key);
    if (row === undefined) return;
    if (row === null) {
      deleteRow(path, key);
      this.#agreedWith(path).delete(key);
      return;
    }
    const standing = this.#withoutGone(row);
    for (const holder of HOLDERS) {
      const id = standing[holder];
      if (typeof id === 'string') this.pull(path, keyOfHolder(holder, id));
    }
    for (const tag of tagsOf(row)) this.pull(path, `TMTag ${tag}`);
    this.#rows.set(key, standing);
    writeRow(path, key, standing);
    this.#agreedWith(path).set(key, standing);
  }

  /** Brings a library up to date. */
  pullAll(path: string): void {
    this.push(path);
    for (const key of this.waitingFor(path)) this.pull(path, key);
  }

  /** What stood in something that was deleted elsewhere stands in nothing. */
  #withoutGone(row: Row): Row {
    const gone = HOLDERS.filter((holder) => {
      const id = row[holder];
      return typeof id === 'string' && this.#rows.get(keyOfHolder(holder, id)) === null;
    });
    return gone.length === 0 ? row : { ...row, ...Object.fromEntries(gone.map((holder) => [holder, null])) };
  }

  #agreedWith(path: string): Map<string, Row> {
    const agreed = this.#agreed.get(path);
    if (agreed === undefined) throw new Error(`${path} never joined`);
    return agreed;
  }

  #merge(rows: {
    readonly before: Row | undefined;
    readonly mine: Row;
    readonly theirs: Row | null | undefined;
  }): Row | null {
    const { before, mine, theirs } = rows;
    if (theirs === undefined || before === undefined) return mine;
    if (theirs === null) {
      this.#lose(before, mine);
      return null;
    }
    const isMineNewer = Number(mine[STAMP] ?? 0) >= Number(theirs[STAMP] ?? 0);
    if (this.#merging === 'rows' && !isSame(theirs, before)) {
      this.#lose(before, isMineNewer ? theirs : mine, isMineNewer ? mine : theirs);
      return isMineNewer ? mine : theirs;
    }
    const merged = Object.keys(mine).map((column) => {
      const [was, own, other] = [before[column] ?? null, mine[column] ?? null, theirs[column] ?? null];
      if (own === was) return [column, other] as const;
      if (other === was || own === other) return [column, own] as const;
      this.lost.push(textOf(isMineNewer ? other : own));
      return [column, isMineNewer ? own : other] as const;
    });
    return Object.fromEntries(merged);
  }

  /** Notes what was changed in a row that does not count. */
  #lose(before: Row, row: Row, winner: Row = {}): void {
    for (const [column, value] of Object.entries(row))
      if (value !== null && value !== before[column] && value !== winner[column])
        this.lost.push(textOf(value));
  }
}

function keyOfHolder(holder: (typeof HOLDERS)[number], id: string): string {
  return `${holder === 'area' ? 'TMArea' : 'TMTask'} ${id}`;
}
