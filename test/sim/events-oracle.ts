// What must hold of the stream of events: chains and runs are whole, and what the events tell of a task is what became of it.

import type { HubEvent } from '../../src/hub/events.ts';
import { isSame } from '../../src/model/same.ts';
import { EMPTY_FIELDS, FIELD_NAMES, type SomeFields } from '../../src/model/task.ts';
import type { World } from './world.ts';

const PAGE = 500;

/** Everything that is wrong with the stream; empty when nothing is. */
export function findBrokenEvents({ store }: World): readonly string[] {
  const events = allEvents(store);
  return [...brokenRuns(events), ...brokenChains(store, events), ...brokenTales(store, events)];
}

/** The whole stream, oldest first. */
export function allEvents(store: World['store']): readonly HubEvent[] {
  const all: HubEvent[] = [];
  for (;;) {
    const page = store.events.after(all.at(-1)?.seq ?? 0, PAGE);
    all.push(...page);
    if (page.length < PAGE) return all;
  }
}

/** Events of a run stand together, under the place of the first. */
function brokenRuns(events: readonly HubEvent[]): readonly string[] {
  return events.flatMap(({ seq, run }, at) => {
    const former = events[at - 1]?.run ?? run;
    return run === seq || run === former ? [] : [`event ${seq} of run ${run} stands behind run ${former}`];
  });
}

/** Going back from the newest event of a task finds every one of them. */
function brokenChains(store: World['store'], events: readonly HubEvent[]): readonly string[] {
  const known = Map.groupBy(events, ({ taskId }) => taskId);
  return [...known].flatMap(([task, own]) => {
    if (task === null || store.tasks.get(task) === null) return [];
    const found = [...store.events.ofTask(task)].map(({ seq }) => seq);
    const wanted = own.map(({ seq }) => seq).toReversed();
    return isSame(found, wanted) ? [] : [`events of ${task}: found ${found.join()} of ${wanted.join()}`];
  });
}

/** Each decision begins with what the one before it left, and the last one left what the hub has. */
function brokenTales(store: World['store'], events: readonly HubEvent[]): readonly string[] {
  const bad: string[] = [];
  const told = new Map<string, SomeFields>();
  for (const { seq, taskId: task, kind, operation, before, after } of events) {
    if (task === null || operation !== null) continue;
    const known = told.get(task) ?? {};
    const { checklist: _lines, ...was } = before;
    for (const name of FIELD_NAMES) {
      if (name === 'checklist' || !Object.hasOwn(was, name) || !Object.hasOwn(known, name)) continue;
      if (!isSame(was[name], known[name])) bad.push(`event ${seq} of ${task} begins with another ${name}`);
    }
    told.set(task, kind === 'made' ? { ...EMPTY_FIELDS, ...after } : { ...known, ...after });
  }
  for (const hub of store.tasks.all()) {
    const known = told.get(hub.id) ?? {};
    for (const name of FIELD_NAMES)
      if (Object.hasOwn(known, name) && !isSame(known[name], hub.fields[name]))
        bad.push(`${hub.id} has another ${name} than its events tell`);
  }
  return bad;
}
