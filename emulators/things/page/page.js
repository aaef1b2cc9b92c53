// The page of the Things emulator: shows one list, project or area, and sends what a person does.
// Must not know rules: after each action it shows what the library holds.

const LISTS = ['Inbox', 'Today', 'Upcoming', 'Anytime', 'Someday', 'Logbook', 'Trash'];
const POLL_MS = 1500;
const view = { kind: 'list', name: 'Inbox', title: 'Inbox', open: null, shown: '' };
const byId = (id) => document.getElementById(id);

/** Makes an element with properties and children; text is never parsed as HTML. */
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) {
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (key in element) element[key] = value;
    else element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

async function act(method, ...args) {
  const response = await fetch('/do', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ method, args }),
  });
  const { error, value } = await response.json();
  byId('problem').textContent = error ?? '';
  view.shown = '';
  await refresh();
  return value;
}

/** What was typed into the open editor and not saved yet, so that drawing it again loses nothing. */
function typedInEditor() {
  const form = document.querySelector('.editor');
  if (form === null || form.dataset.item !== view.open) return [];
  return [...form.querySelectorAll('[name]')].map((field) => [field.name, field.value]);
}

/** Reads the current view and draws it when it differs from what is on the screen. */
async function refresh() {
  const response = await fetch(`/${view.kind}/${encodeURIComponent(view.name)}`);
  const text = await response.text();
  if (text === view.shown) return;
  view.shown = text;
  const { sidebar, sections } = JSON.parse(text);
  const typed = typedInEditor();
  drawSidebar(sidebar);
  byId('heading').textContent = view.title;
  byId('sections').replaceChildren(...sections.flatMap((section) => drawSection(section, sidebar)));
  for (const [name, value] of typed) {
    const field = document.querySelector(`.editor [name="${name}"]`);
    if (field !== null) field.value = value;
  }
  if (sections.every((section) => section.items.length === 0)) {
    byId('sections').append(make('p', { className: 'empty' }, 'Nothing here.'));
  }
}

function go(kind, name, title) {
  Object.assign(view, { kind, name, title, open: null, shown: '' });
  byId('add').hidden = ['Logbook', 'Trash'].includes(name);
  location.hash = [kind, name, title].map(encodeURIComponent).join('/');
  return refresh();
}

function link(kind, { id, title }, count, className = '') {
  const isCurrent = view.kind === kind && view.name === id;
  return make(
    'button',
    { onclick: () => go(kind, id, title), className, 'aria-current': isCurrent ? 'page' : 'false' },
    title,
    count ? make('span', { className: 'count' }, String(count)) : null,
  );
}

function drawSidebar({ areas, projects, counts, isRunning }) {
  const loose = projects.filter((project) => project.area === null);
  byId('sidebar').replaceChildren(
    ...LISTS.map((name) => link('list', { id: name, title: name }, counts[name])),
    make('h2', {}, 'Projects'),
    ...loose.map((project) => link('project', project)),
    ...areas.flatMap((area) => [
      link('area', area),
      ...projects
        .filter((project) => project.area === area.id)
        .map((project) => link('project', project, 0, 'inside')),
    ]),
    make(
      'div',
      { className: 'tools' },
      tool('New project…', () => ask('Name of the project', (title) => act('addProject', { title }))),
      tool('New area…', () => ask('Name of the area', (title) => act('addArea', title))),
      tool('Next day', () => act('nextDay')),
      tool(isRunning ? 'Quit the app' : 'Start the app', () => act(isRunning ? 'quit' : 'launch')),
    ),
  );
}

function tool(label, onclick) {
  return make('button', { onclick }, label);
}

function ask(question, then) {
  const answer = window.prompt(question);
  return answer ? then(answer) : undefined;
}

function drawSection(section, sidebar) {
  const title = section.title === '' ? null : make('h3', {}, section.title);
  if (section.items.length === 0 && section.id === null) return [];
  return [title, make('ul', {}, ...section.items.map((item) => drawItem(item, sidebar)))].filter(Boolean);
}

function drawItem(item, sidebar) {
  const isClosed = item.status !== 'open';
  const row = make(
    'li',
    { className: `row ${item.kind} ${isClosed ? 'closed' : ''}` },
    make('input', {
      type: 'checkbox',
      checked: isClosed,
      'aria-label': `Complete ${item.title}`,
      onchange: () => act(isClosed ? 'reopen' : 'complete', item.id),
    }),
    make('button', { className: 'title', onclick: () => toggle(item.id) }, item.title || 'Untitled'),
    make('span', { className: 'facts' }, ...factsOf(item)),
  );
  return view.open === item.id ? make('div', {}, row, drawEditor(item, sidebar)) : row;
}

function toggle(id) {
  view.open = view.open === id ? null : id;
  view.shown = '';
  return refresh();
}

function factsOf(item) {
  const done = item.checklist.filter((check) => check.done).length;
  const facts = [
    item.repeats ? '↻' : '',
    item.place,
    item.when.startsWith('2') ? item.when : '',
    item.reminder ? `⏰ ${item.reminder}` : '',
    item.deadline ? `⚑ ${item.deadline}` : '',
    item.checklist.length > 0 ? `${done}/${item.checklist.length}` : '',
    item.status === 'canceled' ? 'canceled' : '',
  ];
  const tags = item.tags.map((tag) => make('span', { className: 'tag' }, tag));
  return [facts.filter(Boolean).join(' · '), ...tags].flatMap((part) => [part, ' ']);
}

