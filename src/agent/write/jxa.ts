// The one script that the agent runs in Things: a fixed program that takes a list of steps and reports the result of each. Text
// never becomes program text; it is passed as JSON.

import * as z from 'zod';
import { err, ok, type Result } from '../../model/result.ts';
import type { ThingsApp } from './app.ts';

/** One step of the program. Ids are Things uuids. */
export type JxaStep =
  | { readonly do: 'make_todo'; readonly title: string; readonly notes: string }
  /** Finds everything that the app counts as a to-do, including projects and items in the Trash. */
  | { readonly do: 'find_todo'; readonly notes: string }
  /** Fails with -1728 if it does not exist. */
  | { readonly do: 'name_of'; readonly kind: 'todo' | 'area' | 'project'; readonly id: string }
  /** Finds when the app itself last changed a to-do, epoch ms. Fails with -1728 if it does not exist. */
  | { readonly do: 'changed_at'; readonly id: string }
  | { readonly do: 'set_todo'; readonly id: string; readonly title?: string; readonly notes?: string }
  | { readonly do: 'set_status'; readonly id: string; readonly status: 'open' | 'completed' | 'canceled' }
  | { readonly do: 'to_inbox'; readonly id: string }
  | { readonly do: 'trash_todo'; readonly id: string }
  | { readonly do: 'make_tag'; readonly title: string }
  | { readonly do: 'make_area'; readonly title: string }
  | { readonly do: 'make_project'; readonly title: string; readonly notes: string }
  /** Puts a project into an area. */
  | { readonly do: 'set_area'; readonly id: string; readonly area: string }
  | {
      readonly do: 'set_container';
      readonly kind: 'area' | 'project';
      readonly id: string;
      readonly title?: string;
      readonly notes?: string;
    }
  /** Only trashes the project if it is empty; otherwise only its notes are cleared, because a user has started to use it. */
  | { readonly do: 'trash_empty_project'; readonly id: string };

/** The result of one step: the id of what it created (null if there is none to report), what it found, or the app's error. */
export type JxaResult =
  | { readonly ok: true; readonly id: string | null; readonly found?: readonly string[] | undefined }
  | { readonly ok: false; readonly code: number | null; readonly message: string };

/** Why the app can't be scripted now: none of the following steps is carried out, and nothing in this means "empty". */
export type JxaFailure =
  /** The user has not (or not yet) allowed this program to control Things (errors -1743, -1744). */
  | { readonly kind: 'permission' }
  /** The app did not answer in time (-1712); the request may still be carried out. */
  | { readonly kind: 'app_timeout' }
  /** The program itself failed. */
  | { readonly kind: 'app_error'; readonly detail: string };

const PERMISSION_CODES: ReadonlySet<number> = new Set([-1743, -1744]);
const TIMEOUT_CODE = -1712;
/** The app went away in the middle (procNotFound, connectionInvalid): the request may have been carried out. */
const LOST_CODES: ReadonlySet<number> = new Set([-600, -609]);

// Lists are identified by their ids, which are the same in every language of the app; their names are not. To-dos are moved to the
// Trash instead of deleted: a closed one can't be deleted (-1728), and an open one sometimes can't either. An area is set after its
// project is created: an object inside the record of `make` is refused (-1700).
const PROGRAM = `
  var things = Application('Things3');
  var FATAL = { '-1743': true, '-1744': true, '-1712': true, '-609': true, '-600': true };
  function todo(id) { return things.toDos.byId(id); }
  function container(kind, id) { return kind === 'area' ? things.areas.byId(id) : things.projects.byId(id); }
  function assign(target, step) {
    if (step.title !== undefined) target.name = step.title;
    if (step.notes !== undefined) target.notes = step.notes;
    return null;
  }
  function codeOf(error) {
    return typeof error.errorNumber === 'number' ? error.errorNumber : null;
  }
  var actions = {
    make_todo: function (step) {
      return things.make({ new: 'toDo', withProperties: { name: step.title, notes: step.notes } }).id();
    },
    find_todo: function (step) {
      // The app compares without case, ids do not.
      var found = things.toDos.whose({ notes: step.notes })().filter(function (each) {
        return each.notes() === step.notes;
      });
      return found.map(function (each) { return each.id(); });
    },
    name_of: function (step) {
      (step.kind === 'todo' ? todo(step.id) : container(step.kind, step.id)).name();
      return step.id;
    },
    changed_at: function (step) { return [String(todo(step.id).modificationDate().getTime())]; },
    set_todo: function (step) { return assign(todo(step.id), step); },
    set_status: function (step) { todo(step.id).status = step.status; return null; },
    to_inbox: function (step) {
      things.move(todo(step.id), { to: things.lists.byId('TMInboxListSource') });
      return null;
    },
    trash_todo: function (step) {
      things.move(todo(step.id), { to: things.lists.byId('TMTrashListSource') });
      return null;
    },
    make_tag: function (step) {
      things.make({ new: 'tag', withProperties: { name: step.title } });
      return null;
    },
    make_area: function (step) {
      return things.make({ new: 'area', withProperties: { name: step.title } }).id();
    },
    make_project: function (step) {
      return things.make({ new: 'project', withProperties: { name: step.title, notes: step.notes } }).id();
    },
    set_area: function (step) {
      things.projects.byId(step.id).area = things.areas.byId(step.area);
      return null;
    },
    set_container: function (step) { return assign(container(step.kind, step.id), step); },
    trash_empty_project: function (step) {
      var target = things.projects.byId(step.id);
      if (target.toDos().length === 0) things.delete(target);
      else target.notes = '';
      return null;
    }
  };
  var results = [];
  for (var at = 0; at < steps.length; at += 1) {
    try {
      var outcome = actions[steps[at].do](steps[at]);
      results.push(Array.isArray(outcome) ? { ok: true, id: null, found: outcome } : { ok: true, id: outcome });
    } catch (error) {
      results.push({ ok: false, code: codeOf(error), message: String(error.message || error) });
      if (FATAL[String(codeOf(error))]) break;
    }
  }
  return JSON.stringify(results);
`;

