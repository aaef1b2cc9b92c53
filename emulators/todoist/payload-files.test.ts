/**
 * Every recorded payload, by file name, against an answer of the emulator: each recorded key is there with a value of
 * the recorded type. The keys written down here hold always; the files themselves are read where they are at hand.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createBench } from './test-support.ts';
import type { TestBench } from './test-support.ts';

const FOLDER = new URL('../../../shared/reference/todoist-payloads/', import.meta.url);
const NOBODY = '6X7rM8997g3RQmvh';
const ERROR = 'error:string error_code:number error_extra:object error_tag:string http_code:number';
const ITEM =
  'added_at:string added_by_uid:string assigned_by_uid:string checked:boolean child_order:number completed_at:string content:string day_order:number deadline:object description:string due:object duration:object id:string is_collapsed:boolean is_deleted:boolean labels:array note_count:number parent_id:string priority:number project_id:string responsible_uid:string section_id:string updated_at:string user_id:string';
const DUE = 'date:string timezone:string string:string lang:string is_recurring:boolean';

interface Row {
  readonly file: string;
  /** Keys with their types, of the place in the answer that `at` names. */
  readonly keys: string;
  readonly at?: string;
  /** Paths whose recorded type is known to be another one, with the reason in the title of its test. */
  readonly except?: readonly string[];
  readonly make: (bench: TestBench) => Promise<unknown>;
}

async function rest(bench: TestBench, method: string, path: string, body?: object): Promise<unknown> {
  return (await bench.request(method, path, body)).json();
}

async function richItem(bench: TestBench): Promise<unknown> {
  const project_id = await bench.create('project_add', { name: 'P' });
  const section_id = await bench.create('section_add', { name: 'S', project_id });
  const parent_id = await bench.create('item_add', { content: 'p', section_id });
  const id = await bench.create('item_add', {
    content: 'a',
    parent_id,
    due: { string: 'every day at 10:00', timezone: 'Europe/Madrid' },
    deadline: { date: '2026-04-01' },
    duration: { amount: 5, unit: 'minute' },
    labels: ['x'],
    responsible_uid: '1',
    assigned_by_uid: '1',
  });
  await bench.attempt('item_complete', { id });
  return bench.item(id);
}

async function webhookOf(version: '1' | '10', act: (bench: TestBench) => Promise<unknown>): Promise<unknown> {
  const bodies: unknown[] = [];
  const bench = createBench({
    webhook: {
      url: 'http://127.0.0.1/',
      clientSecret: 's',
      version,
      deliver: async (request) => {
        bodies.push(await request.json());
        return new Response('');
      },
    },
  });
  await act(bench);
  await bench.emulator.webhooks.pump();
  return bodies.at(-1);
}

