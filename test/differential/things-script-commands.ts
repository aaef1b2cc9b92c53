// Random commands through scripts, each with what the documented rules say it does.
// Must not look at the emulator.
import { isoOf, isProject, isTodo, isUsable, NO_CHANGE, drawTags, script, some } from './things-draw.ts';
import type { Context, Maker, ThingsCommand } from './things-draw.ts';
import type { ModelStatus, ThingsModel } from './things-model.ts';
import { NOWHERE } from './things-model.ts';

function scriptMake(context: Context): ThingsCommand {
  const { draw } = context;
  const key = context.name(draw.pick(['t', 'a', 'p']));
  if (key.startsWith('a')) {
    return script("app.make({new: 'area', withProperties: {name: argv[0]}})", [key], (model) =>
      model.areas.set(key, key),
    );
  }
  if (key.startsWith('p')) {
    return script("app.make({new: 'project', withProperties: {name: argv[0]}})", [key], (model) => {
      model.create({ key, kind: 'project' });
    });
  }
  const deadline = context.model.today + draw.below(9) - 3;
  const tags = drawTags(draw);
  return script(
    `app.make({new: 'toDo', withProperties: {name: argv[0], notes: 'n', tagNames: argv[1], dueDate: dayOf(argv[2])}})`,
    [key, tags.join(', '), isoOf(deadline)],
    (model) => {
      model.create({ key, kind: 'todo', notes: 'n', tags: model.tagNames(tags, true) }, NOWHERE, {
        deadline,
      });
    },
  );
}

function scriptSet(context: Context): ThingsCommand | null {
  const { draw } = context;
  const item = some(context, isUsable);
  if (item === null) return null;
  const { key } = item;
  const property = draw.pick([
    'name',
    'notes',
    'tagNames',
    'dueDate',
    'status',
    'creationDate',
    'modificationDate',
    'completionDate',
  ]);
  const set = (value: string, argv: readonly string[], apply: ThingsCommand['apply']): ThingsCommand =>
    script(`it.${property} = ${value}`, [`<${key}>`, ...argv], apply);
  const past = context.model.now - 100_000 + draw.below(50_000);
  const seconds = Math.floor(past);
  switch (property) {
    case 'name': {
      const title = context.name('r');
      return set('argv[1]', [title], (model) => model.change(key, { title }));
    }
    case 'notes':
      return set('argv[1]', ['"q"\n\\'], (model) => model.change(key, { notes: '"q"\n\\' }));
    case 'tagNames': {
      const tags = drawTags(draw);
      return set('argv[1]', [tags.join(', ')], (model) =>
        model.change(key, { tags: model.tagNames(tags, true) }),
      );
    }
    case 'dueDate': {
      const deadline = context.model.today + draw.below(9) - 3;
      return set('dayOf(argv[1])', [isoOf(deadline)], (model) => model.change(key, { deadline }));
    }
    case 'status': {
      const status = draw.pick<ModelStatus>(['open', 'completed', 'canceled']);
      return set('argv[1]', [status], (model) => model.setStatus(key, status));
    }
    case 'creationDate':
      return set('new Date(Number(argv[1]))', [String(past * 1000)], (model) => {
        model.item(key).created = seconds;
      });
    case 'modificationDate':
      return set('new Date(Number(argv[1]))', [String(past * 1000)], (model) => {
        model.item(key).modified = seconds;
      });
    default:
      if (item.kind === 'project') return null;
      return set('new Date(Number(argv[1]))', [String(past * 1000)], (model) => {
        model.change(key, { status: 'completed', stop: seconds });
      });
  }
}

function scriptPlace(context: Context): ThingsCommand | null {
  const { draw, model } = context;
  const item = some(context, isTodo);
  if (item === null) return null;
  const { key } = item;
  if (draw.chance(0.2)) {
    const property = draw.pick(['project', 'area']);
    return script(`it.${property} = null`, [`<${key}>`], NO_CHANGE, -1700);
  }
  const area = model.areas.size > 0 && draw.chance(0.5) ? draw.pick([...model.areas.keys()]) : null;
  if (area !== null) {
    return script('it.area = app.areas.byId(argv[1])', [`<${key}>`, `<${area}>`], (after) =>
      after.place(key, { ...NOWHERE, area }),
    );
  }
  const project = some(context, isProject);
  if (project === null) return null;
  return script('it.project = app.projects.byId(argv[1])', [`<${key}>`, `<${project.key}>`], (after) =>
    after.place(key, { ...NOWHERE, project: project.key }),
  );
}