const resultsSchema = z.array(
  z.union([
    z.object({ ok: z.literal(true), id: z.string().nullable(), found: z.array(z.string()).optional() }),
    z.object({ ok: z.literal(false), code: z.number().nullable(), message: z.string() }),
  ]),
);

/** The results of a run of steps: one for each step that was tried, in order; if there is a `failure`, the last step caused it. */
export interface JxaRun {
  readonly results: readonly JxaResult[];
  readonly failure: JxaFailure | null;
}

/** Runs steps in order in one script. A refused step does not stop the others. */
export async function runSteps(app: ThingsApp, steps: readonly JxaStep[]): Promise<JxaRun> {
  if (steps.length === 0) return { results: [], failure: null };
  const outcome = await app.runJxa(`(function (steps) {${PROGRAM}})(${jsonLiteral(steps)});`, []);
  if (outcome.exitCode !== 0) return { results: [], failure: failureOf(outcome.stderr) };
  const results = parseResults(outcome.stdout);
  if (!results.ok) return { results: [], failure: results.error };
  const last = results.value.at(-1);
  return { results: results.value, failure: last?.ok === false ? fatalOf(last.code) : null };
}

/** Tells whether the app runs, without starting it. */
export async function isRunning(app: ThingsApp): Promise<Result<boolean, JxaFailure>> {
  const outcome = await app.runJxa("Application('Things3').running();", []);
  return outcome.exitCode === 0 ? ok(outcome.stdout.trim() === 'true') : err(failureOf(outcome.stderr));
}

/** Asks the app for its name, which needs the same permission as a change; returns the obstacle, if any. */
export async function probe(app: ThingsApp): Promise<JxaFailure | null> {
  const outcome = await app.runJxa("Application('Things3').name();", []);
  return outcome.exitCode === 0 ? null : failureOf(outcome.stderr);
}

/** JSON in a program: it may contain two line separators that older JavaScript did not allow. */
function jsonLiteral(value: unknown): string {
  return JSON.stringify(value).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
}

function parseResults(stdout: string): Result<readonly JxaResult[], JxaFailure> {
  try {
    const parsed = resultsSchema.safeParse(JSON.parse(stdout));
    if (parsed.success) return ok(parsed.data);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return err({ kind: 'app_error', detail: 'the script’s answer is not a list of results' });
}

/** Interprets the stderr of a script that failed as a whole. */
export function failureOf(stderr: string): JxaFailure {
  const code = /\((-?\d+)\)\s*$/.exec(stderr.trim());
  return (
    fatalOf(code === null ? null : Number(code[1])) ?? {
      kind: 'app_error',
      detail: stderr.trim().slice(0, 300),
    }
  );
}

function fatalOf(code: number | null): JxaFailure | null {
  if (code === null) return null;
  if (PERMISSION_CODES.has(code)) return { kind: 'permission' };
  if (LOST_CODES.has(code)) return { kind: 'app_error', detail: `Things went away (${code})` };
  return code === TIMEOUT_CODE ? { kind: 'app_timeout' } : null;
}
