// A paired device as a test plays it, below HTTP: it remembers what it was answered, and reports what its person does.

import { mobileSyncSchema, type MobileSync } from '../../src/protocol/mobile.ts';
import { readOfDevice } from '../../src/replicas/mobile/device-read.ts';
import type { ItemOutcome } from '../../src/replicas/mobile/device-report.ts';
import { itemsOf } from '../../src/replicas/mobile/reported-items.ts';
import { parseCivilDate } from '../../src/model/dates.ts';
import { Stage } from './stage.ts';

type Changes = { readonly [Kind in keyof MobileSync['changes']]?: readonly unknown[] };

/** One device. */
export class PlayedDevice {
  /** When it last processed an answer, epoch ms. */
  seenAt: number | null = null;
  /** When the hub last knew it to have done so, epoch ms; null: it knows that always. */
  confirmedAt: number | null = null;
  /** How far its clock is ahead, ms. */
  aheadMs = 0;
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
          // A position that was lost with the process is an older one.
          seenAt: this.confirmedAt ?? this.seenAt,
          claimedAt: this.seenAt,
          aheadMs: this.aheadMs,
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

/** Two apps at rest with one task, and a device that has seen it. */
export async function begun() {
  const stage = new Stage();
  stage.library.add('Call Anna', { notes: 'about the boat' });
  await stage.settle();
  const device = new PlayedDevice(stage);
  stage.now += 1000;
  device.pull();
  return { stage, device, id: hubId(stage, 'Call Anna') };
}

/** A person edits a to-do of this title. */
export function editInThings(
  stage: Stage,
  title: string,
  changes: Parameters<Stage['library']['edit']>[1],
): void {
  stage.library.edit(stage.library.titled(title).id, changes, stage.now);
}

/** The hub’s id of the only task of this title. */
export function hubId(stage: Stage, title: string): string {
  const found = [...stage.store.tasks.all()].filter(({ fields }) => fields.title === title);
  if (found.length !== 1) throw new Error(`${found.length} tasks “${title}”`);
  return found[0]?.id ?? '';
}

/** The outcomes alone. */
export async function outcomes(answer: ReturnType<PlayedDevice['report']>): Promise<readonly string[]> {
  return ((await answer) ?? []).map(({ outcome }) => outcome);
}
