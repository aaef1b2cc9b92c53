/**
 * Drives the emulator with the vendor's own MCP server, a second program that neither it nor we wrote.
 * Runs when `@doist/todoist-mcp` is installed, or when TODOIST_MCP_MAIN names its `main.js`; skipped otherwise.
 */
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTodoistEmulator } from '../../emulators/todoist/server.ts';
import type { TodoistEmulator } from '../../emulators/todoist/server.ts';

const INSTALLED = fileURLToPath(
  new URL('../../node_modules/@doist/todoist-mcp/dist/main.js', import.meta.url),
);
const MAIN = process.env['TODOIST_MCP_MAIN'] ?? INSTALLED;

/** Attachments come from a host of the vendor's, assignments need a second person. */
const OUT_OF_REACH = ['view-attachment', 'manage-assignments'];

interface ToolAnswer {
  readonly isError?: boolean;
  readonly content: readonly { readonly text?: string }[];
  readonly structuredContent?: Readonly<Record<string, unknown>>;
}

/** Speaks JSON-RPC with an MCP server over its standard streams. */
class McpClient {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<number, (answer: Readonly<Record<string, unknown>>) => void>();
  /** The tools that were called without an error. */
  readonly called = new Set<string>();
  #nextId = 1;

  constructor(url: string) {
    this.#child = spawn(process.execPath, [MAIN], {
      env: { PATH: process.env['PATH'] ?? '', TODOIST_API_KEY: 'test-token', TODOIST_BASE_URL: url },
    });
    createInterface({ input: this.#child.stdout }).on('line', (line) => {
      const answer = JSON.parse(line) as { readonly id?: number };
      this.#waiting.get(answer.id ?? 0)?.(answer);
    });
  }

  async start(): Promise<void> {
    await this.request('initialize', {
      protocolVersion: '2025-06-18',
      capabilities: {},
      clientInfo: { name: 'contract-test', version: '1' },
    });
    this.#send({ method: 'notifications/initialized' });
  }

  request(method: string, params: object): Promise<Readonly<Record<string, unknown>>> {
    const id = this.#nextId;
    this.#nextId += 1;
    this.#send({ id, method, params });
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  /** Calls a tool; throws what the server says when it failed. */
  async call(name: string, args: object): Promise<Readonly<Record<string, unknown>>> {
    const answer = await this.request('tools/call', { name, arguments: args });
    const result = answer['result'] as ToolAnswer | undefined;
    if (result === undefined || result.isError === true)
      throw new Error(`${name}: ${JSON.stringify(answer['error'] ?? result?.content)}`);
    this.called.add(name);
    return result.structuredContent ?? { text: result.content[0]?.text };
  }

  stop(): void {
    this.#child.kill();
  }

  #send(message: object): void {
    this.#child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  }
}

/** The id of the first object in a list of a tool's answer. */
function firstId(answer: Readonly<Record<string, unknown>>, list: string): string {
  const rows = answer[list] as readonly { readonly id: string }[] | undefined;
  const id = rows?.[0]?.id;
  if (id === undefined) throw new Error(`no ${list} in ${JSON.stringify(answer)}`);
  return id;
}

