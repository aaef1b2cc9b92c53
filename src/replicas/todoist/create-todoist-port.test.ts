// The whole adapter against the Todoist emulator: what is sent comes back as it was meant, also when things go wrong.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTodoistEmulator, type TodoistEmulatorOptions } from '../../../emulators/todoist/server.ts';
import { DEFAULT_CONFIG } from '../../model/config.ts';
import { containerId, remoteId, type RemoteId } from '../../model/ids.ts';
import type { Link, Operation } from '../../model/link.ts';
import { isSame } from '../../model/same.ts';
import {
  fieldNamesOf,
  pickFields,
  type ChecklistItem,
  type SomeFields,
  type TaskFields,
} from '../../model/task.ts';
import type {
  EncodeContext,
  TodoistAccount,
  TodoistAnswer,
  TodoistCommand,
  TodoistPort,
  TodoistTask,
} from './todoist-port.ts';
import { arbitraryFields } from '../../../test/support/arbitrary-fields.ts';
import { createTodoistPort } from './create-todoist-port.ts';
import { isSeries } from './translate/project.ts';
import {
  contextOf,
  day,
  fieldsWith,
  fixed,
  linkWith,
  on,
  operationOf,
} from '../../../test/support/todoist-fields.ts';

const NOW = Date.UTC(2026, 10, 23, 9, 0);
const BASE_URL = 'http://todoist.test/api/v1';
const SERIES = { owner: 'todoist', rule: 'every day' } as const;

interface World {
  readonly port: TodoistPort;
  readonly emulator: ReturnType<typeof createTodoistEmulator>;
  readonly account: TodoistAccount;
  /** Sends commands and gives what changed since the last call. */
  readonly step: (commands?: readonly TodoistCommand[]) => Promise<TodoistAnswer>;
  /** Does what a person does in Todoist. */
  readonly person: (type: string, args: Readonly<Record<string, unknown>>) => Promise<void>;
  readonly cursor: () => string;
}

