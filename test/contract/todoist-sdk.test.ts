/**
 * Drives the Todoist emulator with the vendor's own SDK, whose strict schemas judge every answer.
 * Must not look into the emulator: what the SDK accepts and returns is all that counts.
 */
import { randomUUID } from 'node:crypto';
import {
  createCommand,
  SYNC_RESOURCE_TYPES,
  TodoistApi,
  TodoistRequestError,
  TodoistSyncError,
} from '@doist/todoist-sdk';
import type { SyncCommand, SyncRequest, SyncResponse } from '@doist/todoist-sdk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTodoistEmulator } from '../../emulators/todoist/server.ts';
import type { TodoistEmulator } from '../../emulators/todoist/server.ts';

const NOW = Date.parse('2026-03-04T09:30:00Z');

let emulator: TodoistEmulator;
let api: TodoistApi;
let close: () => Promise<void>;

beforeEach(async () => {
  emulator = createTodoistEmulator({ now: () => NOW });
  const server = await emulator.listen();
  close = () => server.close();
  api = new TodoistApi('test-token', { baseUrl: server.url });
});

afterEach(() => close());

/** The SDK's command map does not know item_close, so the raw form is the only way to send it. */
function closeCommand(id: string): SyncCommand {
  return { type: 'item_close', uuid: randomUUID(), args: { id } } as unknown as SyncCommand;
}

function send(request: SyncRequest): Promise<SyncResponse> {
  return api.sync(request);
}

describe('reads', () => {
  it('accepts a full sync of every resource type', async () => {
    await api.addTask({ content: 'one', dueString: 'tomorrow at 10:00' });
    await api.addLabel({ name: 'home' });
    const answer = await send({ syncToken: '*', resourceTypes: [...SYNC_RESOURCE_TYPES] });
    expect(answer.fullSync).toBe(true);
    expect(answer.items).toHaveLength(1);
    expect(answer.projects).toHaveLength(1);
    expect(answer.labels).toHaveLength(1);
    expect(answer.user?.inboxProjectId).toBe(answer.projects?.[0]?.id);
    expect(answer.user?.tzInfo.timezone).toBe('UTC');
    expect(answer.userPlanLimits?.current['maxProjects']).toBe(300);
  });

  it('accepts the user of the REST endpoint', async () => {
    const user = await api.getUser();
    expect(user).toMatchObject({
      premiumStatus: 'current_personal_plan',
      isPremium: true,
      completedCount: 0,
    });
  });

  it('pages through tasks by cursor', async () => {
    for (const content of ['a', 'b', 'c']) await api.addTask({ content });
    const first = await api.getTasks({ limit: 2 });
    const second = await api.getTasks({ limit: 2, cursor: first.nextCursor });
    expect(first.results.map((task) => task.content)).toEqual(['a', 'b']);
    expect(second.results.map((task) => task.content)).toEqual(['c']);
    expect(second.nextCursor).toBeNull();
  });
});