function scriptMove(context: Context): ThingsCommand | null {
  const item = some(context, (candidate) => candidate.kind === 'todo');
  if (item === null) return null;
  const { key } = item;
  const [list, apply, outcome] = context.draw.pick<readonly [string, (model: ThingsModel) => void, number]>([
    ['TMInboxListSource', (model) => model.toInbox(key), 0],
    [
      'TMTodayListSource',
      (model) => model.schedule(key, { kind: 'day', day: model.today, evening: false, reminder: null }),
      0,
    ],
    ['TMNextListSource', (model) => model.schedule(key, { kind: 'anytime' }), 0],
    ['TMSomedayListSource', (model) => model.schedule(key, { kind: 'someday' }), 0],
    ['TMCalendarListSource', NO_CHANGE, 301],
  ]);
  return script(
    'app.move(it, {to: app.lists.byId(argv[1])})',
    [`<${key}>`, list],
    (model) => {
      if (outcome === 0) restore(model, key);
      apply(model);
    },
    outcome,
  );
}

/** Takes an item out of the trash; an open one reopens what is closed above it. */
function restore(model: ThingsModel, key: string): void {
  if (!model.item(key).trashed) return;
  model.change(key, { trashed: false });
  model.arrive(key);
}

function scriptSchedule(context: Context): ThingsCommand | null {
  const item = some(context, isUsable);
  if (item === null) return null;
  const day = context.model.today + context.draw.below(6) - 1;
  return script('app.schedule(it, {for: dayOf(argv[1])})', [`<${item.key}>`, isoOf(day)], (model) =>
    model.schedule(item.key, { kind: 'day', day, evening: false }),
  );
}

function scriptTrash(context: Context): ThingsCommand | null {
  const item = some(context, (candidate) => candidate.kind !== 'heading');
  if (item === null) return null;
  const { key } = item;
  const isRefused = item.trashed || (item.kind === 'todo' && item.status !== 'open');
  if (isRefused && context.draw.chance(0.5)) return script('app.delete(it)', [`<${key}>`], NO_CHANGE, -1728);
  return isRefused
    ? script("app.move(it, {to: app.lists.byName('Trash')})", [`<${key}>`], (model) =>
        model.change(key, { trashed: true }),
      )
    : script('app.delete(it)', [`<${key}>`], (model) => model.change(key, { trashed: true }));
}

function scriptDelete(context: Context): ThingsCommand | null {
  const { draw, model } = context;
  const what = draw.pick(['area', 'tag', 'trash', 'nest']);
  if (what === 'trash') return script('app.emptyTrash()', [], (after) => after.emptyTrash());
  if (what === 'area') {
    if (model.areas.size === 0) return null;
    const key = draw.pick([...model.areas.keys()]);
    return script('app.delete(app.areas.byId(argv[0]))', [`<${key}>`], (after) => after.deleteArea(key));
  }
  const names = [...model.tags.keys()];
  if (names.length < 2) return null;
  const name = draw.pick(names);
  if (what === 'tag') {
    return script('app.delete(app.tags.byName(argv[0]))', [name], (after) => after.deleteTag(name));
  }
  const parent = names.find((other) => other !== name && model.tags.get(other)?.parent === null);
  if (parent === undefined || [...model.tags.values()].some((tag) => tag.parent === name)) return null;
  return script('app.tags.byName(argv[0]).parentTag = app.tags.byName(argv[1])', [name, parent], (after) => {
    const tag = after.tags.get(name);
    if (tag !== undefined) tag.parent = parent;
  });
}

/** Makers of scripts. */
export const SCRIPT_MAKERS: readonly Maker[] = [
  scriptMake,
  scriptMake,
  scriptSet,
  scriptSet,
  scriptPlace,
  scriptMove,
  scriptSchedule,
  scriptTrash,
  scriptDelete,
];
