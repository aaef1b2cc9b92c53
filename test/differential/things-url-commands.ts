// Random commands through the URL scheme, each with what the documented rules say it does.
// Must not look at the emulator.
import {
  isoOf,
  isProject,
  isTodo,
  isUsable,
  NO_CHANGE,
  drawPlace,
  drawTags,
  drawWhen,
  some,
  url,
} from './things-draw.ts';
import type { Context, Draw, Maker, ThingsCommand } from './things-draw.ts';
import type { ModelItem, ModelStatus, ThingsModel } from './things-model.ts';
import { NOWHERE } from './things-model.ts';

/** An `add` with any of its parameters. */
export function addTodo(context: Context): ThingsCommand {
  const { draw } = context;
  const key = context.name('t');
  const [whenText, when] = draw.chance(0.4) ? drawWhen(context) : [undefined, undefined];
  const target = draw.chance(0.5) ? drawPlace(context) : { parameters: {}, place: NOWHERE };
  const deadline = draw.chance(0.3) ? context.model.today + draw.below(8) - 3 : undefined;
  const notes = draw.chance(0.4) ? 'first\nsecond + 50%' : '';
  const tags = drawTags(draw);
  const titles = draw.chance(0.3) ? ['one', 'two & 2', 'ünï=3'].slice(draw.below(3)) : [];
  const status = draw.pick<ModelStatus>(['open', 'open', 'open', 'open', 'completed', 'canceled']);
  const parameters = {
    title: key,
    color: 'unknown',
    ...(notes === '' ? {} : { notes }),
    ...(whenText === undefined ? {} : { when: whenText }),
    ...(deadline === undefined ? {} : { deadline: isoOf(deadline) }),
    ...(tags.length === 0 ? {} : { tags: tags.join(',') }),
    ...(titles.length === 0 ? {} : { 'checklist-items': titles.join('\n') }),
    ...(status === 'completed' ? { completed: 'true' } : {}),
    ...(status === 'canceled' ? { canceled: 'true', completed: 'true' } : {}),
    ...target.parameters,
  };
  return url('add', parameters, (model) => {
    const checks = titles.map((title) => ({ title, done: false }));
    model.create(
      { key, kind: 'todo', notes, status, tags: model.tagNames(tags, false), checks },
      target.place ?? NOWHERE,
      { when, deadline },
    );
  });
}

function addProject(context: Context): ThingsCommand {
  const { draw, model } = context;
  const key = context.name('p');
  const todos = [context.name('t'), context.name('t')].slice(draw.below(3));
  const area = model.areas.size > 0 && draw.chance(0.5) ? draw.pick([...model.areas.keys()]) : null;
  const [whenText, when] = draw.chance(0.3) ? drawWhen(context) : [undefined, undefined];
  return url(
    'add-project',
    {
      title: key,
      ...(todos.length === 0 ? {} : { 'to-dos': todos.join('\n') }),
      ...(area === null ? {} : { 'area-id': `<${area}>` }),
      ...(whenText === undefined ? {} : { when: whenText }),
    },
    (after) => {
      after.create({ key, kind: 'project' }, { ...NOWHERE, area }, { when });
      for (const todo of todos) after.create({ key: todo, kind: 'todo' }, { ...NOWHERE, project: key });
    },
  );
}

function jsonProject(context: Context): ThingsCommand {
  const { draw } = context;
  const [key, first, heading, second] = ['p', 't', 'h', 't'].map((letter) => context.name(letter));
  if (key === undefined || first === undefined || heading === undefined || second === undefined) {
    throw new Error('four names were asked for');
  }
  const completed = draw.chance(0.3);
  const item = (type: string, title: string, more: object = {}): object => ({
    type,
    attributes: { title, ...more },
  });
  const data = [
    item('project', key, {
      completed,
      items: [
        item('to-do', first, { when: 'today', completed, list: 'ignored' }),
        item('heading', heading),
        item('to-do', second, { 'checklist-items': [item('checklist-item', 'done', { completed: true })] }),
      ],
    }),
  ];
  return url('json', { data: JSON.stringify(data) }, (model) => {
    const status = completed ? 'completed' : 'open';
    model.create({ key, kind: 'project', status });
    const inside = { ...NOWHERE, project: key };
    const when = { kind: 'day', day: model.today, evening: false } as const;
    model.create({ key: first, kind: 'todo', status }, inside, { when });
    model.create({ key: heading, kind: 'heading' }, inside);
    const checks = [{ title: 'done', done: true }];
    model.create({ key: second, kind: 'todo', checks }, { ...NOWHERE, heading });
  });
}

