// What events said of objects that are no tasks: deliveries overtake each other, and the event that makes the task may come after the
// one that renamed or closed it. Kept as one value of `meta`, within bounds.

import type { SourceChange } from '../../model/webhook.ts';
import type { Pass } from '../../sync/unit-of-work.ts';

/** What was said of one object. */
interface EarlyEvent {
  readonly object: string;
  /** When the last of it came here, epoch ms. */
  readonly notedAt: number;
  /** When its sender closed it last, by the sender's clock, epoch ms; null: never, as far as is known. */
  readonly closedAt: number | null;
  /** What it was last called; `at` is by the sender's clock, epoch ms. */
  readonly edit: { readonly at: number; readonly title: string; readonly notes: string } | null;
}

/** How long an event may be late: senders give up sooner. */
const KEPT_MS = 10 * 86_400_000;
const MAX_OBJECTS = 500;
/** All of them together, as JSON: a row has at most 2 MB, and a character up to 3 bytes. */
const MAX_CHARS = 200_000;

/** The early events, as one pass sees and changes them. Reads nothing before it is asked. */
export class EarlyEvents {
  readonly #pass: Pick<Pass, 'store' | 'now'>;
  /** By object, the one that came last at the end. */
  #events: Map<string, EarlyEvent> | null = null;
  #isChanged = false;

  constructor(pass: Pick<Pass, 'store' | 'now'>) {
    this.#pass = pass;
  }

  /** The newest that is known of an object, under whichever of its names. */
  of(change: SourceChange): Pick<EarlyEvent, 'closedAt' | 'edit'> {
    const found = namesOf(change).flatMap((name) => this.#all().get(name) ?? []);
    return found.reduce(newestOf, { closedAt: null, edit: null });
  }

  /** Notes a `close` or an `edit`. What has no time is not noted: nothing could be said to be older. */
  note({ object, does, changedAt, title, notes }: SourceChange): void {
    if (changedAt === null) return;
    const said =
      does === 'close'
        ? { closedAt: changedAt, edit: null }
        : { closedAt: null, edit: { at: changedAt, title, notes } };
    const before = this.#all().get(object) ?? { closedAt: null, edit: null };
    this.#all().delete(object);
    this.#all().set(object, { object, notedAt: this.#pass.now, ...newestOf(before, said) });
    this.#isChanged = true;
  }

  /** Forgets an object that is a task from now on. */
  forget(change: SourceChange): void {
    for (const name of namesOf(change)) if (this.#all().delete(name)) this.#isChanged = true;
  }

  /** Writes what changed, within the transaction of the pass. */
  save(): void {
    if (!this.#isChanged) return;
    const kept = withinBounds([...this.#all().values()]);
    this.#pass.store.meta.set('early_events', kept.length === 0 ? undefined : kept);
  }

  #all(): Map<string, EarlyEvent> {
    if (this.#events === null) {
      const { store, now } = this.#pass;
      const stored = (store.meta.get('early_events') as readonly EarlyEvent[] | undefined) ?? [];
      const current = stored.filter(({ notedAt }) => notedAt > now - KEPT_MS);
      this.#events = new Map(current.map((event) => [event.object, event]));
    }
    return this.#events;
  }
}

function namesOf({ object, formerly = [] }: SourceChange): readonly string[] {
  return [object, ...formerly];
}

/** Of the same time, what came later is the newer. */
function newestOf(
  before: Pick<EarlyEvent, 'closedAt' | 'edit'>,
  { closedAt, edit }: Pick<EarlyEvent, 'closedAt' | 'edit'>,
): Pick<EarlyEvent, 'closedAt' | 'edit'> {
  return {
    closedAt:
      closedAt === null || before.closedAt === null
        ? (closedAt ?? before.closedAt)
        : Math.max(before.closedAt, closedAt),
    edit: edit !== null && edit.at >= (before.edit?.at ?? edit.at) ? edit : before.edit,
  };
}

/** The ones that came last, as many as there is room for. */
function withinBounds(events: readonly EarlyEvent[]): readonly EarlyEvent[] {
  const kept: EarlyEvent[] = [];
  let chars = 0;
  for (const event of events.slice(-MAX_OBJECTS).toReversed()) {
    chars += JSON.stringify(event).length;
    if (chars > MAX_CHARS) break;
    kept.push(event);
  }
  return kept.toReversed();
}
