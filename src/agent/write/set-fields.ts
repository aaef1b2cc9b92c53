// One round of setting what the rows of a batch do not show yet: tags first, then scripts, then URLs, then what must come last.
// Each kind is planned from rows that are read right before it is sent, so that a user's edits in the meantime are not overwritten.

import type { ThingsTodo } from '../../protocol/things-row.ts';
import type { AgentJournal } from '../state/journal.ts';
import { WriteStop, type AppSession } from './app-session.ts';
import type { JxaStep } from './jxa.ts';
import { makeTags } from './make-tags.ts';
import type { LibraryView } from '../read/reader.ts';
import { matchingText } from '../../model/text.ts';
import type { WantedName } from '../read/row-fields.ts';
import { inboxed, stepsFor, type TodoSteps } from './steps.ts';
import { fieldsToSet, giveUp, isFulfilled, isSent, outcomeOf, type TodoEntry } from './todo-entry.ts';
import { clearUrl, jsonUpdate, jsonUrl, jsonUrls } from './url.ts';

/** What is sent for one to-do. */
export interface Plan {
  readonly entry: TodoEntry;
  readonly row: ThingsTodo;
  readonly steps: TodoSteps;
  readonly first: readonly JxaStep[];
}

const NO_STEPS: TodoSteps = { scripts: [], clears: [], updates: [], closing: [] };

/**
 * Sends what is missing and returns what was planned; the effects are still to come. With `singly`, each to-do gets a URL of its
 * own, since one object that Things refuses may make it ignore all others in the same URL.
 */
export async function sendMissing(
  open: readonly TodoEntry[],
  { session, journal }: { readonly session: AppSession; readonly journal: AgentJournal },
  { singly }: { readonly singly: boolean },
): Promise<readonly Plan[]> {
  // A to-do that was just created may reach the database slightly later than its id reached us.
  await session.waitFor(() => areThere(open, session));
  await provideTags(plansFor(open, session), session);
  const plans = plansFor(open, session);
  const sent = plans.filter(hasSteps).map(({ entry }) => entry);
  journal.markSent(sent.filter((entry) => !isSent(entry)).map(({ operation }) => operation.id));
  for (const entry of sent) entry.timesSent += 1;
  await runScripts(plans.flatMap(scriptsOf), session);
  await openUrls(plansFor(open, session), session, singly);
  await closeLast(plans, session);
  return plans.filter(hasSteps);
}

/** Tells whether a plan needs a URL. */
export function hasUrls({ steps }: Plan): boolean {
  return steps.clears.length + steps.updates.length > 0;
}

/** Tells whether the rows of all these plans are unchanged. */
export function areUntouched(plans: readonly Plan[], session: AppSession): boolean {
  const { todos } = session.view(plans.map(({ row }) => row.id));
  return plans.every(({ row }) => todos.get(row.id)?.digest === row.digest);
}

function hasSteps(plan: Plan): boolean {
  return hasUrls(plan) || plan.first.length + plan.steps.scripts.length + plan.steps.closing.length > 0;
}

function plansFor(entries: readonly TodoEntry[], session: AppSession): readonly Plan[] {
  const open = entries.filter((entry) => entry.acknowledgement === null);
  const view = session.view(open.flatMap(({ id }) => id ?? []));
  return open.flatMap((entry) => planOf(entry, view, session.today()) ?? []);
}

/** null if nothing may be sent: no read shows the to-do, it is in the Trash, or it is not what was to be trashed. */
function planOf(entry: TodoEntry, view: LibraryView, today: string): Plan | null {
  const row = view.todos.get(entry.id ?? '');
  if (row === undefined) return null;
  const { kind } = entry.operation;
  if (kind === 'trash_todo') {
    if (row.trashed) return null;
    if (entry.before !== null && entry.before.digest !== row.digest) {
      entry.acknowledgement = { ...outcomeOf(entry, row, today), outcome: 'stale' };
      return null;
    }
    return { entry, row, steps: NO_STEPS, first: [{ do: 'trash_todo', id: row.id }] };
  }
  if (row.trashed && kind !== 'restore_todo') return null;
  const place = entry.wanted.place ?? null;
  if (place !== null && view.containers.get(place.id)?.gone !== false) {
    giveUp(entry, ['place']);
  }
  const context = { today, containers: view.containers, tagTitles: view.tags };
  const wanted = fieldsToSet(entry, row, today);
  return {
    entry,
    row,
    steps: stepsFor(row.trashed ? inboxed(row) : row, wanted, context),
    first: row.trashed ? [{ do: 'to_inbox', id: row.id }] : [],
  };
}

