// A paired device as a test plays it, below HTTP: it remembers what it was answered, and reports what its person does.

import { mobileSyncSchema, type MobileSync } from '../../src/protocol/mobile.ts';
import { readOfDevice } from '../../src/replicas/mobile/device-read.ts';
import type { ItemOutcome } from '../../src/replicas/mobile/device-report.ts';
import { itemsOf } from '../../src/replicas/mobile/reported-items.ts';
import { parseCivilDate } from '../../src/model/dates.ts';
import type { Stage } from './stage.ts';

type Changes = { readonly [Kind in keyof MobileSync['changes']]?: readonly unknown[] };

/** One device. */
export class PlayedDevice {
  /** When it last processed an answer, epoch ms. */
  seenAt: number | null = null;
  readonly #stage: Stage;
  readonly #id: string;

  constructor(stage: Stage, id = 'phone') {
    this.#stage = stage;
    this.#id = id;
  }

  /** Reports changes. null: they wait, and nothing was processed. `isLost`: the answer does not arrive. */
  async report(changes: Changes, { isLost = false } = {}): Promise<readonly ItemOutcome[] | null> {
    this.#stage.now += 1000;
    let answer: readonly ItemOutcome[] | null = null;
    const today = parseCivilDate(new Date(this.#stage.now).toISOString().slice(0, 10));
    if (today === null) throw new Error('no day');
    const told = await this.#stage.account.tell(
      readOfDevice({
        records: this.#stage.devices,
        report: {
          device: this.#id,
          seenAt: this.seenAt,
          zone: 'UTC',
          today,
          items: itemsOf(mobileSyncSchema.parse({ changes }).changes),
        },
        processed: (outcomes) => {
          answer = outcomes;
        },
      }),
    );
    if (told.kind === 'waits') return null;
    if (!isLost) this.pull();
    return answer;
  }

  /** The device is brought up to date. */
  pull(): void {
    this.seenAt = this.#stage.now;
  }
}

/** A task as such a client creates it. */
export function mobileTask(id: string, title: string, rest: object = {}): object {
  return { id, title, notes: '', due: null, status: 'open', list: 'inbox', labels: [], ...rest };
}
