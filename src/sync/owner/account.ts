// The whole sync of one account: puts the steps of a run together and keeps runs from overlapping. All decisions are made in the
// files it calls; every state change is one transaction.

import { newRunMark } from '../../hub/events.ts';
import type { SyncConfig } from '../../model/config.ts';
import type { TaskId } from '../../model/ids.ts';
import { err, ok } from '../../model/result.ts';
import { isSame } from '../../model/same.ts';
import { changeConfig, whyUnusable } from '../../protocol/config.ts';
import type { Status } from '../../protocol/status.ts';
import { decideConflict } from './held-fields.ts';
import { answerPlan, type PlanAnswer } from '../plan/approval.ts';
import { isFirstSyncDone, storedPlan, toldPlan } from '../plan/stored-plan.ts';
import { planUncounted } from '../plan/plan-task.ts';
import { stoppedWords } from '../plan/field-stops.ts';
import { resumeField } from '../plan/stop-fields.ts';
import type { Account, TakeBackOptions } from './account-port.ts';
import { pollOnce, visitOnce } from '../run/exchange.ts';
import { whyNotTaken, withNote } from '../run/run-note.ts';
import { tellOnce } from '../run/tell.ts';
import type { AccountParts, Session } from '../unit-of-work.ts';
import { appliedOf, configOf, openSession, beginPassNow, beginOwnersPass } from '../run/session.ts';
import { askToTakeOver } from '../plan/keeper.ts';
import { contactWith } from '../run/contact.ts';
import { ownersConfig, readAllAnew, adoptMarkerNames } from './marker-names.ts';
import { noteDecision } from '../run/basis.ts';
import { createPromiseQueue } from '../../model/promise-queue.ts';
import { changesOf } from './changes.ts';
import { completeTasks } from './complete.ts';
import { settleConflicts } from './settle-conflicts.ts';
import { recordUndone, undoEvent } from './undo.ts';
import { takeBackSince, takeRunBack } from './take-back.ts';
import {
  conflictEntry,
  decisionsBehind,
  explainTask,
  historyEntry,
  historyOf,
  undoneAtOf,
} from './history.ts';
import { statusOf, whatWaits, type ContactFacts } from './views.ts';

const CARRIED_OUT: TakeBackOptions = { dryRun: false };

/** Opens an account on its working state. Methods may be called at any time; runs never overlap. */
export function createAccount(parts: AccountParts): Account {
  const session = openSession(parts);
  const inTurn = createPromiseQueue();
  const { store } = parts;
  return {
    visit: (visit) => {
      const note = { by: visit.by ?? visit.replica, why: whyNotTaken };
      return inTurn(() => withNote(session, note, () => visitOnce(session, visit)));
    },
    poll: () => inTurn(() => withNote(session, { by: null }, () => pollOnce(session))),
    tell: (read) => {
      // A run of its own, whatever else is running.
      const own = { ...session, mark: newRunMark(parts.now()), visitor: null };
      return withNote(own, { by: read.replica, asksNobody: true }, async () => tellOnce(own, read));
    },
    status: () => currentStatus(session),
    waiting: () => whatWaits(parts, factsOf(session)),
    plan: () => storedPlan(parts),
    approve: (hash, items) => answer(session, { hash, answer: 'approve', items: items ?? null }),
    catchUp: (hash) => answer(session, { hash, answer: 'catch_up', items: null }),
    discard: (hash) => answer(session, { hash, answer: 'discard', items: null }),
    history: (query) => historyOf(parts, query),
    undo: (entry) => undo(session, entry),
    undoRun: (run, options = CARRIED_OUT) => takeRunBack(session, run, options),
    undoSince: (since, options = CARRIED_OUT) => takeBackSince(session, since, options),
    conflicts: (query) => store.conflicts.list(query).map((record) => conflictEntry(store, record)),
    resolveConflict: (id, keep) => resolveConflict(session, id, keep),
    settleConflicts: (task, verdict) => settle(session, task, verdict),
    complete: (tasks) => complete(session, tasks),
    readAllAnew: () =>
      store.transaction(() => {
        readAllAnew(parts);
        noteDecision(parts);
      }),
    changes: (query) => changesOf(store, query),
    resumeField: (replica, field) => resume(session, replica, field),
    explain: (task) => explainTask(parts, task),
    takeOver: () =>
      store.transaction(() => {
        askToTakeOver(parts);
        noteDecision(parts);
        return ok(currentStatus(session));
      }),
    leave: () => inTurn(() => leave(session)),
    config: () => ownersConfig(parts),
    changeConfig: (change) => {
      const before = ownersConfig(parts);
      const after = changeConfig(before, change);
      const detail = whyUnusable(after);
      if (detail !== null) return err({ kind: 'invalid', detail });
      store.transaction(() => saveConfig(session, before, after));
      return ok(after);
    },
  };
}

