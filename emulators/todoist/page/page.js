/**
 * The emulator's page: shows and edits the account through its own API and control routes.
 * Holds no rules and no state but what is selected; everything shown is read again after each step.
 */
const { token, kinds } = await (await fetch('/_emulator/page')).json();
const find = (id) => document.getElementById(id);
let chosen = null;
let editing = null;

async function call(method, path, body) {
  const response = await fetch(`/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (response.ok) return text === '' ? null : JSON.parse(text);
  throw new Error(text.startsWith('{') ? JSON.parse(text).error : `status ${response.status}`);
}

/** Does one step, tells its problem, and shows the account as it is then. */
async function act(step) {
  find('problem').textContent = '';
  try {
    await step();
  } catch (error) {
    find('problem').textContent = error.message;
  }
  await show();
}

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

async function show() {
  const account = await (await fetch('/_emulator/snapshot')).json();
  const projects = account.projects.filter((project) => !project.is_archived);
  if (!projects.some((project) => project.id === chosen)) chosen = projects[0].id;
  find('projects').replaceChildren(
    ...projects.map((project) => {
      const open = account.items.filter((item) => item.project_id === project.id && !item.checked).length;
      const button = element('button', {
        textContent: `${project.name} (${open})`,
        onclick: () => choose(project.id),
      });
      button.setAttribute('aria-current', String(project.id === chosen));
      return element('li', {}, button);
    }),
  );
  find('heading').textContent = projects.find((project) => project.id === chosen).name;
  const sections = account.sections.filter(
    (section) => section.project_id === chosen && !section.is_archived,
  );
  find('tasks').replaceChildren(
    ...taskList(account, null),
    ...sections.flatMap((section) => [
      element('h3', { textContent: section.name }),
      ...taskList(account, section.id),
    ]),
  );
  await showSwitches();
}

function choose(projectId) {
  chosen = projectId;
  editing = null;
  void show();
}

/** Tasks of one section, sub-tasks under their parents, done ones last. */
function taskList(account, sectionId) {
  const rows = account.items.filter((item) => item.project_id === chosen && item.section_id === sectionId);
  const under = (parentId, depth) =>
    rows
      .filter((item) => item.parent_id === parentId)
      .toSorted((a, b) => Number(a.checked) - Number(b.checked) || a.child_order - b.child_order)
      .flatMap((item) => [taskRow(item, depth), ...under(item.id, depth + 1)]);
  return [element('ul', {}, ...under(null, 0))];
}

function taskRow(item, depth) {
  const box = element('input', { type: 'checkbox', checked: item.checked });
  box.setAttribute('aria-label', `Done: ${item.content}`);
  box.onchange = () => act(() => call('POST', `/tasks/${item.id}/${item.checked ? 'reopen' : 'close'}`));
  const facts = [
    item.due === null ? '' : `${item.due.date}${item.due.is_recurring ? ` (${item.due.string})` : ''}`,
    item.labels.map((label) => `@${label}`).join(' '),
    item.priority > 1 ? `p${5 - item.priority}` : '',
    item.description,
  ].filter((fact) => fact !== '');
  const open = () => {
    editing = editing === item.id ? null : item.id;
    void show();
  };
  const middle = element(
    'div',
    {},
    element('button', { className: 'title', textContent: item.content, onclick: open }),
    element('div', { className: 'facts', textContent: facts.join(' · ') }),
    ...(editing === item.id ? [editForm(item)] : []),
  );
  const remove = element('button', {
    textContent: 'Delete',
    onclick: () => act(() => call('DELETE', `/tasks/${item.id}`)),
  });
  const row = element('li', { className: item.checked ? 'task done' : 'task' }, box, middle, remove);
  row.style.marginLeft = `${depth * 1.5}rem`;
  return row;
}

function editForm(item) {
  const field = (name, label, value, tag = 'input') => {
    const input = element(tag, { name, value, placeholder: label });
    input.setAttribute('aria-label', label);
    return input;
  };
  const form = element(
    'form',
    {},
    field('content', 'Title', item.content),
    field('description', 'Notes', item.description, 'textarea'),
    field('due', 'Due', item.due?.string ?? ''),
    field('labels', 'Labels, with commas', item.labels.join(', ')),
    element('button', { textContent: 'Save' }),
  );
  form.onsubmit = (event) => {
    event.preventDefault();
    const { content, description, due, labels } = Object.fromEntries(new FormData(form));
    const dueChanged = due !== (item.due?.string ?? '');
    const body = { content, description, labels: splitLabels(labels) };
    editing = null;
    void act(() =>
      call(
        'POST',
        `/tasks/${item.id}`,
        dueChanged ? { ...body, due_string: due === '' ? 'no date' : due } : body,
      ),
    );
  };
  return form;
}

function splitLabels(text) {
  return text
    .split(',')
    .map((label) => label.trim().replace(/^@/, ''))
    .filter((label) => label !== '');
}

function onSubmit(id, step) {
  find(id).onsubmit = (event) => {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(event.target));
    event.target.reset();
    void act(() => step(fields));
  };
}

onSubmit('add-project', ({ name }) => call('POST', '/projects', { name }));
onSubmit('add-section', ({ name }) => call('POST', '/sections', { name, project_id: chosen }));
onSubmit('add-task', ({ content, due, labels }) =>
  call('POST', '/tasks', {
    content,
    project_id: chosen,
    labels: splitLabels(labels),
    ...(due === '' ? {} : { due_string: due }),
  }),
);

async function showSwitches() {
  const armed = await (await fetch('/_emulator/chaos')).json();
  find('switches').replaceChildren(
    ...kinds.map((kind) =>
      element(
        'div',
        { className: 'switch' },
        element('span', { textContent: kind }),
        element('button', { textContent: String(armed[kind] ?? 'arm'), onclick: () => flip({ kind }) }),
      ),
    ),
  );
}

async function flip(body) {
  await fetch('/_emulator/chaos', { method: 'POST', body: JSON.stringify(body) });
  await showSwitches();
}

find('clear').onclick = () => flip({ clear: 'all' });
await show();
