// Random Things commands: each with what is sent through a URL or a script, and what the rules say it must do.
// References to items are written `<key>`; the driver puts ids in their place. Must not look at the emulator.
import type { ModelItem, ModelPlace, ModelStatus, ModelWhen, ThingsModel } from './things-model.ts';
import { NOWHERE } from './things-model.ts';

/** One command. */
export interface ThingsCommand {
  /** A URL with its parameters, or a script body with `app`, `it` (the item of `on`) and `argv`. */
  readonly send:
    | { readonly url: string; readonly parameters: Readonly<Record<string, string>> }
    | { readonly script: string; readonly argv: readonly string[] };
  /** Kind of the last event for a URL, or the error number of a script (0 for none). */
  readonly outcome: 'ok' | 'modal' | 'silent_noop' | number;
  /** What the rules say. */
  readonly apply: (model: ThingsModel) => void;
}

/** Draws whole numbers and members of lists. */
export interface Draw {
  below(limit: number): number;
  pick<T>(list: readonly T[]): T;
  chance(share: number): boolean;
}

/** What a command is made from. */
interface Context {
  readonly draw: Draw;
  readonly model: ThingsModel;
  /** Gives a name that was never used. */
  readonly name: (letter: string) => string;
}

const TAGS: readonly string[] = ['Home', 'errand', 'OFFICE', 'nowhere', 'Pending', 'house'];
const NO_CHANGE = (): void => undefined;

/** Draws the next command. */
export function drawCommand(context: Context): ThingsCommand {
  const maker = context.draw.pick(MAKERS);
  return maker(context) ?? addTodo(context);
}

type Maker = (context: Context) => ThingsCommand | null;

function url(
  command: string,
  parameters: Readonly<Record<string, string>>,
  apply: ThingsCommand['apply'],
  outcome: ThingsCommand['outcome'] = 'ok',
): ThingsCommand {
  return { send: { url: command, parameters }, outcome, apply };
}

function script(
  body: string,
  argv: readonly string[],
  apply: ThingsCommand['apply'],
  outcome: number = 0,
): ThingsCommand {
  return { send: { script: body, argv }, outcome, apply };
}

function some(context: Context, wanted: (item: ModelItem) => boolean): ModelItem | null {
  const found = [...context.model.items.values()].filter(wanted);
  return found.length === 0 ? null : context.draw.pick(found);
}

const isUsable = (item: ModelItem): boolean => !item.trashed && item.kind !== 'heading';
const isTodo = (item: ModelItem): boolean => isUsable(item) && item.kind === 'todo';
const isProject = (item: ModelItem): boolean => isUsable(item) && item.kind === 'project';

/** Day number to `YYYY-MM-DD`. */
function isoOf(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

/** Times at the end of `when`, with minutes for the words (now is never past 13:00 there) and for dates. */
const TIMES: readonly (readonly [string, number])[] = [
  ['18:00', 1080],
  ['06:30', 390],
  ['00:15', 15],
  ['10:05am', 605],
  ['9:30PM', 1290],
];

function drawWhen(context: Context): readonly [string, ModelWhen] {
  const { draw, model } = context;
  const word = draw.pick(['today', 'evening', 'anytime', 'someday', 'tomorrow', 'date', 'date', 'past']);
  if (word === 'anytime' || word === 'someday') return [word, { kind: word }];
  const isWord = word === 'today' || word === 'evening';
  const ahead =
    word === 'date' ? draw.below(6) : word === 'past' ? -1 - draw.below(400) : word === 'tomorrow' ? 1 : 0;
  const day = model.today + ahead;
  const text = word === 'date' || word === 'past' ? isoOf(day) : word;
  const evening = word === 'evening';
  if (draw.chance(0.3)) {
    const [time, reminder] = draw.pick(TIMES);
    return [`${text}@${time}`, { kind: 'day', day, evening, reminder }];
  }
  return [text, { kind: 'day', day, evening, ...(isWord ? { reminder: null } : {}) }];
}

/** Draws a place and the parameters that name it; an unknown name gives null. */
function drawPlace(context: Context): { parameters: Record<string, string>; place: ModelPlace | null } {
  const { draw, model } = context;
  const project = some(context, isProject);
  const area = model.areas.size === 0 ? null : draw.pick([...model.areas]);
  const kind = draw.pick(['project', 'project', 'area', 'area-name', 'unknown', 'heading', 'lost-heading']);
  if (kind === 'unknown') return { parameters: { list: 'Nowhere at all' }, place: null };
  if ((kind === 'area' || kind === 'area-name') && area !== null) {
    const [key, name] = area;
    const parameters: Record<string, string> =
      kind === 'area' ? { 'list-id': `<${key}>` } : { list: name.toUpperCase() };
    return { parameters, place: { ...NOWHERE, area: key } };
  }
  if (project === null) return { parameters: {}, place: NOWHERE };
  const inProject = { ...NOWHERE, project: project.key };
  const parameters = { 'list-id': `<${project.key}>` };
  if (kind === 'lost-heading')
    return { parameters: { ...parameters, heading: 'Not there' }, place: inProject };
  const heading = some(context, (item) => item.kind === 'heading' && item.project === project.key);
  if (kind !== 'heading' || heading === null) return { parameters, place: inProject };
  return {
    parameters: { ...parameters, heading: heading.title.toUpperCase() },
    place: { ...NOWHERE, heading: heading.key },
  };
}

function drawTags(draw: Draw): string[] {
  return TAGS.filter(() => draw.chance(0.3));
}

function addTodo(context: Context): ThingsCommand {
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
    ['update', { id: 'nobody', title: 'never' }, 'silent_noop'],
    ['show', { id: 'today' }, 'ok'],
  ]);
  return url(command, parameters, NO_CHANGE, outcome);
}

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

const MAKERS: readonly Maker[] = [
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