function answer(session: Session, given: PlanAnswer): ReturnType<Account['approve']> {
  return session.parts.store.transaction(() => {
    const answered = answerPlan(beginOwnersPass(session), given);
    if (!answered.ok) return answered;
    noteDecision(session.parts);
    return ok(toldPlan(answered.value));
  });
}

function undo(session: Session, id: string): ReturnType<Account['undo']> {
  const { store } = session.parts;
  const event = /^\d{1,15}$/.test(id) ? store.events.get(Number(id)) : null;
  if (event === null) return err({ kind: 'not_found', detail: `no history entry ${id}` });
  if (undoneAtOf(store, event) !== null)
    return err({ kind: 'out_of_date', detail: 'this entry was taken back already' });
  return store.transaction(() => {
    const pass = beginOwnersPass(session);
    if (!undoEvent(pass, event))
      return err({ kind: 'not_found', detail: 'the task or project of this entry is no longer known' });
    recordUndone(pass, [event, ...decisionsBehind(store, event)]);
    planUncounted(pass);
    noteDecision(session.parts);
    return ok(historyEntry(session.parts, { ...event, undoneAt: pass.now }));
  });
}

function resolveConflict(
  session: Session,
  id: string,
  keep: 'hub' | 'replica',
): ReturnType<Account['resolveConflict']> {
  const { store } = session.parts;
  const record = store.conflicts.get(id);
  if (record === null) return err({ kind: 'not_found', detail: `no conflict ${id}` });
  if (record.outcome !== 'waiting')
    return err({ kind: 'out_of_date', detail: 'this conflict was decided already' });
  return store.transaction(() => {
    const pass = beginOwnersPass(session);
    const hub = store.tasks.get(record.taskId);
    if (hub === null)
      return err({ kind: 'not_found', detail: 'the task of this conflict is no longer known' });
    decideConflict(pass, hub, record, keep);
    planUncounted(pass);
    noteDecision(session.parts);
    return ok(conflictEntry(store, { ...record, outcome: keep, resolvedAt: pass.now }));
  });
}

function settle(
  session: Session,
  ...[id, verdict]: Parameters<Account['settleConflicts']>
): ReturnType<Account['settleConflicts']> {
  const { store } = session.parts;
  return store.transaction(() => {
    const hub = store.tasks.get(id);
    if (hub === null) return err({ kind: 'not_found', detail: 'this task is no longer known' });
    const pass = beginOwnersPass(session);
    const settled = settleConflicts(pass, hub, verdict);
    planUncounted(pass);
    noteDecision(session.parts);
    return ok(settled);
  });
}

function complete(session: Session, tasks: readonly TaskId[]): ReadonlySet<TaskId> {
  return session.parts.store.transaction(() => {
    const pass = beginOwnersPass(session);
    const closed = completeTasks(pass, tasks);
    planUncounted(pass);
    noteDecision(session.parts);
    return closed;
  });
}

function currentStatus(session: Session): Status {
  const status = statusOf(beginPassNow(session), factsOf(session));
  return { ...status, run: { ...status.run, applied: appliedOf(session) } };
}

function resume(session: Session, replica: string, field: string): ReturnType<Account['resumeField']> {
  return session.parts.store.transaction(() => {
    const pass = beginOwnersPass(session);
    const stop = pass.stops.get(`${replica} ${field}`);
    if (stop === undefined || !resumeField(pass, stop.replica, stop.field)) {
      const detail = `${field} is not stopped in ${replica}. ${stoppedWords(pass.stops)}`;
      return err({ kind: 'not_found', detail });
    }
    planUncounted(pass);
    return ok(currentStatus(session));
  });
}

async function leave(session: Session): ReturnType<Account['leave']> {
  for (const { name, title, polled } of session.parts.replicas.all) {
    if (polled?.leave === undefined || (await polled.leave(session))) continue;
    const why = contactWith(session, name).problem ?? `${title} does not answer`;
    return err({
      kind: 'unavailable',
      detail: `${why}. Nothing was changed: this installation is still there.`,
    });
  }
  return ok(currentStatus(session));
}

/** A change of scope makes the next run a full one. New marker names take effect at the end of a run. */
function saveConfig(session: Session, before: SyncConfig, after: SyncConfig): void {
  const { meta } = session.parts.store;
  noteDecision(session.parts);
  const { markerLabels, priorityTags } = configOf(session.parts);
  meta.set('config', { ...after, markerLabels, priorityTags });
  meta.set('names_to_adopt', { markerLabels: after.markerLabels, priorityTags: after.priorityTags });
  if (!isSame(before.scope, after.scope)) readAllAnew(session.parts);
  if (!isFirstSyncDone(session.parts)) adoptMarkerNames(session);
}

function factsOf(session: Session): ContactFacts {
  const { requests } = session.figures;
  return { requests, contactOf: (replica) => contactWith(session, replica) };
}