interface EntryStep {
  readonly entry: TodoEntry;
  readonly step: JxaStep;
}

function scriptsOf({ entry, first, steps }: Plan): readonly EntryStep[] {
  return [...first, ...steps.scripts].map((step) => ({ entry, step }));
}

/** A URL silently drops tags that do not exist: those that can't be created are left out, and reported. */
async function provideTags(plans: readonly Plan[], session: AppSession): Promise<void> {
  const titlesOf = ({ steps }: Plan): readonly string[] => steps.tags ?? [];
  const refused = await makeTags(plans.flatMap(titlesOf), session);
  for (const plan of plans) {
    const titles = titlesOf(plan);
    const reason = titles.flatMap((title) => refused.get(matchingText(title)) ?? [])[0];
    if (reason === undefined) continue;
    plan.entry.refusal ??= reason;
    const tags = titles.filter((title) => !refused.has(matchingText(title)));
    if (tags.length === 0) giveUp(plan.entry, ['tags']);
    else plan.entry.settable = { ...plan.entry.settable, tags };
  }
}

async function runScripts(wanted: readonly EntryStep[], session: AppSession): Promise<void> {
  const results = await session.script(wanted.map(({ step }) => step));
  for (const [at, { entry, step }] of wanted.entries()) {
    const result = results[at];
    if (result === undefined || result.ok) continue;
    entry.refusal ??= result.message;
    giveUp(entry, fieldsOfStep(step));
  }
}

/** The fields that a step sets; none for one that moves the whole to-do. */
function fieldsOfStep(step: JxaStep): readonly WantedName[] {
  if (step.do === 'set_status') return ['status'];
  if (step.do !== 'set_todo') return [];
  return [
    ...(step.title === undefined ? [] : (['title'] as const)),
    ...(step.notes === undefined ? [] : (['notes'] as const)),
  ];
}

async function openUrls(plans: readonly Plan[], session: AppSession, singly: boolean): Promise<void> {
  const clears = plans.filter(({ steps }) => steps.clears.length > 0);
  const updates = plans.flatMap(({ row, steps }) =>
    steps.updates.map((attributes) => jsonUpdate(row.id, attributes)),
  );
  if (clears.length + updates.length === 0) return;
  const { authToken } = session.view([]);
  if (authToken === null) throw new WriteStop({ kind: 'no_auth_token' });
  for (const { row, steps } of clears) await session.open(clearUrl(row.id, steps.clears, authToken));
  const urls = singly ? updates.map((update) => jsonUrl([update], authToken)) : jsonUrls(updates, authToken);
  for (const url of urls) await session.open(url);
}

/** Closes the to-dos that had to be changed by URLs first, once these took effect. */
async function closeLast(plans: readonly Plan[], session: AppSession): Promise<void> {
  const closing = plans.filter(({ steps }) => steps.closing.length > 0);
  if (closing.length === 0) return;
  const entries = closing.map(({ entry }) => entry);
  await session.waitFor(() => {
    const { todos } = session.view(entries.flatMap(({ id }) => id ?? []));
    return entries.every((entry) => isSetButStatus(entry, todos.get(entry.id ?? ''), session.today()));
  });
  const now = plansFor(entries, session);
  await runScripts(
    now.flatMap(({ entry, steps }) =>
      [...steps.scripts.filter(isClosing), ...steps.closing].map((step) => ({ entry, step })),
    ),
    session,
  );
}

/** If nothing is left for URLs, closing is among the scripts. */
function isClosing(step: JxaStep): boolean {
  return step.do === 'set_status' && step.status !== 'open';
}

function areThere(entries: readonly TodoEntry[], session: AppSession): boolean {
  const { todos } = session.view(entries.flatMap(({ id }) => id ?? []));
  // Something that is not being created and does not exist is gone, and waiting does not bring it back.
  return entries.every((entry) => entry.operation.kind !== 'create_todo' || todos.has(entry.id ?? ''));
}

function isSetButStatus(entry: TodoEntry, row: ThingsTodo | undefined, today: string): boolean {
  if (row === undefined) return true;
  const { status: _status, ...settable } = entry.settable;
  return isFulfilled({ ...entry, settable }, row, today);
}
