/** The page by HTTP: its files hang together, it speaks to no other host, and the calls of its script work. */
import { describe, expect, it } from 'vitest';
import { createBench } from '../test-support.ts';

async function read(path: string): Promise<string> {
  const { emulator } = createBench();
  const response = await emulator.fetch(new Request(`http://todoist.test${path}`));
  expect(response.status).toBe(200);
  return response.text();
}

describe('the page', () => {
  it('is served with its script and a policy that allows no other host', async () => {
    const { emulator } = createBench();
    const response = await emulator.fetch(new Request('http://todoist.test/'));
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(await response.text()).toContain('src="page.js"');
  });

  it.each(['/', '/page.js'])('%s names no address of another host', async (path) => {
    expect(await read(path)).not.toMatch(/https?:\/\//);
  });

  it('has every element that its script looks for', async () => {
    const html = await read('/');
    const wanted = [...(await read('/page.js')).matchAll(/(?:find|onSubmit)\('([\w-]+)'/g)].map(
      (match) => match[1],
    );
    expect(wanted.length).toBeGreaterThan(5);
    for (const id of wanted) expect(html).toContain(`id="${String(id)}"`);
  });

  it('tells its script the token and the switches', async () => {
    expect(JSON.parse(await read('/_emulator/page'))).toMatchObject({
      token: 'test-token',
      kinds: expect.arrayContaining(['lose_answer']),
    });
  });

  it('adds, edits, completes, reopens and deletes by the calls of its script', async () => {
    const bench = createBench();
    const task = (await (
      await bench.request('POST', '/tasks', {
        content: 'a',
        labels: ['x'],
        due_string: 'every friday at 9am',
      })
    ).json()) as { readonly id: string };
    await bench.request('POST', `/tasks/${task.id}`, {
      content: 'b',
      description: 'n',
      labels: [],
      due_string: 'no date',
    });
    await bench.request('POST', `/tasks/${task.id}/close`);
    expect(bench.emulator.snapshot().items).toMatchObject([
      { content: 'b', description: 'n', due: null, labels: [], checked: true },
    ]);
    await bench.request('POST', `/tasks/${task.id}/reopen`);
    await bench.request('DELETE', `/tasks/${task.id}`);
    expect(bench.emulator.snapshot().items).toEqual([]);
    expect(bench.emulator.stats.requests).toBe(5);
  });
});
