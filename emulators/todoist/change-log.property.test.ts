import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBench } from './test-support.ts';
import type { TestBench, TestCommand } from './test-support.ts';
import type { WireItem } from './wire.ts';

interface Step {
  readonly kind: string;
  readonly a: number;
  readonly b: number;
}

const KINDS = [
  'item_add',
  'item_add',
  'item_add_child',
  'item_update',
  'item_move_parent',
  'item_move_section',
  'item_move_project',
  'item_close',
  'item_uncomplete',
  'item_delete',
  'project_add',
  'project_archive',
  'project_unarchive',
  'project_delete',
  'section_add',
  'section_archive',
  'section_unarchive',
  'section_delete',
  'label_rename',
];

const step = fc.record({ kind: fc.constantFrom(...KINDS), a: fc.nat(1000), b: fc.nat(1000) });

function pick(rows: readonly { readonly id: string }[], index: number): string {
  return rows[index % Math.max(1, rows.length)]?.id ?? '6X7rM8997g3RQmvh';
}

/** Turns a random step into a command on what exists now; some of them are refused, which must not matter. */
function toCommand(bench: TestBench, { kind, a, b }: Step): TestCommand {
  const { items, projects, sections } = bench.emulator.snapshot();
  const make = (type: string, args: Readonly<Record<string, unknown>>): TestCommand => ({
    type,
    uuid: crypto.randomUUID(),
    args,
  });
  const item = pick(items, a);
  switch (kind) {
    case 'item_add':
      return make(kind, {
        content: 'x',
        labels: [a % 2 === 0 ? 'even' : 'odd'],
        ...(b % 3 === 0 ? { due: { string: 'every day' } } : {}),
      });
    case 'item_add_child':
      return make('item_add', { content: 'child', parent_id: item });
    case 'item_update':
      return make(kind, { id: item, priority: (b % 4) + 1 });
    case 'item_move_parent':
      return make('item_move', { id: item, parent_id: pick(items, b) });
    case 'item_move_section':
      return make('item_move', { id: item, section_id: pick(sections, b) });
    case 'item_move_project':
      return make('item_move', { id: item, project_id: pick(projects, b) });
    case 'project_add':
      return make(kind, { name: 'P', ...(b % 2 === 0 ? { parent_id: pick(projects, a) } : {}) });
    case 'section_add':
      return make(kind, { name: 'S', project_id: pick(projects, a) });
    case 'label_rename':
      return make(kind, { name_old: 'even', name_new: b % 2 === 0 ? 'odd' : 'even' });
    default:
      return make(kind, {
        id: kind.startsWith('item') ? item : pick(kind.startsWith('project') ? projects : sections, a),
      });
  }
}

/** Keeps a copy of every table by deltas alone. */
class Mirror {
  readonly #rows = new Map<string, Map<string, { readonly id: string; readonly is_deleted: boolean }>>();
  token = '*';

  async follow(bench: TestBench, commands: readonly TestCommand[]): Promise<void> {
    const types = ['items', 'projects', 'sections'];
    const answer = await bench.sync({ sync_token: this.token, resource_types: types, commands });
    this.token = answer.sync_token;
    for (const [name, rows] of Object.entries({
      items: answer.items,
      projects: answer.projects,
      sections: answer.sections,
    })) {
      const table =
        this.#rows.get(name) ?? new Map<string, { readonly id: string; readonly is_deleted: boolean }>();
      this.#rows.set(name, table);
      for (const row of rows ?? []) table.set(row.id, row);
    }
  }

  live(name: string): readonly unknown[] {
    return [...(this.#rows.get(name)?.values() ?? [])]
      .filter((row) => !row.is_deleted)
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  }
}

const byId = <T extends { readonly id: string }>(rows: readonly T[]): readonly T[] =>
  rows.toSorted((a, b) => (a.id < b.id ? -1 : 1));

function expectSoundTree(items: readonly WireItem[]): void {
  const byItemId = new Map(items.map((item) => [item.id, item]));
  for (const item of items) {
    if (item.parent_id === null) continue;
    expect(byItemId.get(item.parent_id)).toMatchObject({
      project_id: item.project_id,
      section_id: item.section_id,
    });
  }
}

describe('the change log under random commands', () => {
  it('lets a client that only follows deltas see the same account, and keeps the task tree sound', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { maxLength: 6 }), { maxLength: 12 }), async (rounds) => {
        const bench = createBench();
        const mirror = new Mirror();
        await mirror.follow(bench, []);
        for (const steps of rounds) {
          for (const each of steps.slice(1)) await bench.run(toCommand(bench, each));
          await mirror.follow(
            bench,
            steps.slice(0, 1).map((each) => toCommand(bench, each)),
          );
        }
        const { items, projects, sections } = bench.emulator.snapshot();
        expect(mirror.live('items')).toEqual(byId(items));
        expect(mirror.live('projects')).toEqual(byId(projects));
        expect(mirror.live('sections')).toEqual(byId(sections));
        expectSoundTree(items);
      }),
      { numRuns: 60 },
    );
  });
});
