// Applies one URL command to the library and says how it ended.
// Must not schedule, retry or open anything; the caller owns the transaction and the event log.
import { CLIENT_VERSION, SCHEME_VERSION } from '../limits.ts';
import { PROJECT, TODO } from '../store/rows.ts';
import type { AppState } from '../state/app-state.ts';
import type { TakeItem } from './create-items.ts';
import { createProjectFromFields, createTodoFromFields } from './create-items.ts';
import type { ItemFields, ReadContext } from './fields.ts';
import { fieldsFromUrl } from './fields.ts';
import { applyJsonSteps, readJsonPayload } from './json-command.ts';
import type { UrlOutcome } from './outcome.ts';
import { UrlRejection } from './outcome.ts';
import type { ParsedUrl } from './parse.ts';
import { UNKNOWN_ID, updateItem } from './update-items.ts';
import { parseFlag, parseLines } from './values.ts';

/** What a command may use beside the library. */
interface UrlSurroundings {
  readonly take: TakeItem;
  readonly onClipped: (what: string) => void;
  /** One json object about an unknown id refuses them all. */
  readonly isJsonRefusedWhole: boolean;
  /** Shows the dialog that the item does not exist. */
  readonly onUnknownId: () => void;
}

/** Applies a parsed command. Throws UrlRejection (error window) or AppCrash; the caller rolls back on both. */
export function runUrlCommand(state: AppState, url: ParsedUrl, surroundings: UrlSurroundings): UrlOutcome {
  switch (url.command) {
    case 'add':
      return runAdd(state, url, surroundings);
    case 'add-project':
      return runAddProject(state, url, surroundings);
    case 'update':
      return runUpdate(state, url, surroundings, TODO);
    case 'update-project':
      return runUpdate(state, url, surroundings, PROJECT);
    case 'json':
    case 'add-json':
      return runJson(state, url, surroundings);
    case 'show':
    case 'search':
    case 'version':
      return { kind: 'ok', detail: 'changes nothing', ids: [] };
    default:
      throw new UrlRejection(`unsupported command ${url.command}`);
  }
}

/** Returns the parameters that the app appends to `x-success` for an outcome. */
export function successParameters(command: string, outcome: UrlOutcome): Readonly<Record<string, string>> {
  if (command === 'version') {
    return {
      'x-things-scheme-version': String(SCHEME_VERSION),
      'x-things-client-version': String(CLIENT_VERSION),
    };
  }
  if (command === 'json' || command === 'add-json') return { 'x-things-ids': JSON.stringify(outcome.ids) };
  return outcome.ids.length === 0 ? {} : { 'x-things-id': outcome.ids.join(',') };
}

function runAdd(state: AppState, url: ParsedUrl, surroundings: UrlSurroundings): UrlOutcome {
  if (parseFlag(url.parameters.get('show-quick-entry')) === true) {
    return { kind: 'modal', detail: 'quick entry window', ids: [] };
  }
  const fields = fieldsFromUrl(url.parameters, readContext(state, surroundings, false, false));
  const titles = url.parameters.get('titles');
  const all: readonly ItemFields[] =
    titles === undefined ? [fields] : parseLines(titles).map((title) => ({ ...fields, title }));
  const ids = all.map((each) => createTodoFromFields(state, each, surroundings.take));
  return done(ids);
}

function runAddProject(state: AppState, url: ParsedUrl, surroundings: UrlSurroundings): UrlOutcome {
  const fields = fieldsFromUrl(url.parameters, readContext(state, surroundings, false, true));
  const items = parseLines(url.parameters.get('to-dos') ?? '').map(
    (title) => ({ kind: 'todo', fields: { title, place: {} } }) as const,
  );
  return done([createProjectFromFields(state, fields, items, surroundings.take)]);
}

function runUpdate(state: AppState, url: ParsedUrl, surroundings: UrlSurroundings, type: number): UrlOutcome {
  requireToken(state, url);
  const id = url.parameters.get('id');
  if (id === undefined || id === '') throw new UrlRejection('an update needs an id');
  const fields = fieldsFromUrl(url.parameters, readContext(state, surroundings, true, type === PROJECT));
  const isDuplicate = parseFlag(url.parameters.get('duplicate')) === true;
  const result = updateItem(state, { id, type, fields, isDuplicate });
  if (result.ok) return done([result.id]);
  if (result.reason !== UNKNOWN_ID) return { kind: 'silent_noop', detail: result.reason, ids: [] };
  surroundings.onUnknownId();
  return { kind: 'modal', detail: 'the item does not exist', ids: [] };
}

function runJson(state: AppState, url: ParsedUrl, surroundings: UrlSurroundings): UrlOutcome {
  const { moment, onClipped } = readContext(state, surroundings, false, false);
  const steps = readJsonPayload(url.parameters.get('data') ?? '', { moment, onClipped });
  if (steps.some((step) => step.kind === 'update')) requireToken(state, url);
  const { ids, ignored } = applyJsonSteps(state, steps, surroundings.take);
  if (ignored.includes(UNKNOWN_ID) && surroundings.isJsonRefusedWhole) {
    surroundings.onUnknownId();
    throw new UrlRejection('an item does not exist');
  }
  const isNothing = ids.length === 0 && ignored.length > 0;
  return isNothing
    ? { kind: 'silent_noop', detail: ignored.join('; '), ids }
    : { ...done(ids), detail: ignored.join('; ') };
}

function requireToken(state: AppState, url: ParsedUrl): void {
  const row = state.library.get<{ token: string | null }>(
    'SELECT uriSchemeAuthenticationToken AS token FROM TMSettings',
  );
  const token = url.parameters.get('auth-token');
  if (token === undefined || token === '' || token !== row?.token) {
    throw new UrlRejection('auth-token missing or wrong');
  }
}

function readContext(
  state: AppState,
  surroundings: UrlSurroundings,
  isUpdate: boolean,
  isProject: boolean,
): ReadContext {
  const now = state.nowMs();
  const moment = { todayIso: state.zone.dayOf(now), ...state.zone.timeOf(now) };
  return { moment, onClipped: surroundings.onClipped, isUpdate, isProject };
}

function done(ids: readonly (string | null)[]): UrlOutcome {
  return { kind: 'ok', detail: '', ids: ids.filter((id) => id !== null) };
}