describe('a life of a task through sync', () => {
  it('adds a project, section, label, task and sub-task with temporary ids in one request', async () => {
    const answer = await send({
      syncToken: '*',
      resourceTypes: ['items', 'projects', 'sections', 'labels', 'notes', 'reminders'],
      commands: [
        createCommand('project_add', { name: 'Work' }, 'tmp-project'),
        createCommand('section_add', { name: 'Soon', projectId: 'tmp-project' }, 'tmp-section'),
        createCommand('label_add', { name: 'office' }, 'tmp-label'),
        createCommand(
          'item_add',
          {
            content: 'Parent',
            sectionId: 'tmp-section',
            labels: ['office', 'shared'],
            due: { date: '2026-03-10T09:00:00' },
            duration: { amount: 30, unit: 'minute' },
            deadline: { date: '2026-03-20' },
          },
          'tmp-parent',
        ),
        createCommand('item_add', { content: 'Child', parentId: 'tmp-parent' }, 'tmp-child'),
        createCommand('note_add', {
          itemId: 'tmp-parent',
          content: 'a note',
          postedAt: '2026-03-04T09:30:00Z',
        }),
        createCommand('reminder_add', { type: 'relative', itemId: 'tmp-parent', minuteOffset: 30 }),
      ],
    });
    const ids = answer.tempIdMapping ?? {};
    const parent = answer.items?.find((item) => item.content === 'Parent');
    const child = answer.items?.find((item) => item.content === 'Child');
    expect(parent).toMatchObject({
      id: ids['tmp-parent'],
      projectId: ids['tmp-project'],
      sectionId: ids['tmp-section'],
      labels: ['office', 'shared'],
      duration: { amount: 30, unit: 'minute' },
      deadline: { date: '2026-03-20', lang: 'en' },
    });
    expect(child).toMatchObject({
      parentId: parent?.id,
      projectId: parent?.projectId,
      sectionId: parent?.sectionId,
    });
    expect(answer.labels?.map((label) => label.name)).toEqual(['office']);
    expect(answer.notes).toHaveLength(1);
    expect(answer.reminders?.[0]).toMatchObject({
      type: 'relative',
      minuteOffset: 30,
      due: { date: '2026-03-10T08:30:00' },
    });
  });

  it('shows an update, a move, a close and a delete in later answers', async () => {
    const start = await send({
      syncToken: '*',
      resourceTypes: ['items', 'projects'],
      commands: [
        createCommand('project_add', { name: 'Work' }, 'p'),
        createCommand('item_add', { content: 'Task' }, 't'),
      ],
    });
    const id = start.tempIdMapping?.['t'] ?? '';
    const projectId = start.tempIdMapping?.['p'] ?? '';
    let token = start.syncToken ?? '';
    const step = async (command: SyncCommand): Promise<SyncResponse> => {
      const answer = await send({ syncToken: token, resourceTypes: ['items'], commands: [command] });
      token = answer.syncToken ?? '';
      return answer;
    };

    const updated = await step(
      createCommand('item_update', { id, content: 'New', labels: ['x'], priority: 4 }),
    );
    expect(updated.items).toMatchObject([{ id, content: 'New', labels: ['x'], priority: 4 }]);
    const moved = await step(createCommand('item_move', { id, projectId }));
    expect(moved.items).toMatchObject([{ id, projectId }]);
    const closed = await step(closeCommand(id));
    expect(closed.items).toMatchObject([{ id, checked: true, completedAt: new Date(NOW) }]);
    const opened = await step(createCommand('item_uncomplete', { id }));
    expect(opened.items).toMatchObject([{ id, checked: false, completedAt: null }]);
    const completed = await step(createCommand('item_complete', { id, completedAt: '2026-03-01T08:00:00Z' }));
    expect(completed.items).toMatchObject([
      { id, checked: true, completedAt: new Date('2026-03-01T08:00:00Z') },
    ]);
    const deleted = await step(createCommand('item_delete', { id }));
    expect(deleted.items).toMatchObject([{ id, isDeleted: true }]);
  });

  it('advances a recurring task on item_close and on item_update_date_complete', async () => {
    const start = await send({
      syncToken: '*',
      resourceTypes: ['items'],
      commands: [createCommand('item_add', { content: 'Water', due: { string: 'every day' } }, 't')],
    });
    const id = start.tempIdMapping?.['t'] ?? '';
    expect(start.items?.[0]?.due).toMatchObject({ date: '2026-03-04', isRecurring: true });
    const closed = await send({
      resourceTypes: ['items'],
      syncToken: start.syncToken ?? '',
      commands: [closeCommand(id)],
    });
    expect(closed.items?.[0]).toMatchObject({
      checked: false,
      due: { date: '2026-03-05', string: 'every day' },
    });
    const next = await send({
      resourceTypes: ['items'],
      syncToken: closed.syncToken ?? '',
      commands: [
        createCommand('item_update_date_complete', {
          id,
          due: { date: '2026-03-09', string: 'every day', isRecurring: true },
          isForward: true,
        }),
      ],
    });
    expect(next.items?.[0]?.due).toMatchObject({ date: '2026-03-09', isRecurring: true });
  });

  it('reports a failed command as a sync error while the others are applied', async () => {
    const bad = createCommand('item_update', { id: '6X7rM8997g3RQmvh', content: 'nobody' });
    const good = createCommand('item_add', { content: 'kept' });
    const error = await send({ commands: [bad, good] }).catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(TodoistSyncError);
    expect(emulator.snapshot().items.map((item) => item.content)).toEqual(['kept']);
  });

  it('moves several tasks with the SDK helper, which reads the moved items from the answer', async () => {
    const project = await api.addProject({ name: 'Work' });
    const tasks = [await api.addTask({ content: 'a' }), await api.addTask({ content: 'b' })];
    const moved = await api.moveTasks(
      tasks.map((task) => task.id),
      { projectId: project.id },
    );
    expect(moved.map((task) => task.projectId)).toEqual([project.id, project.id]);
  });
});

