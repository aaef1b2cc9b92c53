// What is told of the account, its plan, its history and its tokens.

import * as z from 'zod';
import { ASSIGNED_SCOPES, CHANGE_KINDS, DECIDED_FIELDS, type SyncConfig } from '../../model/config.ts';
import { STRATEGIES } from '../../model/conflict.ts';
import { changesPageSchema } from '../changes.ts';
import { ACCOUNT } from '../endpoints/account.ts';
import { HISTORY } from '../endpoints/history.ts';
import { KEEPER, PLAN } from '../endpoints/plan.ts';
import { TOKENS } from '../endpoints/tokens.ts';
import { conflictSchema, explanationSchema, historyEntrySchema, undoneRunSchema } from '../history.ts';
import { planSchema } from '../plan.ts';
import { rekeyedSchema } from '../secrets.ts';
import { statusSchema } from '../status.ts';
import { madeTokenSchema, tokenSchema } from '../tokens.ts';
import { group, told } from './told.ts';

const names = z.array(z.string());
const nameFilter = z.object({ include: names, exclude: names });
const limit = z.object({
  maxTasks: z.number().describe('The number of changes within 60 minutes that need no approval.'),
  maxShare: z
    .number()
    .describe(
      'The share of the linked tasks, from 0 to 1, that needs no approval. Applies from 5 linked tasks.',
    ),
});

/** Everything that an owner can set. */
const configSchema = z
  .object({
    strategy: z.enum(STRATEGIES),
    strategies: z
      .record(z.enum(DECIDED_FIELDS), z.enum(STRATEGIES).nullable())
      .describe('Strategies of single fields; null means the general one.'),
    scope: z.object({
      inboxOnly: z.boolean(),
      projects: nameFilter,
      areas: nameFilter,
      tags: nameFilter,
      assigned: z
        .enum(ASSIGNED_SCOPES)
        .describe(
          '`mine`: tasks that are assigned to somebody else in Todoist are left to them; `all`: they are synced, too.',
        ),
    }),
    guard: z.record(z.enum(CHANGE_KINDS), limit),
    markerLabels: z.object({ someday: z.string(), evening: z.string(), canceled: z.string() }),
    priorityTags: z.tuple([z.string(), z.string(), z.string()]).nullable(),
  })
  .meta({ id: 'Config' }) satisfies z.ZodType<SyncConfig>;

const ANY_ID =
  'The id of a task, project, area or heading: its own, or the one that Todoist or Things has for it.';
const PAGE = 'The largest number of entries to return, up to 500.';
const DRY_RUN = '`true` only shows what would be done; nothing changes.';

/** The account as it is, and its settings. */
export const ACCOUNT_GROUP = group('Account', 'The state of the sync, and its settings.', {
  endpoints: ACCOUNT,
  told: {
    status: told('Get the status', statusSchema, {
      more: 'Lists everything that is held back or failed, with the reason.',
    }),
    explain: told('Explain a task', explanationSchema, {
      more: 'What each side showed, what was decided and by which rule, and what is still to be sent.',
      fails: [404],
      parameters: { id: ANY_ID },
    }),
    config: told('Get the settings', configSchema),
    changeConfig: told('Change settings', configSchema, {
      more: 'Settings that are not sent stay as they are. If only one list of a filter is sent, the other one stays.',
    }),
  },
});