/** Draws changes that both `update` and `update-project` know. */
function drawEdits(
  context: Context,
  item: ModelItem,
): { parameters: Record<string, string>; apply: (model: ThingsModel) => void } {
  const { draw } = context;
  const parameters: Record<string, string> = {};
  const steps: ((model: ThingsModel) => void)[] = [];
  const { key } = item;
  if (draw.chance(0.3)) {
    const title = context.name('r');
    parameters['title'] = title;
    steps.push((model) => model.change(key, { title }));
  }
  if (draw.chance(0.3)) {
    const how = draw.pick(['notes', 'append-notes', 'prepend-notes']);
    const text = draw.pick(['n', 'two\nlines', '# a / b & c']);
    parameters[how] = text;
    steps.push((model) => {
      const old = model.item(key).notes;
      const joined =
        how === 'notes' || old === '' ? text : how === 'append-notes' ? `${old}\n${text}` : `${text}\n${old}`;
      model.change(key, { notes: joined });
    });
  }
  if (draw.chance(0.4)) {
    const [text, when] = drawWhen(context);
    parameters['when'] = text;
    steps.push((model) => model.schedule(key, when));
  }
  if (draw.chance(0.3)) {
    const deadline = draw.chance(0.4) ? null : context.model.today + draw.below(8) - 3;
    parameters['deadline'] = deadline === null ? '' : isoOf(deadline);
    steps.push((model) => model.change(key, { deadline }));
  }
  if (draw.chance(0.3)) {
    const tags = drawTags(draw);
    const isMore = draw.chance(0.5);
    parameters[isMore ? 'add-tags' : 'tags'] = tags.join(',');
    steps.push((model) => {
      const kept = isMore ? model.item(key).tags : [];
      model.change(key, { tags: model.tagNames([...kept, ...tags], false) });
    });
  }
  return { parameters, apply: (model) => steps.forEach((step) => step(model)) };
}

function updateTodo(context: Context): ThingsCommand | null {
  const { draw } = context;
  const item = some(context, isTodo);
  if (item === null) return null;
  const edits = drawEdits(context, item);
  const parameters: Record<string, string> = { id: `<${item.key}>`, ...edits.parameters };
  if (draw.chance(0.3)) return placeTodo(context, item, parameters, edits.apply);
  const list = draw.pick(['', '', 'checklist-items', 'append-checklist-items', 'prepend-checklist-items']);
  const titles = draw.pick([['x'], ['y', 'z'], []]);
  if (list !== '' && (titles.length > 0 || list === 'checklist-items')) parameters[list] = titles.join('\n');
  const status = draw.chance(0.4) ? drawStatus(draw, parameters) : null;
  return url('update', parameters, (model) => {
    edits.apply(model);
    if (list in parameters) {
      const old = model.item(item.key).checks;
      const more = titles.map((title) => ({ title, done: false }));
      const checks = list.startsWith('append')
        ? [...old, ...more]
        : list.startsWith('prepend')
          ? [...more, ...old]
          : more;
      model.change(item.key, { checks });
    }
    if (status !== null) model.setStatus(item.key, status);
  });
}

