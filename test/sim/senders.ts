// Senders of webhooks in a story: objects that are made, closed, opened again and renamed elsewhere, told of late, twice, or out of turn.

import type { SourceChange } from '../../src/model/webhook.ts';
import { remoteId } from '../../src/model/ids.ts';
import type { Link } from '../../src/model/link.ts';
import { WEBHOOKS } from '../../src/replicas/webhooks/replica.ts';
import { visitOfWebhooks } from '../../src/replicas/webhooks/visit.ts';
import type { Ledger } from './ledger.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

interface SenderObject {
  id: string;
  /** What it was called before. */
  formerly: readonly string[];
  readonly notes: string;
  title: string;
  isClosed: boolean;
  /** It was never told to be closed. */
  isOpenForGood: boolean;
}

/** The senders of a world, and their events that nobody took in yet. They outlive the coordinator, as rows do. */
export class Senders {
  readonly #world: World;
  readonly #ledger: Ledger;
  readonly random: Random;
  readonly #objects: SenderObject[] = [];
  #waiting: SourceChange[] = [];

  /** `random`: what senders do is drawn from it, so that people may do what they would have done without them. */
  constructor(world: World, ledger: Ledger, random: Random = world.random) {
    this.#world = world;
    this.#ledger = ledger;
    this.random = random;
  }

  /** Something happens at a sender, and it tells, perhaps twice. */
  act(): void {
    const { random } = this;
    const change = this.#objects.length === 0 || random.chance(0.4) ? this.#make() : this.#change();
    this.#world.tell(`a sender tells: ${change.does} ${change.object} “${change.title}”`);
    this.#waiting.push(change, ...(random.chance(0.2) ? [change] : []));
    // Two deliveries overtake each other.
    if (random.chance(0.1)) this.#waiting.reverse();
  }

  /** What waits is taken in, unless the coordinator dies over it. */
  async deliver(): Promise<void> {
    if (this.#waiting.length === 0) return;
    const changes = [...this.#waiting];
    const taken = (): void => {
      this.#waiting = this.#waiting.slice(changes.length);
    };
    await this.#world.hub.visit(visitOfWebhooks({ changes, taken }));
  }

  /** What the owner said no to on both sides is nowhere, as was wished; and what was over before it was heard of never was a task. */
  forgetUnmade(): void {
    const { store } = this.#world;
    for (const object of this.#objects) {
      const link = this.#linkOf(object);
      const hub = link === null ? null : store.tasks.get(link.taskId);
      const entries = hub === null ? [] : store.outbox.ofTask(hub.id);
      const isDeclined = entries.filter(({ state }) => state === 'declined').length > 1;
      // Closed before any app was told of it, too.
      const isOver = hub === null || (hub.fields.status !== 'open' && store.links.of(hub.id).length === 1);
      if (isOver || isDeclined) this.#ledger.deleted(object.notes);
    }
  }

  /** Whatever was told and never said to be closed has a task. Gives what has none. */
  missing(): readonly string[] {
    return this.#objects
      .filter((object) => object.isOpenForGood && this.#linkOf(object) === null)
      .map(({ id }) => `${id} was told and is no task`);
  }

  /** Where the event that tells its new name overtook the one that made it, it is known under the former one. */
  #linkOf({ id, formerly }: SenderObject): Link | null {
    const { links } = this.#world.store;
    for (const name of [id, ...formerly]) {
      const link = links.byRemoteId(WEBHOOKS, remoteId(name));
      if (link !== null) return link;
    }
    return null;
  }

  #make(): SourceChange {
    const { title, notes } = this.#ledger.newTask('todoist');
    const id = `sender:${this.#objects.length}`;
    const made: SenderObject = { id, formerly: [], notes, title, isClosed: false, isOpenForGood: true };
    this.#objects.push(made);
    return changeOf(made, 'open');
  }

  #change(): SourceChange {
    const { random } = this;
    const object = random.pick(this.#objects);
    // It is moved to another place, and told of under its new name from then on.
    if (random.chance(0.1)) {
      object.formerly = [object.id, ...object.formerly];
      object.id = `${object.id}+`;
      return changeOf(object, 'edit');
    }
    if (random.chance(0.3)) {
      object.title = `${object.title} again`;
      return changeOf(object, 'edit');
    }
    object.isClosed = !object.isClosed;
    object.isOpenForGood = false;
    return changeOf(object, object.isClosed ? 'close' : 'open');
  }
}

function changeOf({ id, formerly, title, notes }: SenderObject, does: SourceChange['does']): SourceChange {
  return { object: id, formerly, does, title, notes, tags: [], deadline: null, changedAt: null, place: null };
}
