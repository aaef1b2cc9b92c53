// The page's server over real HTTP: what it shows, what a person can do, and whom it refuses.
import { request } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DAY, openBench } from '../test-bench.ts';
import type { Bench } from '../test-bench.ts';
import { servePage } from './page-server.ts';

interface Served {
  readonly bench: Bench;
  readonly url: string;
  readonly act: (method: string, ...args: readonly unknown[]) => Promise<unknown>;
  /** Titles of each section of a view, behind the section's own title. */
  readonly show: (path: string) => Promise<unknown>;
}

async function serve(): Promise<Served> {
  const bench = openBench();
  const page = await servePage(bench.app, bench.databasePath, 0);
  onTestFinished(() => page.close());
  return {
    bench,
    url: page.url,
    act: async (method, ...args) => {
      const response = await fetch(`${page.url}do`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ method, args }),
      });
      return response.json();
    },
    show: async (path) => {
      const answer = (await (await fetch(page.url + path)).json()) as {
        readonly sections: readonly {
          readonly title: string;
          readonly items: readonly { readonly title: string }[];
        }[];
      };
      return answer.sections.map((section) => [section.title, ...section.items.map((item) => item.title)]);
    },
  };
}

/** Sends a request with headers that fetch would not let through, and returns its status. */
function statusOf(url: string, headers: Readonly<Record<string, string>>, method = 'GET'): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on('error', reject);
    sent.end(method === 'POST' ? '{"method":"addArea","args":["x"]}' : undefined);
  });
}

describe('the page', () => {
  it('names nothing outside itself', async () => {
    const { url } = await serve();
    const html = await (await fetch(url)).text();
    const script = await (await fetch(`${url}page.js`)).text();
    expect(html).toContain('page.js');
    expect(`${html}${script}`).not.toMatch(/https?:\/\/|innerHTML/);
  });

  it('shows lists, projects and areas in their sections', async () => {
    const { bench, show } = await serve();
    const { person } = bench.app;
    const area = person.addArea('A');
    const project = person.addProject({ title: 'P', area, headings: ['H'] });
    const heading = String(bench.sql('SELECT uuid FROM TMTask WHERE type = 2')[0]?.['uuid']);
    person.addTodo({ title: 'inside', project });
    person.addTodo({ title: 'below', heading });
    person.addTodo({ title: 'now', when: 'today' });
    person.addTodo({ title: 'late', when: 'evening' });
    person.addTodo({ title: 'soon', when: '2026-07-09' });
    person.addTodo({ title: 'due', deadline: '2026-07-08', when: 'anytime' });
    expect(await show('list/Today')).toEqual([
      ['', 'now'],
      ['This Evening', 'late'],
    ]);
    expect(await show('list/Upcoming')).toEqual([
      ['2026-07-08', 'due'],
      ['2026-07-09', 'soon'],
    ]);
    expect(await show(`project/${project}`)).toEqual([
      ['', 'P', 'inside'],
      ['H', 'below'],
    ]);
    expect(await show(`area/${area}`)).toEqual([['', 'P']]);
    expect(await show('list/Trash')).toEqual([['']]);
  });

  it('does what a person does, and says what it cannot', async () => {
    const { bench, act, show } = await serve();
    const added = await act('addTodo', { title: '<b>a</b>', when: 'today', tags: ['Home'] });
    const id = String(bench.sql('SELECT uuid FROM TMTask')[0]?.['uuid']);
    expect(added).toEqual({ value: id });
    await act('addChecklistItem', id, 'x');
    await act('editTodo', id, { title: 'b', deadline: '2026-07-09', reminder: '09:00' });
    expect(await show('list/Today')).toEqual([['', 'b'], ['This Evening']]);
    await act('complete', id);
    expect(await show('list/Logbook')).toEqual([['', 'b']]);
    await act('trash', id);
    await act('emptyTrash');
    expect(bench.sql('SELECT * FROM TMTask')).toEqual([]);
    for (const method of ['complete', 'constructor', 'fly']) {
      expect(await act(method, 'nobody')).toMatchObject({ error: expect.any(String) as unknown });
    }
  });

  it('quits and starts the app and lets a day pass', async () => {
    const { bench, act } = await serve();
    const id = bench.app.person.addTodo({ title: 'a', when: '2026-07-06' });
    await act('quit');
    expect(bench.app.isRunning).toBe(false);
    await act('launch');
    await act('addTodo', { title: 'b', when: 'tomorrow' });
    expect(bench.rowsByTitle('b')[0]?.['startDate']).toBe(DAY.tomorrow);
    await act('nextDay');
    expect([bench.app.isRunning, bench.row(id)['start']]).toEqual([true, 1]);
  });

  it('answers neither other names nor other sites', async () => {
    const { bench, url } = await serve();
    const port = new URL(url).port;
    const json = { 'content-type': 'application/json' };
    const statuses = await Promise.all([
      statusOf(url, { host: `evil.example:${port}` }),
      statusOf(`${url}do`, { ...json, origin: 'http://evil.example' }, 'POST'),
      statusOf(`${url}do`, { 'content-type': 'text/plain' }, 'POST'),
      statusOf(`${url}nowhere`, {}),
      statusOf(`${url}list/Forecast`, {}),
      statusOf(`${url}do`, { ...json, origin: `http://127.0.0.1:${port}` }, 'POST'),
    ]);
    expect(statuses).toEqual([403, 403, 403, 404, 404, 200]);
    expect(bench.sql('SELECT title FROM TMArea')).toEqual([{ title: 'x' }]);
  });
});
