// What is told of the account, its plan, its history and its tokens.

import * as z from 'zod';
import { CHANGE_KINDS, DECIDED_FIELDS, type SyncConfig } from '../../model/config.ts';
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
  maxTasks: z.number().describe('How many changes pass unasked within 60 minutes.'),
  maxShare: z.number().describe('Which share of the linked tasks, from 0 to 1; counts from 5 tasks on.'),
});

/** Everything that an owner can set. */
const configSchema = z
  .object({
    strategy: z.enum(STRATEGIES),
    strategies: z
      .record(z.enum(DECIDED_FIELDS), z.enum(STRATEGIES).nullable())
      .describe('Of single fields; null: the general one.'),
    scope: z.object({ inboxOnly: z.boolean(), projects: nameFilter, areas: nameFilter, tags: nameFilter }),
    guard: z.record(z.enum(CHANGE_KINDS), limit),
    markerLabels: z.object({ someday: z.string(), evening: z.string(), canceled: z.string() }),
    priorityTags: z.tuple([z.string(), z.string(), z.string()]).nullable(),
  })
  .meta({ id: 'Config' }) satisfies z.ZodType<SyncConfig>;

const ANY_ID = 'A task, project, area or heading, by its id here, in Todoist or in Things.';
const PAGE = 'At most so many, 500 at the most.';
const DRY_RUN = 'Only tell what would be; nothing is changed.';

/** The account as it is, and its settings. */
export const ACCOUNT_GROUP = group('Account', 'How things stand, and what an owner can set.', {
  endpoints: ACCOUNT,
  told: {
    status: told('How things stand', statusSchema, {
      more: 'What is not where it should be is listed with its reason.',
    }),
    explain: told('Why a task is as it is', explanationSchema, {
      more: 'What was seen of it, what was decided by which rule, and what is still to be sent.',
      fails: [404],
      parameters: { id: ANY_ID },
    }),
    config: told('The settings', configSchema),
    changeConfig: told('Change settings', configSchema, {
      more: 'What is not given stays as it is. A filter of which only one list is given keeps the other one.',
    }),
  },
});

/** What waits for a person. */
export const PLAN_GROUP = group('Plan', 'A run that stopped, and a person\u2019s word on it.', {
  endpoints: { ...PLAN, ...KEEPER },
  told: {
    plan: told('The plan that waits', planSchema.nullable(), { more: '`null` where none waits.' }),
    approve: told('Let the plan be carried out', planSchema, {
      more: 'The next run does it. With `items`, only these; the others go on waiting.',
      fails: [404, 409],
      parameters: { hash: 'The plan\u2019s own hash: another plan is not approved by it.' },
    }),
    catchUp: told('Bring the side that shows an older state up to date', planSchema, {
      fails: [404, 409],
      parameters: { hash: 'The plan\u2019s own hash.' },
    }),
    discard: told('Say no to the plan', planSchema, {
      more: 'Items are taken back where they were made; any other plan is forgotten, and the next run makes a new one.',
      fails: [404, 409],
      parameters: { hash: 'The plan\u2019s own hash.' },
    }),
    takeOver: told('Go on here, where another installation keeps the pair', statusSchema),
    leave: told('End this installation', statusSchema, {
      more: 'Its label goes from Todoist, and nothing is read or written until it takes over again.',
    }),
  },
});

/** What was done and what met. */
export const HISTORY_GROUP = group('History', 'What was done, what is new, what met, and taking it back.', {
  endpoints: HISTORY,
  told: {
    history: told('What was done, newest first', z.array(historyEntrySchema), {
      parameters: {
        task: `Only of this one. ${ANY_ID}`,
        limit: PAGE,
        run: 'Everything that this run decided, and what was carried out for it.',
        before: 'Only what stands before the entry of this id: the last one of the page before.',
      },
    }),
    undo: told('Take an entry back', historyEntrySchema, {
      fails: [404, 409],
      parameters: { id: 'The id of the entry.' },
    }),
    undoRun: told('Take a whole run back', undoneRunSchema, {
      more: 'What stays is told, each with its reason. Is a run itself, and can be taken back.',
      fails: [404, 409],
      parameters: { id: 'The number of the run.', dry_run: DRY_RUN },
    }),
    undoSince: told('Take back everything since a time', undoneRunSchema, {
      fails: [404, 409],
      parameters: { dry_run: DRY_RUN },
    }),
    changes: told('What changed since a point, page by page', changesPageSchema, {
      more: 'Tasks and containers as they are now, deletions included. 410: what lies between is forgotten; begin afresh, without `since`.',
      fails: [410],
      parameters: {
        since: '`upTo` of the page before.',
        time: 'Epoch ms, for a client that has no point yet.',
        limit: PAGE,
      },
    }),
    conflicts: told('What moved on both sides, newest first', z.array(conflictSchema), {
      parameters: { waiting: 'Only those that wait for a person.', limit: PAGE },
    }),
    resolve: told('Decide a conflict', conflictSchema, {
      fails: [404, 409],
      parameters: { id: 'The id of the conflict.' },
    }),
    resume: told('Let a field be written again that was stopped', statusSchema, {
      more: 'A field is stopped when a side kept it otherwise than it was told, three times.',
      fails: [404],
      parameters: { replica: '`todoist` or `things`.', field: 'The name of the field.' },
    }),
  },
});

/** Tokens for programs. */
export const TOKEN_GROUP = group('Tokens', 'What an owner gives to programs, one each.', {
  endpoints: TOKENS,
  told: {
    tokens: told('All tokens, without their text', z.array(tokenSchema)),
    rekeySecrets: told('Seal every stored secret anew under the present key', rekeyedSchema, {
      more: 'Nothing of a secret or a key is told. SECRETS_KEY_OLD opens what is under the one of before.',
    }),
    makeToken: told('Make a token', madeTokenSchema, { more: 'The token is shown only this once.' }),
    revokeToken: told('Take a token back', z.array(tokenSchema), {
      more: 'Answers with those that are left.',
      fails: [404],
      parameters: { id: 'The id of the token, as it is listed.' },
    }),
  },
});