/** Adds a move to an update; with an unknown list nothing at all happens. */
function placeTodo(
  context: Context,
  item: ModelItem,
  parameters: Record<string, string>,
  applyEdits: (model: ThingsModel) => void,
): ThingsCommand {
  const target = context.draw.chance(0.2)
    ? { parameters: { 'list-id': '' }, place: NOWHERE }
    : drawPlace(context);
  const { place } = target;
  const all = { ...parameters, ...target.parameters };
  if (place === null) return url('update', all, NO_CHANGE, 'silent_noop');
  return url('update', all, (model) => {
    if (Object.keys(target.parameters).length > 0) model.place(item.key, place);
    applyEdits(model);
  });
}

function drawStatus(draw: Draw, parameters: Record<string, string>): ModelStatus {
  const [key, value, status] = draw.pick([
    ['completed', 'true', 'completed'],
    ['canceled', 'true', 'canceled'],
    ['completed', 'false', 'open'],
    ['canceled', 'false', 'open'],
  ] as const);
  parameters[key] = value;
  return status;
}

function updateProject(context: Context): ThingsCommand | null {
  const { draw, model } = context;
  const item = some(context, isProject);
  if (item === null) return null;
  const edits = drawEdits(context, item);
  const parameters: Record<string, string> = { id: `<${item.key}>`, ...edits.parameters };
  const areas = ['', ...model.areas.keys()];
  const area = draw.chance(0.3) ? draw.pick(areas) : null;
  if (area !== null) parameters['area-id'] = area === '' ? '' : `<${area}>`;
  const status = draw.chance(0.5) ? drawStatus(draw, parameters) : null;
  return url('update-project', parameters, (after) => {
    if (area !== null) after.place(item.key, { ...NOWHERE, area: area === '' ? null : area });
    edits.apply(after);
    if (status !== null) after.setStatus(item.key, status);
  });
}

function jsonUpdate(context: Context): ThingsCommand | null {
  const item = some(context, isTodo);
  if (item === null) return null;
  const title = context.name('r');
  const attributes = { title, 'list-id': null, 'append-notes': 'j', 'add-tags': ['home', 'nowhere'] };
  const data = [{ type: 'to-do', operation: 'update', id: `<${item.key}>`, attributes }];
  return url('json', { data: JSON.stringify(data) }, (model) => {
    const { notes, tags } = model.item(item.key);
    model.change(item.key, { title, notes: notes === '' ? 'j' : `${notes}\nj` });
    model.change(item.key, { tags: model.tagNames([...tags, 'home', 'nowhere'], false) });
  });
}

function badUrl(context: Context): ThingsCommand {
  const item = some(context, isUsable);
  const id = item === null ? 'nobody' : `<${item.key}>`;
  const attributes = { title: 'never', 'creation-date': '2026-01-01T10:00:00.000Z' };
  const good = { type: 'to-do', attributes: { title: 'never' } };
  const [command, parameters, outcome] = context.draw.pick<
    readonly [string, Record<string, string>, 'modal' | 'silent_noop' | 'ok']
  >([
    ['update', { id, title: 'never', 'auth-token': 'wrong' }, 'modal'],
    ['delete', { id }, 'modal'],
    ['add-area', { title: 'never' }, 'modal'],
    ['json', { data: '[{' }, 'modal'],
    ['json', { data: JSON.stringify([good, { type: 'to-do', attributes }]) }, 'modal'],
    ['json', { data: JSON.stringify([good, { type: 'to-do' }]) }, 'modal'],
    [
      'json',
      { data: JSON.stringify([{ type: 'heading', operation: 'update', id, attributes: {} }]) },
      'modal',
    ],
    ['add', { title: 'never', deadline: '' }, 'modal'],
    ['update', { id: 'nobody', title: 'never' }, 'modal'],
    ['show', { id: 'today' }, 'ok'],
  ]);
  return url(command, parameters, NO_CHANGE, outcome);
}

/** Makers of URL commands, the common ones several times. */
export const URL_MAKERS: readonly Maker[] = [
  addTodo,
  addTodo,
  addTodo,
  addProject,
  jsonProject,
  updateTodo,
  updateTodo,
  updateTodo,
  updateTodo,
  updateProject,
  updateProject,
  jsonUpdate,
  badUrl,
];