function drawEditor(item, sidebar) {
  const form = make(
    'form',
    { className: 'editor', onsubmit: (event) => save(event, item) },
    make('input', { name: 'title', value: item.title, 'aria-label': 'Title' }),
    make('textarea', { name: 'notes', value: item.notes, placeholder: 'Notes', 'aria-label': 'Notes' }),
    make(
      'div',
      { className: 'fields' },
      make('label', {}, 'When', whenPicker()),
      make(
        'label',
        {},
        'Reminder',
        make('input', { type: 'time', name: 'reminder', value: item.reminder ?? '' }),
      ),
      make(
        'label',
        {},
        'Deadline',
        make('input', { type: 'date', name: 'deadline', value: item.deadline ?? '' }),
      ),
      make('label', {}, 'Tags', make('input', { name: 'tags', value: item.tags.join(', ') })),
      make('label', {}, 'Move to', placePicker(item, sidebar)),
    ),
    item.kind === 'todo' ? drawChecklist(item) : null,
    drawActions(item),
  );
  form.dataset.item = item.id;
  return form;
}

function whenPicker() {
  const select = make('select', { name: 'word', 'aria-label': 'When' });
  for (const word of ['', 'inbox', 'today', 'evening', 'anytime', 'someday']) {
    select.append(make('option', { value: word }, word === '' ? 'as it is' : word));
  }
  return make('span', {}, select, ' ', make('input', { type: 'date', name: 'day', 'aria-label': 'Day' }));
}

function placePicker(item, { areas, projects }) {
  const select = make('select', { name: 'place' }, make('option', { value: '' }, item.place || '–'));
  if (item.place !== '') select.append(make('option', { value: 'none' }, 'no place'));
  for (const area of areas) select.append(make('option', { value: `area ${area.id}` }, area.title));
  if (item.kind === 'todo') {
    for (const project of projects)
      select.append(make('option', { value: `project ${project.id}` }, project.title));
  }
  return select;
}

function drawChecklist(item) {
  const rows = item.checklist.map((check) =>
    make(
      'li',
      {},
      make('input', {
        type: 'checkbox',
        checked: check.done,
        'aria-label': `Check ${check.title}`,
        onchange: (event) => act('checkChecklistItem', check.id, event.target.checked),
      }),
      make('input', {
        type: 'text',
        value: check.title,
        'aria-label': 'Checklist item',
        onchange: (event) => act('renameChecklistItem', check.id, event.target.value),
      }),
      make('button', { type: 'button', onclick: () => act('deleteChecklistItem', check.id) }, 'Remove'),
    ),
  );
  const add = tool('Add checklist item…', () =>
    ask('Checklist item', (title) => act('addChecklistItem', item.id, title)),
  );
  add.type = 'button';
  return make('ul', { className: 'checks' }, ...rows, make('li', {}, add));
}

function drawActions(item) {
  const button = (label, method, ...args) =>
    make('button', { type: 'button', onclick: () => act(method, item.id, ...args) }, label);
  const isClosed = item.status !== 'open';
  return make(
    'div',
    { className: 'actions' },
    make('button', {}, 'Save'),
    isClosed ? button('Reopen', 'reopen') : button('Complete', 'complete'),
    isClosed ? null : button('Cancel', 'cancel'),
    item.trashed ? button('Put back', 'restore') : button('Move to Trash', 'trash'),
    item.trashed ? make('button', { type: 'button', onclick: () => act('emptyTrash') }, 'Empty Trash') : null,
    button('To the top', 'reorder', 0),
    item.kind === 'project'
      ? make(
          'button',
          { type: 'button', onclick: () => ask('Heading', (title) => act('addHeading', item.id, title)) },
          'Add heading…',
        )
      : null,
  );
}

async function save(event, item) {
  event.preventDefault();
  const fields = new FormData(event.target);
  const text = (name) => {
    const value = fields.get(name);
    return typeof value === 'string' ? value : '';
  };
  const when = text('day') || text('word');
  const reminder = text('reminder');
  const changes = {
    title: text('title'),
    notes: text('notes'),
    tags: text('tags')
      .split(',')
      .map((tag) => tag.trim())
      .filter(Boolean),
    ...(when === '' ? {} : { when }),
    ...(reminder === (item.reminder ?? '') ? {} : { reminder: reminder === '' ? null : reminder }),
    ...(text('deadline') === (item.deadline ?? '') ? {} : { deadline: text('deadline') || null }),
  };
  view.open = null;
  const place = text('place');
  if (place === 'none') await act('move', item.id, null);
  else if (place !== '') {
    const [kind, id] = place.split(' ');
    await act('move', item.id, { [kind]: id });
  }
  await act('editTodo', item.id, changes);
}

/** Fields that make a new to-do appear in what is on the screen. */
function placeOfView() {
  if (view.kind !== 'list') return { [view.kind]: view.name };
  if (view.name === 'Upcoming') return { when: 'tomorrow' };
  return { when: view.name.toLowerCase() };
}

byId('add').addEventListener('submit', (event) => {
  event.preventDefault();
  const input = event.target.elements.title;
  if (input.value.trim() === '') return;
  void act('addTodo', { title: input.value, ...placeOfView() });
  input.value = '';
});

// Other doors change the library too; an open editor is not drawn over.
setInterval(() => {
  if (view.open === null) void refresh();
}, POLL_MS);
const [kind = 'list', name = 'Inbox', title = name] = location.hash
  .slice(1)
  .split('/')
  .map(decodeURIComponent)
  .map((part) => part || undefined);
void go(kind, name, title);