describe('a life of a task through REST', () => {
  it('adds, reads, updates, closes, reopens and deletes', async () => {
    const task = await api.addTask({
      content: 'Buy *milk*',
      description: 'two\nlines',
      dueString: 'tomorrow',
      priority: 3,
    });
    expect(task).toMatchObject({
      due: { date: '2026-03-05', string: 'tomorrow', isRecurring: false },
      priority: 3,
    });
    const updated = await api.updateTask(task.id, {
      content: 'Buy bread',
      labels: ['shop'],
      deadlineDate: '2026-04-01',
    });
    expect(updated).toMatchObject({
      content: 'Buy bread',
      labels: ['shop'],
      deadline: { date: '2026-04-01' },
    });
    const cleared = await api.updateTask(task.id, { dueString: null, deadlineDate: null });
    expect(cleared).toMatchObject({ due: null, deadline: null });
    expect(await api.closeTask(task.id)).toBe(true);
    expect(await api.getTask(task.id)).toMatchObject({ checked: true, completedAt: new Date(NOW) });
    expect((await api.getTasks()).results).toEqual([]);
    const completed = await api.getCompletedTasksByCompletionDate({
      since: '2026-03-01T00:00:00Z',
      until: '2026-03-05T00:00:00Z',
    });
    expect(completed.items.map((item) => item.id)).toEqual([task.id]);
    expect(await api.reopenTask(task.id)).toBe(true);
    expect(await api.getTask(task.id)).toMatchObject({ checked: false, completedAt: null });
    expect(await api.deleteTask(task.id)).toBe(true);
    const gone = await api.getTask(task.id).catch((failure: unknown) => failure);
    expect(gone).toBeInstanceOf(TodoistRequestError);
    expect(gone).toMatchObject({
      httpStatusCode: 404,
      responseData: { error_tag: 'NOT_FOUND', error_code: 478 },
    });
  });

  it('keeps a recurring task open on close and out of the completed list', async () => {
    const task = await api.addTask({ content: 'Water', dueString: 'every day' });
    await api.closeTask(task.id);
    await api.closeTask(task.id);
    expect(await api.getTask(task.id)).toMatchObject({
      checked: false,
      due: { date: '2026-03-06', string: 'every day' },
    });
    const completed = await api.getCompletedTasksByCompletionDate({
      since: '2026-03-01T00:00:00Z',
      until: '2026-03-05T00:00:00Z',
    });
    expect(completed.items).toEqual([]);
  });

  it('moves a task and filters by query, label, project and ids', async () => {
    const project = await api.addProject({ name: 'Work' });
    const section = await api.addSection({ name: 'Soon', projectId: project.id });
    const task = await api.addTask({ content: 'a', labels: ['x'] });
    await api.addTask({ content: 'b', dueString: 'today' });
    expect(await api.moveTask(task.id, { sectionId: section.id })).toMatchObject({
      projectId: project.id,
      sectionId: section.id,
    });
    const contents = async (args: Parameters<TodoistApi['getTasks']>[0]): Promise<readonly string[]> =>
      (await api.getTasks(args)).results.map((found) => found.content);
    expect(await contents({ label: 'x' })).toEqual(['a']);
    expect(await contents({ sectionId: section.id })).toEqual(['a']);
    expect(await contents({ ids: [task.id] })).toEqual(['a']);
    const filtered = await api.getTasksByFilter({ query: '(today | #Work) & !@x' });
    expect(filtered.results.map((found) => found.content)).toEqual(['b']);
  });

  it('creates, changes, archives and deletes projects', async () => {
    const project = await api.addProject({ name: 'Work', color: 'teal', isFavorite: true });
    const child = await api.addProject({ name: 'Sub', parentId: project.id });
    expect(await api.updateProject(project.id, { name: 'Office', viewStyle: 'board' })).toMatchObject({
      name: 'Office',
      viewStyle: 'board',
      color: 'teal',
    });
    await api.archiveProject(project.id);
    expect((await api.getArchivedProjects()).results.map((found) => found.id)).toEqual([
      project.id,
      child.id,
    ]);
    await api.unarchiveProject(project.id);
    expect((await api.getProjects()).results.map((found) => found.name)).toEqual(['Inbox', 'Office']);
    expect((await api.searchProjects({ query: 'off' })).results).toHaveLength(1);
    expect(await api.deleteProject(project.id)).toBe(true);
    await expect(api.getProject(project.id)).rejects.toThrow(TodoistRequestError);
  });

  it('creates, changes and deletes sections, labels and comments', async () => {
    const { inboxProjectId } = await api.getUser();
    const section = await api.addSection({ name: 'Soon', projectId: inboxProjectId });
    expect(await api.updateSection(section.id, { name: 'Later' })).toMatchObject({ name: 'Later' });
    expect((await api.getSections({ projectId: inboxProjectId })).results).toHaveLength(1);
    await api.deleteSection(section.id);

    const task = await api.addTask({ content: 'a', labels: ['home', 'shared'] });
    const label = await api.addLabel({ name: 'home', color: 'red' });
    expect(await api.updateLabel(label.id, { name: 'house' })).toMatchObject({ name: 'house', color: 'red' });
    expect((await api.getTask(task.id)).labels).toEqual(['house', 'shared']);
    expect((await api.getSharedLabels({ omitPersonal: true })).results).toEqual(['shared']);
    await api.deleteLabel(label.id);
    expect((await api.getTask(task.id)).labels).toEqual(['shared']);

    const comment = await api.addComment({ taskId: task.id, content: 'hello' });
    expect(comment).toMatchObject({ taskId: task.id, content: 'hello' });
    expect(await api.updateComment(comment.id, { content: 'changed' })).toMatchObject({ content: 'changed' });
    expect((await api.getComments({ taskId: task.id })).results).toHaveLength(1);
    await api.deleteComment(comment.id);
    expect((await api.getComments({ taskId: task.id })).results).toEqual([]);
  });

  it('answers id mappings in the SDK shape', async () => {
    const task = await api.addTask({ content: 'a' });
    expect(await api.getIdMappings({ objName: 'tasks', objIds: [task.id] })).toEqual([
      { oldId: null, newId: task.id },
    ]);
  });

  it('lists ticked occurrences in the activity log in the SDK shape', async () => {
    const task = await api.addTask({ content: 'Water', dueString: 'every day' });
    await api.closeTask(task.id);
    const { results } = await api.getActivityLogs({ objectEventTypes: ['task:completed'] });
    expect(results).toMatchObject([
      { objectType: 'task', objectId: task.id, eventType: 'completed', eventDate: new Date(NOW) },
    ]);
  });
});