/** What waits for a person. */
export const PLAN_GROUP = group('Plan', 'A run that stopped for approval, and the decision about it.', {
  endpoints: { ...PLAN, ...KEEPER },
  told: {
    plan: told('Get the plan that waits for approval', planSchema.nullable(), {
      more: '`null` if there is none.',
    }),
    approve: told('Approve the plan', planSchema, {
      more: 'The next run carries it out. With `items`, only these are approved, each with the same change of its task on the other side; the others keep waiting. `lines` and `counts` of the answer then tell of what was approved.',
      fails: [404, 409],
      parameters: { hash: 'The hash of the plan. It approves this plan and no other.' },
    }),
    catchUp: told('Bring a side that shows an older state up to date', planSchema, {
      fails: [404, 409],
      parameters: { hash: 'The hash of the plan.' },
    }),
    discard: told('Discard the plan', planSchema, {
      more: 'Items are undone on the side where they were made. Any other plan is dropped, and the next run makes a new one.',
      fails: [404, 409],
      parameters: { hash: 'The hash of the plan.' },
    }),
    takeOver: told('Take over from another installation', statusSchema, {
      more: 'This installation keeps the two accounts in sync from now on; the other one stops.',
    }),
    leave: told('Stop this installation', statusSchema, {
      more: 'Removes its label from Todoist. Nothing is read or written until it takes over again.',
    }),
  },
});

/** What was done and what met. */
export const HISTORY_GROUP = group(
  'History',
  'What was done, what is new, which edits conflicted, and undo.',
  {
    endpoints: HISTORY,
    told: {
      history: told('List the history, newest first', z.array(historyEntrySchema), {
        parameters: {
          task: `Only entries about this task. ${ANY_ID}`,
          limit: PAGE,
          run: 'Only what this run decided, and what was carried out for it.',
          before: 'Only entries older than the one with this id, which is the last one of the previous page.',
        },
      }),
      undo: told('Undo an entry', historyEntrySchema, {
        fails: [404, 409],
        parameters: { id: 'The id of the entry.' },
      }),
      undoRun: told('Undo a whole run', undoneRunSchema, {
        more: 'Lists what could not be undone, with the reason. The undo is itself a run, and can be undone.',
        fails: [404, 409],
        parameters: { id: 'The number of the run.', dry_run: DRY_RUN },
      }),
      undoSince: told('Undo everything since a time', undoneRunSchema, {
        fails: [404, 409],
        parameters: { dry_run: DRY_RUN },
      }),
      changes: told('List changes since a point, page by page', changesPageSchema, {
        more: 'Tasks and containers as they are now, including deleted ones. 410 means that the changes since then are no longer known: start again without `since`.',
        fails: [410],
        parameters: {
          since: '`upTo` of the previous page.',
          time: 'Epoch ms, for a client that has no `upTo` yet.',
          limit: PAGE,
        },
      }),
      conflicts: told('List conflicts, newest first', z.array(conflictSchema), {
        parameters: { waiting: '`true` lists only conflicts that wait for a decision.', limit: PAGE },
      }),
      resolve: told('Resolve a conflict', conflictSchema, {
        fails: [404, 409],
        parameters: { id: 'The id of the conflict.' },
      }),
      resume: told('Resume writing a stopped field', statusSchema, {
        more: 'A field is stopped after a side stored it differently from what it was sent, three times.',
        fails: [404],
        parameters: { replica: '`todoist` or `things`.', field: 'The name of the field.' },
      }),
    },
  },
);

/** Tokens for programs. */
export const TOKEN_GROUP = group('Tokens', 'Tokens that the owner makes for programs, one for each.', {
  endpoints: TOKENS,
  told: {
    tokens: told('List the tokens, never their text', z.array(tokenSchema), {
      more: '`lastUsedAt` is kept to the hour: use updates it at most once an hour, so the last use may be up to an hour later.',
    }),
    rekeySecrets: told('Encrypt every stored secret with the current key', rekeyedSchema, {
      more: 'Shows no secret and no key. SECRETS_KEY_OLD decrypts what is still encrypted with the previous key.',
    }),
    makeToken: told('Make a token', madeTokenSchema, {
      more: 'The token is shown in this answer and never again.',
    }),
    revokeToken: told('Revoke a token', z.array(tokenSchema), {
      more: 'Answers with the remaining tokens.',
      fails: [404],
      parameters: { id: 'The id of the token, as it is listed.' },
    }),
  },
});