async function openWorld(options: TodoistEmulatorOptions = {}): Promise<World> {
  const emulator = createTodoistEmulator({ now: () => NOW, zone: 'Europe/Berlin', ...options });
  const port = createTodoistPort({ fetch: emulator.fetch, baseUrl: BASE_URL, token: 'test-token' });
  const first = await port.sync({ cursor: null, commands: [], config: DEFAULT_CONFIG, account: null });
  if (!first.ok || first.value.account === null) throw new Error('no first answer');
  const { account } = first.value;
  let { cursor } = first.value;
  let acts = 0;
  return {
    port,
    emulator,
    account,
    cursor: () => cursor,
    step: async (commands = []) => {
      const answer = await port.sync({ cursor, commands, config: DEFAULT_CONFIG, account });
      if (!answer.ok) throw new Error(JSON.stringify(answer.error));
      cursor = answer.value.cursor;
      return answer.value;
    },
    person: async (type, args) => {
      acts += 1;
      const body = { commands: [{ type, uuid: `person-${acts}`, temp_id: `temp-${acts}`, args }] };
      await emulator.fetch(
        new Request(`${BASE_URL}/sync`, {
          method: 'POST',
          headers: { authorization: 'Bearer test-token', 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      );
    },
  };
}

/** A task that the adapter made, and what it shows now. */
interface Made {
  readonly task: TodoistTask;
  readonly link: Link;
  readonly answer: TodoistAnswer;
}

function find(answer: TodoistAnswer, id: RemoteId | undefined): TodoistTask {
  const task = answer.tasks.find((one) => one.remoteId === id);
  if (task === undefined) throw new Error(`no task ${id}`);
  return task;
}

/** The checklist as the sub-tasks of an answer show it, keyed as the hub keys it. */
function checklistOf(answer: TodoistAnswer, link: Pick<Link, 'remoteId' | 'checklistRefs'>): ChecklistItem[] {
  const keyByRef = new Map(Object.entries(link.checklistRefs).map(([key, ref]) => [ref, key]));
  return answer.tasks
    .filter((one) => one.parentRemoteId === link.remoteId && !one.observation.deleted)
    .toSorted((a, b) => a.order - b.order)
    .map(({ remoteId: ref, asChecklistItem: { title, done } }) => ({
      key: keyByRef.get(ref) ?? ref,
      title,
      done,
    }));
}

async function make(world: World, fields: TaskFields, place: EncodeContext['place'] = null): Promise<Made> {
  const projected = world.port.profile(world.account, DEFAULT_CONFIG).project(fields);
  const operation = operationOf('create', projected, `create-${world.cursor()}`);
  const context = contextOf(fields, { account: world.account, place });
  const answer = await world.step(world.port.encodeTask(operation, context));
  for (const [, outcome] of answer.outcomes) expect(outcome).toEqual({ kind: 'ok' });
  const task = find(answer, answer.ids.get(world.port.temporaryId(operation.id)));
  const refs = (projected.checklist ?? []).map(({ key }) => [
    key,
    answer.ids.get(world.port.temporaryItemId(operation.id, key)) ?? remoteId('?'),
  ]);
  const checklistRefs: Record<string, RemoteId> = Object.fromEntries(refs);
  const ids = { remoteId: task.remoteId, checklistRefs };
  const shadow = shadowOf(task, checklistOf(answer, ids), projected);
  return { task, answer, link: linkWith(shadow, ids) };
}

function withoutChecklist(task: TodoistTask): SomeFields {
  const { checklist: _observed, ...fields } = task.observation.fields;
  return fields;
}

/** What a run keeps of a task: what was lifted, with place and checklist put to it. */
function shadowOf(task: TodoistTask, checklist: readonly ChecklistItem[], projected: SomeFields): SomeFields {
  return {
    ...withoutChecklist(task),
    ...pickFields(projected, ['place']),
    ...(projected.checklist !== undefined && { checklist }),
  };
}

async function apply(
  world: World,
  made: Made,
  {
    kind,
    fields,
    hub,
    place = null,
  }: { kind: Operation['kind']; fields: SomeFields; hub: TaskFields; place?: EncodeContext['place'] },
): Promise<TodoistAnswer> {
  const operation = operationOf(kind, fields, `${kind}-${world.cursor()}`);
  const context = contextOf(hub, { account: world.account, link: made.link, place });
  return world.step(world.port.encodeTask(operation, context));
}

/** A world with a project that has a section, and the ways to file a task there. */
async function openFurnishedWorld(): Promise<
  World & { readonly heading: NonNullable<EncodeContext['place']> }
> {
  const world = await openWorld();
  const base = { containerId: containerId('c'), action: 'create', remoteId: null } as const;
  const projectTemp = world.port.temporaryId('make-project');
  const answer = await world.step([
    ...world.port.encodeContainer({
      ...base,
      operationId: 'make-project',
      kind: 'project',
      name: 'Home',
      parent: null,
    }),
    ...world.port.encodeContainer({
      ...base,
      operationId: 'make-heading',
      kind: 'heading',
      name: 'Later',
      parent: projectTemp,
    }),
  ]);
  const id = answer.ids.get(world.port.temporaryId('make-heading')) ?? '';
  expect(answer.containers.map(({ kind, name }) => [kind, name])).toEqual([
    ['project', 'Home'],
    ['heading', 'Later'],
  ]);
  return { ...world, heading: { kind: 'heading', id } };
}

const PLACE = containerId('c');
/** A series that is closed comes back as a plain closed task: the one thing that can't be made. */
const possibleFields = arbitraryFields(PLACE).filter(
  (fields) => fields.status === 'open' || !isSeries(fields),
);

function expectShows(projected: SomeFields, shown: SomeFields): void {
  const { checklist, ...rest } = projected;
  expect(pickFields(shown, fieldNamesOf(rest))).toEqual(rest);
  const byKey = (items: readonly ChecklistItem[] = []): readonly ChecklistItem[] =>
    items.toSorted((a, b) => a.key.localeCompare(b.key));
  if (checklist !== undefined) expect(byKey(shown.checklist)).toEqual(byKey(checklist));
}

async function lookUp(world: World, id: RemoteId): Promise<TodoistTask> {
  const found = await world.port.lookUp({ remoteId: id, config: DEFAULT_CONFIG, account: world.account });
  if (!found.ok || found.value === null) throw new Error(`no task ${id}`);
  return found.value;
}

/** The titles of the open sub-tasks, from a full read. */
async function openItems(world: World, made: Made): Promise<readonly string[]> {
  const { account } = world;
  const whole = await world.port.sync({ cursor: null, commands: [], config: DEFAULT_CONFIG, account });
  if (!whole.ok) throw new Error(whole.error.kind);
  return checklistOf(whole.value, made.link).map(({ title }) => title);
}

describe('the laws', () => {
  it('[T20] whatever is created shows as it was projected', async () => {
    const world = await openFurnishedWorld();
    const profile = world.port.profile(world.account, DEFAULT_CONFIG);
    await fc.assert(
      fc.asyncProperty(possibleFields, async (fields) => {
        const made = await make(world, fields, fields.place === null ? null : world.heading);
        expectShows(profile.project(fields), made.link.shadow);
        expect(made.link.shadow.checklist).toEqual(profile.project(fields).checklist);
        expect(made.task.placeRemoteId).toBe(fields.place === null ? null : world.heading.id);
        await world.person('item_delete', { id: made.task.remoteId });
      }),
      { numRuns: 150 },
    );
  });

  it('[T20] whatever is changed shows as it was projected', async () => {
    const world = await openFurnishedWorld();
    const profile = world.port.profile(world.account, DEFAULT_CONFIG);
    const placeOf = ({ place }: TaskFields): EncodeContext['place'] =>
      place === null ? null : world.heading;
    await fc.assert(
      fc.asyncProperty(possibleFields, possibleFields, async (before, after) => {
        // A series is never opened or closed by an update.
        fc.pre(before.status === 'open' || !isSeries(after));
        const made = await make(world, before, placeOf(before));
        const wanted = profile.project(after);
        const changed = fieldNamesOf(wanted).filter((name) => !isSame(wanted[name], made.link.shadow[name]));
        await apply(world, made, {
          kind: 'update',
          fields: pickFields(wanted, changed),
          hub: after,
          place: placeOf(after),
        });
        const { checklist, place: _place, ...own } = wanted;
        const found = await lookUp(world, made.task.remoteId);
        expectShows(own, withoutChecklist(found));
        expect(found.placeRemoteId).toBe(placeOf(after)?.id ?? null);
        if (checklist !== undefined) {
          const open = checklist.filter(({ done }) => !done).map(({ title }) => title);
          expect((await openItems(world, made)).toSorted()).toEqual(open.toSorted());
        }
        await world.person('item_delete', { id: made.task.remoteId });
      }),
      { numRuns: 200 },
    );
  });
});

describe('a task in Todoist', () => {
  it('[T7] of a series moves to its next day when an occurrence is completed', async () => {
    const world = await openWorld();
    const hub = fieldsWith({ start: on('2026-11-23', fixed('09:30', 'Asia/Tokyo')), repeat: SERIES });
    const made = await make(world, hub);
    const closed = await apply(world, made, { kind: 'complete_occurrence', fields: {}, hub });
    expect(find(closed, made.task.remoteId).observation).toMatchObject({
      occurrence: 1,
      fields: { status: 'open', start: on('2026-11-24', fixed('09:30', 'Asia/Tokyo')), repeat: SERIES },
    });
  });

  it('[T7] of a series stays one when its day is changed', async () => {
    const world = await openWorld();
    const hub = fieldsWith({ start: on('2026-11-23'), repeat: SERIES });
    const made = await make(world, hub);
    const fields = { start: on('2026-11-27') };
    const moved = await apply(world, made, { kind: 'update', fields, hub: { ...hub, ...fields } });
    expect(find(moved, made.task.remoteId).observation.fields).toMatchObject({ ...fields, repeat: SERIES });
  });

  it('[T10] that is opened again has its undone items open again', async () => {
    const world = await openWorld();
    const checklist = [
      { key: 'a', title: 'a', done: false },
      { key: 'b', title: 'b', done: true },
    ];
    const hub = fieldsWith({ checklist });
    const made = await make(world, hub);
    await apply(world, made, {
      kind: 'update',
      fields: { status: 'canceled' },
      hub: { ...hub, status: 'canceled' },
    });
    const link = { ...made.link, shadow: { ...made.link.shadow, status: 'canceled' as const } };
    const opened = await apply(world, { ...made, link }, { kind: 'update', fields: { status: 'open' }, hub });
    expect(find(opened, made.task.remoteId).observation.fields).toMatchObject({ status: 'open', tags: [] });
    const shown = new Map(checklistOf(opened, link).map(({ key, done }) => [key, done]));
    expect(shown.get('a')).toBe(false);
    expect(shown.get('b') ?? true).toBe(true);
  });

  it('[T6] that is deleted shows as deleted, and is not found any more', async () => {
    const world = await openWorld();
    const hub = fieldsWith();
    const made = await make(world, hub);
    const answer = await apply(world, made, { kind: 'delete', fields: {}, hub });
    expect(find(answer, made.task.remoteId).observation.deleted).toBe(true);
    const found = await world.port.lookUp({
      remoteId: made.task.remoteId,
      config: DEFAULT_CONFIG,
      account: world.account,
    });
    expect(found).toEqual({ ok: true, value: null });
    const again = await apply(world, made, { kind: 'update', fields: { title: 'x' }, hub });
    expect([...again.outcomes.values()]).toMatchObject([{ kind: 'gone' }]);
  });

  it('[T19] that is completed is found though no full read shows it', async () => {
    const world = await openWorld();
    const hub = fieldsWith();
    const made = await make(world, hub);
    await world.person('item_close', { id: made.task.remoteId });
    const whole = await world.port.sync({
      cursor: null,
      commands: [],
      config: DEFAULT_CONFIG,
      account: null,
    });
    expect(whole).toMatchObject({ ok: true, value: { complete: true, tasks: [] } });
    const found = await world.port.lookUp({
      remoteId: made.task.remoteId,
      config: DEFAULT_CONFIG,
      account: world.account,
    });
    expect(found).toMatchObject({ ok: true, value: { observation: { fields: { status: 'completed' } } } });
  });
});

describe('trouble on the way', () => {
  it('[T12] makes no second task when an answer is lost and the same commands are sent again', async () => {
    const world = await openWorld();
    const fields = fieldsWith({ checklist: [{ key: 'a', title: 'a', done: false }] });
    const commands = world.port.encodeTask(
      operationOf('create', fields),
      contextOf(fields, { account: world.account }),
    );
    const request = { cursor: world.cursor(), commands, config: DEFAULT_CONFIG, account: world.account };
    world.emulator.chaos.failNext('lose_answer');
    expect(await world.port.sync(request)).toMatchObject({ ok: false, error: { kind: 'unavailable' } });
    const again = await world.port.sync(request);
    expect(again).toMatchObject({ ok: true });
    expect(again.ok && again.value.ids.size).toBe(2);
    expect(world.emulator.snapshot().items).toHaveLength(2);
  });

  it.each([
    ['rate_limit', { kind: 'rate_limited', retryAfterSeconds: 66 }],
    ['server_error', { kind: 'unavailable' }],
    ['html_unavailable', { kind: 'unavailable' }],
    ['drop_request', { kind: 'unavailable' }],
    ['unknown_token', { kind: 'cursor_unknown' }],
  ] as const)('[T15] by %s is told as %j', async (kind, error) => {
    const world = await openWorld();
    world.emulator.chaos.failNext(kind);
    const answer = await world.port.sync({
      cursor: world.cursor(),
      commands: [],
      config: DEFAULT_CONFIG,
      account: world.account,
    });
    expect(answer).toMatchObject({ ok: false, error });
  });

  it('[T15] by a wrong token is told as such', async () => {
    const emulator = createTodoistEmulator({ now: () => NOW, token: 'other' });
    const port = createTodoistPort({ fetch: emulator.fetch, baseUrl: BASE_URL, token: 'wrong' });
    const answer = await port.sync({ cursor: null, commands: [], config: DEFAULT_CONFIG, account: null });
    expect(answer).toMatchObject({ ok: false, error: { kind: 'unauthorized' } });
  });

  it('[T16] by a full answer nobody asked for is told as a complete one', async () => {
    const world = await openWorld();
    world.emulator.chaos.failNext('force_full_sync');
    expect(await world.step()).toMatchObject({ complete: true });
    expect(await world.step()).toMatchObject({ complete: false });
  });

  it('[T14] by limits is told command by command', async () => {
    const world = await openWorld({ plan: 'free' });
    expect(world.account).toMatchObject({ deadlines: false, durations: false });
    const base = {
      containerId: containerId('c'),
      action: 'create',
      kind: 'project',
      parent: null,
      remoteId: null,
    } as const;
    const projects = Array.from({ length: 6 }, (_, at) =>
      world.port.encodeContainer({ ...base, operationId: `p-${at}`, name: `Project ${at}` }),
    ).flat();
    const inLast = contextOf(fieldsWith(), {
      account: { ...world.account, deadlines: true },
      place: { kind: 'project', id: world.port.temporaryId('p-5') },
    });
    const answer = await world.step([
      ...projects,
      ...world.port.encodeTask(operationOf('create', { title: 'x' }, 'a'), inLast),
      ...world.port.encodeTask(operationOf('create', { title: 'x', deadline: day('2026-12-01') }, 'b'), {
        ...inLast,
        place: null,
      }),
    ]);
    expect([...answer.outcomes.values()].map(({ kind }) => kind)).toEqual([
      ...Array.from({ length: 5 }, () => 'ok'),
      'limit',
      'dependency',
      'premium',
    ]);
    expect([...answer.outcomes.values()][5]).toMatchObject({ what: 'projects' });
  });
});