const ROWS: readonly Row[] = [
  {
    file: 'error-401-unauthorized.json',
    keys: `${ERROR} error_extra.event_id:string error_extra.retry_after:number`,
    make: async (bench) =>
      (await bench.request('GET', '/tasks', undefined, { authorization: 'Bearer wrong' })).json(),
  },
  {
    file: 'error-401-response-headers.json',
    keys: 'status:number headers.Content-Type:string headers.Retry-After:string headers.WWW-Authenticate:string',
    make: async (bench) => {
      const { status, headers } = await bench.request('GET', '/tasks', undefined, { authorization: '' });
      return {
        status,
        headers: Object.fromEntries(
          ['Content-Type', 'Retry-After', 'WWW-Authenticate'].map((name) => [name, headers.get(name)]),
        ),
      };
    },
  },
  {
    file: 'error-429-limits-reached.json',
    keys: `${ERROR} error_extra.event_id:string error_extra.retry_after:number`,
    make: (bench) => {
      bench.emulator.chaos.failNext('rate_limit');
      return rest(bench, 'GET', '/tasks');
    },
  },
  {
    file: 'error-404-not-found.json',
    keys: `${ERROR} error_extra.event_id:string error_extra.retry_after:number`,
    make: (bench) => rest(bench, 'GET', `/tasks/${NOBODY}`),
  },
  {
    file: 'error-400-empty-content.partial.json',
    keys: `${ERROR} error_extra.argument:string error_extra.expected:string`,
    make: (bench) => rest(bench, 'POST', '/tasks', { content: '' }),
  },
  {
    file: 'error-400-missing-content.partial.json',
    keys: `${ERROR} error_extra.argument:string`,
    make: (bench) => rest(bench, 'POST', '/tasks', {}),
  },
  {
    file: 'error-400-bad-due-string.partial.json',
    keys: ERROR,
    make: (bench) => rest(bench, 'POST', '/tasks', { content: 'a', due_string: 'nonsense' }),
  },
  {
    file: 'error-400-limit-too-big.json',
    keys: `${ERROR} error_extra.argument:string error_extra.expected:string`,
    make: (bench) => rest(bench, 'GET', '/tasks?limit=201'),
  },
  {
    file: 'error-400-bad-cursor.json',
    keys: `${ERROR} error_extra.argument:string`,
    make: (bench) => rest(bench, 'GET', '/tasks?cursor=x'),
  },
  {
    file: 'sync-write-response.json',
    keys: 'sync_status:object temp_id_mapping:object full_sync:boolean sync_token:string',
    make: (bench) =>
      bench.run(
        {
          type: 'project_add',
          uuid: '2c0f6e03-c372-46ba-8e85-d94af56abcf3',
          temp_id: '0a57a3db-2ff1-4d2d-adf6-12490c13c712',
          args: { name: 'Shopping List' },
        },
        {
          type: 'item_add',
          uuid: '49ede211-12f3-42e9-8345-4c0d2b29c08d',
          temp_id: 'ef3d840e-84c9-4433-9a32-86ae9a1e7d42',
          args: { content: 'Buy Milk', project_id: '0a57a3db-2ff1-4d2d-adf6-12490c13c712' },
        },
      ),
  },
  {
    file: 'sync-status-mixed.json',
    keys: 'sync_status:object',
    make: (bench) =>
      bench.run(
        { type: 'item_add', uuid: '32eaa699-e9d7-47ed-91ea-e58d475791f1', args: { content: 'a' } },
        { type: 'item_close', uuid: 'bec5b356-3cc1-462a-9887-fe145e3e1ebf', args: { id: 'nobody' } },
        {
          type: 'note_add',
          uuid: 'cec5b356-3cc1-462a-9887-fe145e3e1ebf',
          args: { item_id: NOBODY, content: 'a', file_attachment: { file_url: 'file:///etc/hosts' } },
        },
      ),
  },
  {
    file: 'sync-status-max-items.json',
    keys: ERROR,
    at: 'sync_status.04c08bac-beb9-47d3-9077-2d167fb4d9e6',
    make: async (bench) => {
      for (let batch = 0; batch < 3; batch += 1) {
        await bench.run(
          ...Array.from({ length: 100 }, (_, index) => ({
            type: 'item_add',
            uuid: `${String(batch)}/${String(index)}`,
            args: { content: 'a' },
          })),
        );
      }
      return bench.run({
        type: 'item_add',
        uuid: '04c08bac-beb9-47d3-9077-2d167fb4d9e6',
        args: { content: 'a' },
      });
    },
  },
  {
    file: 'sync-status-lro.json',
    keys: 'id:string operation_type:string status:string args:object error:string created_at:string updated_at:string',
    at: 'sync_status.1ca42128-d12f-4a66-8413-4d6ff2838fde.operation',
    make: async (bench) => {
      const workspace_id = await bench.create('workspace_add', { name: 'W' });
      const project_id = await bench.create('project_add', { name: 'P' });
      return bench.run({
        type: 'project_move_to_workspace',
        uuid: '1ca42128-d12f-4a66-8413-4d6ff2838fde',
        args: { project_id, workspace_id, use_lro: true },
      });
    },
  },
  {
    file: 'sync-read-stats-response.json',
    keys: 'full_sync:boolean full_sync_date_utc:string sync_token:string temp_id_mapping:object stats.completed_count:number stats.days_items:array stats.week_items:array',
    make: (bench) => bench.sync({ sync_token: '*', resource_types: ['stats'] }),
  },
  { file: 'item.json', keys: ITEM, make: richItem },
  {
    file: 'item-minimal-created.partial.json',
    keys: 'project_id:string parent_id:string description:string labels:array priority:number due:object deadline:object duration:object checked:boolean',
    make: (bench) => rest(bench, 'POST', '/tasks', { content: 'a' }),
  },
  {
    file: 'due-formats.json',
    keys: ['all_day', 'floating', 'fixed', 'fixed_recurring']
      .flatMap((kind) => DUE.split(' ').map((key) => `${kind}.${key}`))
      .join(' '),
    make: async (bench) => {
      const dueOf = async (due: object): Promise<unknown> =>
        (await bench.item(await bench.create('item_add', { content: 'a', due }))).due;
      const floating = await dueOf({ date: '2018-10-14T10:00:00.000000' });
      return {
        all_day: await dueOf({ date: '2018-10-14' }),
        all_day_recurring_real: await dueOf({ string: 'every day' }),
        floating,
        floating_real_reminder_due: floating,
        fixed: await dueOf({ date: '2018-10-14T05:00:00.000000Z', timezone: 'Asia/Jakarta' }),
        fixed_recurring: await dueOf({ string: 'ev day at 2pm', timezone: 'Europe/Madrid' }),
      };
    },
  },
  {
    file: 'project-personal.json',
    keys: 'id:string name:string color:string parent_id:string child_order:number is_collapsed:boolean is_favorite:boolean is_archived:boolean is_deleted:boolean is_shared:boolean view_style:string inbox_project:boolean',
    make: async (bench) =>
      rest(
        bench,
        'GET',
        `/projects/${await bench.create('project_add', { name: 'P', parent_id: await bench.create('project_add', { name: 'Q' }) })}`,
      ),
  },
  {
    file: 'section.json',
    keys: 'id:string name:string project_id:string section_order:number order_key:string is_archived:boolean is_deleted:boolean added_at:string updated_at:string',
    make: async (bench) =>
      rest(
        bench,
        'GET',
        `/sections/${await bench.create('section_add', { name: 'S', project_id: await bench.create('project_add', { name: 'Q' }) })}`,
      ),
  },
  {
    file: 'label-sync.json',
    keys: 'id:string name:string color:string item_order:number order_key:string is_deleted:boolean is_favorite:boolean',
    at: 'labels.0',
    make: async (bench) => {
      await bench.create('label_add', { name: 'Food' });
      return bench.sync({ sync_token: '*', resource_types: ['labels'] });
    },
  },
  {
    file: 'label-rest.json',
    keys: 'id:string name:string color:string order:number is_favorite:boolean',
    make: (bench) => rest(bench, 'POST', '/labels', { name: 'Priority' }),
  },
  {
    file: 'note.json',
    keys: 'id:string item_id:string content:string posted_uid:string posted_at:string file_attachment:object is_deleted:boolean',
    make: async (bench) =>
      rest(bench, 'POST', '/comments', {
        task_id: await bench.create('item_add', { content: 'a' }),
        content: 'Note',
      }),
  },
  {
    file: 'reminder-relative.json',
    keys: `id:string item_id:string notify_uid:string type:string minute_offset:number is_urgent:boolean is_deleted:boolean due:object due.date:string`,
    make: async (bench) =>
      rest(bench, 'POST', '/reminders', {
        task_id: await bench.create('item_add', { content: 'a', due: { string: 'today at 17:00' } }),
        minute_offset: 0,
      }),
  },
  {
    file: 'user.json',
    keys: 'id:string email:string full_name:string inbox_project_id:string is_premium:boolean premium_status:string lang:string tz_info.timezone:string tz_info.is_dst:number start_day:number days_off:array features.beta:number',
    at: 'user',
    make: (bench) => bench.sync({ sync_token: '*', resource_types: ['user'] }),
  },
  {
    file: 'user-plan-limits-free.json',
    keys: 'current.plan_name:string current.max_projects:number current.reminders:boolean next.plan_name:string',
    at: 'user_plan_limits',
    make: () => createBench({ plan: 'free' }).sync({ sync_token: '*', resource_types: ['user_plan_limits'] }),
  },
  {
    file: 'rest-list-page.json',
    keys: 'results:array next_cursor:string',
    make: async (bench) => {
      for (const content of ['a', 'b']) await bench.create('item_add', { content });
      return rest(bench, 'GET', '/tasks?limit=1');
    },
  },
  {
    file: 'rest-completed-by-completion-date.shape.json',
    keys: 'items:array',
    except: ['next_cursor'],
    make: async (bench) => {
      await richItem(bench);
      return rest(
        bench,
        'GET',
        '/tasks/completed/by_completion_date?since=2026-03-01T00:00:00Z&until=2026-03-31T00:00:00Z',
      );
    },
  },
  {
    file: 'rest-completed-legacy-item.json',
    keys: 'items:array projects:object sections:object items.0.task_id:string items.0.id:string items.0.notes:array items.0.item_object:object',
    make: async (bench) => {
      await richItem(bench);
      return rest(bench, 'GET', '/tasks/completed');
    },
  },
  {
    file: 'rest-activity-event.json',
    keys: 'results.0.event_type:string results.0.extra_data.content:string results.0.object_id:string next_cursor:string',
    except: ['results.0.id', 'results.0.extra_data.client'],
    make: async (bench) => {
      await richItem(bench);
      return rest(bench, 'GET', '/activities?object_event_types=["item:completed"]');
    },
  },
  {
    file: 'rest-id-mappings.json',
    keys: '0.old_id:string 0.new_id:string',
    make: async (bench) => {
      const id = await bench.create('item_add', { content: 'a' });
      await bench.emulator.fetch(
        new Request('http://t/_emulator/old_ids', {
          method: 'POST',
          body: JSON.stringify({ [id]: '918273645' }),
        }),
      );
      return rest(bench, 'GET', '/id_mappings/tasks/918273645');
    },
  },
  {
    file: 'webhook-item-added.json',
    keys: 'event_name:string user_id:string event_data.collapsed:boolean event_data.url:string initiator.id:string initiator.is_premium:boolean triggered_at:string version:string',
    make: () => webhookOf('10', (bench) => bench.create('item_add', { content: 'Buy Milk' })),
  },
  {
    file: 'webhook-item-updated-v1.json',
    keys: 'event_name:string event_data.is_collapsed:boolean event_data.url:string event_data_extra.old_item:object event_data_extra.update_intent:string version:string',
    make: () =>
      webhookOf('1', async (bench) =>
        bench.attempt('item_update', {
          id: await bench.create('item_add', { content: 'Milk' }),
          content: 'Buy Milk',
        }),
      ),
  },
  {
    file: 'oauth-token-refresh-response.json',
    keys: 'access_token:string token_type:string expires_in:number refresh_token:string scope:string',
    make: async ({ emulator }) => {
      const post = async (path: string, fields: Readonly<Record<string, string>>): Promise<unknown> => {
        const body = new URLSearchParams({
          client_id: 'test-client',
          client_secret: 'test-secret',
          ...fields,
        });
        return (await emulator.fetch(new Request(`http://t${path}`, { method: 'POST', body }))).json();
      };
      const first = (await post('/api/v1/access_tokens/migrate_personal_token', {
        personal_token: 'test-token',
        scope: 'data:read_write',
      })) as { readonly refresh_token: string };
      return post('/oauth/access_token', { grant_type: 'refresh_token', refresh_token: first.refresh_token });
    },
  },
];

