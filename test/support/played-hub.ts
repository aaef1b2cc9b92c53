// A hub that a test plays for devices, over their API: it takes what is sent, answers what was answered before in the same way, and
// tells what changed. It decides conflicts field by field and knows nothing of apps.

import { isSame } from '../../src/model/same.ts';
import type { MobileChanges, MobileSynced, MobileTask } from '../../src/protocol/answers/mobile.ts';
import type { Container } from '../../src/mobile-client/types.ts';
import { optimistic } from '../../src/mobile-client/view.ts';

type Result = MobileSynced['results'][number];

interface SentEdit {
  readonly id: string;
  readonly intent: string;
  readonly fields: Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>;
}

/** What one request asked for. */
export interface SentChanges {
  readonly created: readonly { readonly id: string; readonly title: string }[];
  readonly edited: readonly SentEdit[];
  readonly deleted: readonly string[];
}

/** A task as the hub shows it. */
export function hubTask(
  id: string,
  title: string,
  fields: Readonly<Record<string, unknown>> = {},
): MobileTask {
  const at = '2026-11-30T20:00:00.000Z';
  const head = { task: id, at, isSent: false };
  const changes = Object.fromEntries(Object.entries(fields).map(([name, to]) => [name, { from: null, to }]));
  const [shown] = optimistic(
    [],
    [
      { ...head, kind: 'create', seq: 1, title },
      { ...head, kind: 'edit', seq: 2, intent: 'made', fields: changes },
    ],
    '2026-11-30',
  );
  if (shown === undefined) throw new Error('no task');
  const { isPending: _pending, ...task } = shown;
  return { ...task, hubId: id };
}

/** A hub of one account. */
export class PlayedHub {
  readonly requests: SentChanges[] = [];
  readonly tasks = new Map<string, MobileTask>();
  readonly containers = new Map<string, Container>();
  /** There is no network. */
  isDown = false;
  /** Requests arrive, answers do not. */
  losesAnswers = false;
  /** Anything but 200 is what every signed request is answered with. */
  status = 200;
  retryAfter: string | null = null;
  /** The most tasks of one page. */
  pageSize = 500;
  pulls = 0;
  readonly #log: string[] = [];
  readonly #answers = new Map<string, Result>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Something that another replica did. null: deletes it. */
  put(id: string, task: MobileTask | null): void {
    if (task === null) this.tasks.delete(id);
    else this.tasks.set(id, task);
    this.#log.push(id);
  }

  readonly fetch = async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    if (this.isDown) throw new TypeError('fetch failed');
    const { pathname, searchParams } = new URL(url instanceof Request ? url.url : url);
    if (pathname === '/mobile/register')
      return Response.json({ deviceId: crypto.randomUUID(), name: 'Phone', secret: 's', registeredAt: '' });
    if (this.status !== 200) {
      const headers: Record<string, string> =
        this.retryAfter === null ? {} : { 'retry-after': this.retryAfter };
      return Response.json({ success: false, error: 'no' }, { status: this.status, headers });
    }
    const answer =
      pathname === '/mobile/changes'
        ? this.#changes(searchParams.get('cursor'))
        : this.#sync(
            JSON.parse(typeof init?.body === 'string' ? init.body : '{}') as { changes: SentChanges },
          );
    if (this.losesAnswers) throw new TypeError('fetch failed');
    return Response.json(answer);
  };

  #changes(cursor: string | null): MobileChanges {
    this.pulls += 1;
    const from = cursor === null ? 0 : Number(cursor);
    const end = Math.min(this.#log.length, from + this.pageSize);
    const ids = [...new Set(this.#log.slice(from, end))];
    return {
      tasks: ids.flatMap((id) => this.tasks.get(id) ?? []),
      tombstones: ids.filter((id) => !this.tasks.has(id)),
      containers: [...this.containers.values()].map((one) => ({ position: 0, ...one })),
      hasMore: end < this.#log.length,
      cursor: String(end),
      reset: cursor === null,
      serverTime: new Date(this.#now()).toISOString(),
    };
  }

  #sync({ changes }: { readonly changes: SentChanges }): MobileSynced {
    this.requests.push(changes);
    const results = [
      ...changes.created.map((one) => this.#create(one)),
      ...changes.edited.map((one) => this.#edit(one)),
      ...changes.deleted.map((id) => this.#delete(id)),
    ];
    const lost = results.filter(({ outcome }) => outcome === 'conflict');
    return {
      success: true,
      mappings: [],
      results,
      serverTime: new Date(this.#now()).toISOString(),
      conflicts: lost.flatMap(({ id, reason }) => {
        const serverTask = this.tasks.get(id);
        return serverTask === undefined ? [] : [{ mobileId: id, reason: reason ?? '', serverTask }];
      }),
    };
  }

  #create({ id, title }: SentChanges['created'][number]): Result {
    if (!this.#log.includes(id)) this.put(id, hubTask(id, title));
    return { id, kind: 'created', intent: null, outcome: 'done', reason: null };
  }

  #edit({ id, intent, fields }: SentEdit): Result {
    const former = this.#answers.get(intent);
    if (former !== undefined) return former;
    const task = this.tasks.get(id);
    const isLost =
      task !== undefined &&
      Object.entries(fields).some(
        ([name, { from, to }]) => !isSame(task.fields[name], from) && !isSame(task.fields[name], to),
      );
    const outcome = task === undefined ? 'unknown' : isLost ? 'conflict' : 'done';
    if (task !== undefined && !isLost) {
      const changed = Object.fromEntries(Object.entries(fields).map(([name, { to }]) => [name, to]));
      const title = typeof changed['title'] === 'string' ? changed['title'] : task.title;
      const made = hubTask(id, title, { ...task.fields, ...changed });
      this.put(id, { ...made, createdAt: task.createdAt, updatedAt: new Date(this.#now()).toISOString() });
    }
    const reason = outcome === 'done' ? null : 'changed elsewhere';
    const result: Result = { id, kind: 'edited', intent, outcome, reason };
    this.#answers.set(intent, result);
    return result;
  }

  #delete(id: string): Result {
    const isThere = this.tasks.has(id);
    if (isThere) this.put(id, null);
    return { id, kind: 'deleted', intent: null, outcome: isThere ? 'done' : 'unknown', reason: null };
  }
}