describe.skipIf(!existsSync(MAIN))('the official MCP server', () => {
  let emulator: TodoistEmulator;
  let close: () => Promise<void>;
  let mcp: McpClient;

  beforeAll(async () => {
    emulator = createTodoistEmulator();
    const server = await emulator.listen();
    close = () => server.close();
    mcp = new McpClient(server.url);
    await mcp.start();
  });

  afterAll(async () => {
    mcp.stop();
    await close();
  });

  it('lives through projects, sections, labels and filters', async () => {
    const project = firstId(await mcp.call('add-projects', { projects: [{ name: 'Probe' }] }), 'projects');
    const section = firstId(
      await mcp.call('add-sections', { sections: [{ name: 'Soon', projectId: project }] }),
      'sections',
    );
    await mcp.call('update-projects', { projects: [{ id: project, name: 'Probe 2' }] });
    await mcp.call('update-sections', { sections: [{ id: section, name: 'Later' }] });
    expect(await mcp.call('find-projects', { searchText: 'Probe' })).toMatchObject({
      projects: [{ name: 'Probe 2' }],
    });
    expect(await mcp.call('find-sections', { projectId: project })).toMatchObject({
      sections: [{ name: 'Later' }],
    });
    const label = firstId(await mcp.call('add-labels', { labels: [{ name: 'home' }] }), 'labels');
    await mcp.call('find-labels', {});
    const filter = firstId(
      await mcp.call('add-filters', { filters: [{ name: 'F', query: 'today' }] }),
      'filters',
    );
    expect(await mcp.call('find-filters', {})).toMatchObject({ filters: [{ name: 'F' }] });
    await mcp.call('delete-object', { type: 'filter', id: filter });
    await mcp.call('delete-object', { type: 'label', id: label });
    await mcp.call('delete-object', { type: 'section', id: section });
    await mcp.call('get-overview', {});
    await mcp.call('user-info', {});
    await mcp.call('project-management', { action: 'archive', projectId: project });
    expect(emulator.snapshot().projects).toMatchObject([
      { name: 'Inbox' },
      { name: 'Probe 2', is_archived: true },
    ]);
  });

  it('lives through tasks, comments and reminders', async () => {
    const task = firstId(
      await mcp.call('add-tasks', {
        tasks: [{ content: 'water plants', dueString: 'every day', priority: 'p2', labels: ['home'] }],
      }),
      'tasks',
    );
    await mcp.call('update-tasks', { tasks: [{ id: task, content: 'water all plants' }] });
    expect(await mcp.call('find-tasks', { searchText: 'plants' })).toMatchObject({ tasks: [{ id: task }] });
    await mcp.call('find-tasks-by-date', { startDate: 'today', daysCount: 7 });
    const comment = firstId(
      await mcp.call('add-comments', { comments: [{ taskId: task, content: 'slowly' }] }),
      'comments',
    );
    await mcp.call('update-comments', { comments: [{ id: comment, content: 'fast' }] });
    expect(await mcp.call('find-comments', { taskId: task })).toMatchObject({
      comments: [{ content: 'fast' }],
    });
    await mcp.call('complete-tasks', { ids: [task] });
    const [open] = emulator.snapshot().items;
    expect(open).toMatchObject({ checked: false, completed_count: 1, due: { string: 'every day' } });
    await mcp.call('reschedule-tasks', { tasks: [{ id: task, date: '2030-01-01' }] });
    expect(emulator.snapshot().items).toMatchObject([{ due: { date: '2030-01-01', is_recurring: true } }]);
    await mcp.call('find-activity', {});
    await mcp.call('find-completed-tasks', { since: '2026-01-01', until: '2026-01-31' });
    await mcp.call('get-productivity-stats', {});
    await mcp.call('delete-object', { type: 'task', id: task });
    expect(emulator.snapshot().items).toEqual([]);
  });

  it('reminds, orders, moves and looks things up', async () => {
    const project = firstId(await mcp.call('add-projects', { projects: [{ name: 'Base' }] }), 'projects');
    const tasks = await mcp.call('add-tasks', {
      tasks: ['one', 'two'].map((content) => ({
        content,
        projectId: project,
        dueString: 'tomorrow at 10:00',
      })),
    });
    const task = firstId(tasks, 'tasks');
    const reminder = firstId(
      await mcp.call('add-reminders', { reminders: [{ type: 'relative', taskId: task, minuteOffset: 10 }] }),
      'reminders',
    );
    await mcp.call('update-reminders', { reminders: [{ type: 'relative', id: reminder, minuteOffset: 20 }] });
    expect(await mcp.call('find-reminders', { taskId: task })).toMatchObject({
      reminders: [{ minuteOffset: 20 }],
    });
    await mcp.call('reorder-objects', { type: 'project', items: [{ id: project, order: 5 }] });
    await mcp.call('complete-tasks', { ids: [task] });
    await mcp.call('uncomplete-tasks', { ids: [task] });
    await mcp.call('fetch-object', { type: 'task', id: task });
    await mcp.call('fetch', { id: `task:${task}` });
    await mcp.call('search', { query: 'one' });
    await mcp.call('get-project-health', { projectId: project, includeContext: true });
    await mcp.call('analyze-project-health', { projectId: project });
    await mcp.call('get-project-activity-stats', { projectId: project, weeks: 2, includeWeeklyCounts: true });
    await mcp.call('find-project-collaborators', { projectId: project });
    const label = firstId(await mcp.call('add-labels', { labels: [{ name: 'errand' }] }), 'labels');
    await mcp.call('update-labels', { labels: [{ labelType: 'personal', id: label, name: 'errands' }] });
    const filter = firstId(
      await mcp.call('add-filters', { filters: [{ name: 'G', query: 'p1' }] }),
      'filters',
    );
    await mcp.call('update-filters', { filters: [{ id: filter, query: 'p2' }] });
    await emulator.fetch(
      new Request('http://todoist.test/api/v1/workspaces', {
        method: 'POST',
        headers: { authorization: 'Bearer test-token' },
        body: JSON.stringify({ name: 'Team' }),
      }),
    );
    await mcp.call('list-workspaces', {});
    await mcp.call('get-workspace-insights', { workspaceIdOrName: 'Team' });
    const [workspace] = (await (
      await emulator.fetch(
        new Request('http://todoist.test/api/v1/workspaces', {
          headers: { authorization: 'Bearer test-token' },
        }),
      )
    ).json()) as readonly { readonly id: string }[];
    await mcp.call('project-move', {
      action: 'move-to-workspace',
      projectId: project,
      workspaceId: workspace?.id,
    });
    await mcp.call('project-move', { action: 'move-to-personal', projectId: project });
  });

  it('has no tool that is neither called nor out of reach', async () => {
    const { result } = await mcp.request('tools/list', {});
    const { tools } = result as { readonly tools: readonly { readonly name: string }[] };
    const known = [...mcp.called, ...OUT_OF_REACH];
    expect(known.toSorted()).toEqual(tools.map((tool) => tool.name).toSorted());
  });
});