/** Files that are no single answer; each has a test of its own below. */
const OWN_TESTS = [
  'sync-all-top-level-keys.json',
  'sync-write-request.form.json',
  'sync-write-request.application-json.json',
  'recurring-close-observations.json',
];

function pick(value: unknown, path: string): unknown {
  return path === ''
    ? value
    : path
        .split('.')
        .reduce<unknown>(
          (inner, key) =>
            typeof inner === 'object' && inner !== null ? (Reflect.get(inner, key) as unknown) : undefined,
          value,
        );
}

function typeName(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
}

/** Every difference of an answer to a recording; null stands for any type, and texts in angle brackets are prose. */
function differences(
  recorded: unknown,
  found: unknown,
  path: string,
  except: readonly string[],
): readonly string[] {
  if (except.includes(path)) return [];
  if (found === undefined) return [`${path} is missing`];
  const isProse = typeof recorded === 'string' && recorded.startsWith('<');
  if (recorded === null || found === null || isProse) return [];
  if (typeName(recorded) !== typeName(found))
    return [`${path} is ${typeName(found)}, not ${typeName(recorded)}`];
  if (typeof recorded !== 'object' || typeof found !== 'object') return [];
  if (Array.isArray(found) && found.length === 0) return [];
  return Object.entries(recorded).flatMap(([key, value]) => {
    const isId = /^[0-9a-f]{8}-|^\d+$/.test(key) && !Array.isArray(recorded) && !(key in found);
    return isId
      ? []
      : differences(value, Reflect.get(found, key), path === '' ? key : `${path}.${key}`, except);
  });
}

