// `POST /inbox/clear` and its modes: what waits for Things counts as imported, or the inbox is emptied.

import { err, ok, type Result } from '../../../model/result.ts';
import type { Marked, MarkResult } from '../../../protocol/answers/older/things.ts';
import type { ClearMode } from '../../../protocol/older/inbox.ts';
import type { AccountFailure } from '../../../sync/owner/account-port.ts';
import { whyWaits } from './answer.ts';
import type { OlderParts } from './calls.ts';
import { MOVED_TO, projectMovedTo, type Emptied } from './empty-inbox.ts';
import { everything, markImported, readInbox, unreadable, waitingFor, type Shown } from './inbox.ts';
import { NOTHING_TOLD } from './client-report.ts';
import { visitOfOlderClient, whyNot } from './visit.ts';

/** What to clear, and how. */
export interface ClearQuery {
  /** Distinguishes clients; reveals nothing about their tokens. */
  readonly to: string;
  readonly mode: ClearMode;
  /** Only report what would be done. */
  readonly dryRun: boolean;
}

type Done = Extract<MarkResult, { readonly content: string }>['status'];

/** Marks what waits as imported; with `delete` and `move` it deletes or files the whole inbox, unless a plan stops it. */
export async function clearInbox(
  parts: OlderParts,
  query: ClearQuery,
): Promise<Result<Marked, AccountFailure>> {
  const { to, mode, dryRun } = query;
  if (mode === 'delete' || mode === 'move') return empty(parts, mode, dryRun);
  const status = mode === 'fingerprint' ? 'marked_synced' : 'labeled';
  if (dryRun) return rehearse(parts, () => waitingFor(parts, to), status);
  const read = await readInbox(parts, { to, all: false, format: 'flat' });
  if (!read.ok) return read;
  return ok(marked(markImported(parts, to).results.map((one) => (isDone(one) ? { ...one, status } : one))));
}

function isDone(one: MarkResult): one is Extract<MarkResult, { readonly content: string }> {
  return one.status !== 'error';
}

async function rehearse(
  parts: OlderParts,
  find: () => readonly Shown[],
  status: Done,
): Promise<Result<Marked, AccountFailure>> {
  const failure = await visit(parts, null);
  if (failure !== null) return err(failure);
  return ok({ ...marked(find().map((shown) => done(shown, status))), dryRun: true });
}

async function empty(
  parts: OlderParts,
  how: Emptied['how'],
  dryRun: boolean,
): Promise<Result<Marked, AccountFailure>> {
  const { store } = parts;
  const status = how === 'delete' ? 'deleted' : 'moved';
  if (dryRun) return rehearse(parts, () => everything(parts), status);
  const failure = await visit(parts, null);
  if (failure !== null) return err(failure);
  const shown = everything(parts);
  const refusal = whyNot(parts) ?? (how === 'move' ? whyNotMoved(parts) : null);
  if (refusal !== null) return ok(marked(shown.map(({ id }) => ({ id, status: 'error', message: refusal }))));
  await visit(parts, { how, tasks: shown.map(({ task }) => task) });
  return ok(
    marked(
      shown.map((one) => {
        const message = whyWaits(store, one.task);
        return message === null ? done(one, status) : { id: one.id, status: 'error', message };
      }),
    ),
  );
}

function whyNotMoved({ store }: OlderParts): string | null {
  return projectMovedTo(store) === null ? `there is no project \u201c${MOVED_TO}\u201d` : null;
}

/** One run. Returns why the inbox is unknown after it; null: it is known. */
async function visit(parts: OlderParts, emptied: Emptied | null): Promise<AccountFailure | null> {
  const told = { ...NOTHING_TOLD, emptied };
  return unreadable(parts, await parts.account.visit(visitOfOlderClient(parts.store, told, parts.zone())));
}

function done({ id, fields }: Shown, status: Done): MarkResult {
  return { id, content: fields.title, status };
}

function marked(results: readonly MarkResult[]): Marked {
  return { results, count: results.length };
}