function readRecorded(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8'));
}

describe.each(ROWS)('$file', ({ file, keys, at = '', except = [], make }) => {
  it('has its keys with their types', async () => {
    const answer = pick(await make(createBench()), at);
    const found = keys.split(' ').map((key) => {
      const [path = '', type = ''] = key.split(':');
      const name = typeName(pick(answer, path));
      return `${path}:${name === 'null' ? type : name}`;
    });
    expect(found.join(' ')).toBe(keys);
  });

  if (existsSync(FOLDER))
    it('agrees with the recording', async () => {
      const answer = await make(createBench());
      const isWhole = at === '' || typeName(pick(readRecorded(file), at)) === 'object';
      expect(differences(readRecorded(file), isWhole ? answer : pick(answer, at), '', except)).toEqual([]);
    });
});

describe('the other recordings', () => {
  it('a read of everything has exactly the recorded keys', async () => {
    const answer = await createBench().sync({ sync_token: '*', resource_types: ['all'] });
    const keys =
      'calendar_accounts calendars collaborator_states collaborators completed_info day_orders filters folders full_sync full_sync_date_utc incomplete_item_ids incomplete_project_ids items labels live_notifications live_notifications_last_read_id locations notes project_notes project_view_options_defaults projects reminders role_actions sections stats suggestions sync_token temp_id_mapping tooltips user user_plan_limits user_settings view_options workspace_filters workspaces';
    expect(Object.keys(answer).toSorted().join(' ')).toBe(keys);
    if (existsSync(FOLDER))
      expect((readRecorded('sync-all-top-level-keys.json') as string[]).join(' ')).toBe(keys);
  });

  it('takes a write as form and as JSON', async () => {
    const bench = createBench();
    const commands = [
      {
        type: 'label_add',
        temp_id: 'tmp-1-AbC',
        uuid: '53485e2a-fe34-421d-9547-17b1157fe2e7',
        args: { name: 'x' },
      },
    ];
    const asJson = await bench.sync({ sync_token: '*', resource_types: ['labels'], commands });
    const body = new URLSearchParams({ commands: JSON.stringify(commands) }).toString();
    const asForm: unknown = await (
      await bench.request('POST', '/sync', body, { 'content-type': 'application/x-www-form-urlencoded' })
    ).json();
    expect(asForm).toMatchObject({
      sync_status: asJson.sync_status,
      temp_id_mapping: asJson.temp_id_mapping,
    });
    if (!existsSync(FOLDER)) return;
    const recorded = readRecorded('sync-write-request.form.json') as Readonly<Record<string, string>>;
    const form = new URLSearchParams(recorded).toString();
    const answer = await bench.request('POST', '/sync', form, {
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect(Object.values(((await answer.json()) as { readonly sync_status: object }).sync_status)).toEqual([
      'ok',
      'ok',
    ]);
    const json = readRecorded('sync-write-request.application-json.json') as Readonly<
      Record<string, unknown>
    >;
    expect(Object.values((await createBench().sync(json)).sync_status ?? {})).toEqual(['ok']);
  });

  it('goes through the observed life of a recurring task', async () => {
    const bench = createBench();
    const task = (await rest(bench, 'POST', '/tasks', { content: 'a', due_string: 'every day' })) as {
      readonly id: string;
    };
    expect(task).toMatchObject({
      due: { date: '2026-03-04', string: 'every day', lang: 'en', is_recurring: true, timezone: null },
    });
    const close = async (): Promise<readonly unknown[]> => {
      const response = await bench.request('POST', `/tasks/${task.id}/close`);
      return [response.status, await response.text()];
    };
    expect(await close()).toEqual([204, '']);
    expect(await bench.item(task.id)).toMatchObject({
      id: task.id,
      checked: false,
      completed_at: null,
      completed_count: 1,
      due: { date: '2026-03-05', string: 'every day' },
    });
    expect(await rest(bench, 'GET', '/tasks')).toMatchObject({ results: [{ id: task.id }] });
    expect(await close()).toEqual([204, '']);
    expect(await bench.item(task.id)).toMatchObject({ due: { date: '2026-03-06' } });
    expect(
      await rest(
        bench,
        'GET',
        '/tasks/completed/by_completion_date?since=2026-03-01T00:00:00Z&until=2026-03-31T00:00:00Z',
      ),
    ).toEqual({ items: [] });
  });

  if (existsSync(FOLDER))
    it('no recording is left out', () => {
      const files = readdirSync(FOLDER).filter((file) => file !== '_index.json');
      expect([...ROWS.map((row) => row.file), ...OWN_TESTS].toSorted()).toEqual(files.toSorted());
    });
});
