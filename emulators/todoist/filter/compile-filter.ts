/** Turns a filter query into a test of tasks. Knows a subset of the vendor's terms; any other is the API's 400. */
import type { Account } from '../account.ts';
import { parseDay } from '../due/civil.ts';
import { parseOneOffDay } from '../due/one-off-day.ts';
import { momentOf } from '../due/resolve-due.ts';
import { invalidArgument } from '../errors.ts';
import { MAX_FILTER_QUERY_CHARS } from '../limits.ts';
import type { WireItem } from '../wire.ts';
import { parseFilter } from './filter-syntax.ts';
import type { FilterTree } from './filter-syntax.ts';

/** Tells whether a task matches. */
export type ItemTest = (item: WireItem) => boolean;

const PRIORITY = /^p([1-4])$/;
const NAMED = /^([a-z]+(?: (?:before|after|to|by|on))?)\s*:\s*(.+)$/;
const DAYS = /^(?:next )?(\d{1,3}) days?$/;
/** A day counted from today: "-3 days", "+2 weeks". */
const SHIFT = /^([+-])(\d{1,3}) (day|week)s?$/;

/** Compiles a query; throws code 20 for one that is empty, too long, malformed or has an unknown term. */
export function compileFilter(account: Account, query: string): ItemTest {
  if (query.length > MAX_FILTER_QUERY_CHARS) throw invalidArgument('query', 'maxlen');
  const tree = parseFilter(query);
  if (tree === null) throw invalidArgument('query', query === '' ? 'minlen' : 'filter query');
  return compileTree(account, tree);
}

function compileTree(account: Account, tree: FilterTree): ItemTest {
  if (tree.kind === 'term') return compileTerm(account, tree.text);
  if (tree.kind === 'not') {
    const inner = compileTree(account, tree.of);
    return (item) => !inner(item);
  }
  const left = compileTree(account, tree.left);
  const right = compileTree(account, tree.right);
  return tree.kind === 'and' ? (item) => left(item) && right(item) : (item) => left(item) || right(item);
}

function compileTerm(account: Account, text: string): ItemTest {
  const term = text.toLowerCase().replaceAll(/\s+/g, ' ');
  const test =
    wordTerm(account, term) ??
    priorityTerm(term) ??
    namedTerm(account, term) ??
    nameTerm(account, term) ??
    dayTerm(account, term);
  if (test === null) throw invalidArgument('query', 'filter query');
  return test;
}

function wordTerm(account: Account, term: string): ItemTest | null {
  const today = localDay(account);
  switch (term) {
    case 'all':
    case 'view all':
      return () => true;
    case 'overdue':
    case 'over due':
    case 'od':
      return dueTest(account, (day) => day < today);
    case 'no date':
    case 'no due date':
      return (item) => item.due === null;
    case 'no label':
    case 'no labels':
      return (item) => item.labels.length === 0;
    case 'no priority':
      return (item) => item.priority === 1;
    case 'recurring':
      return (item) => item.due?.is_recurring === true;
    case 'no time':
      return (item) => item.due !== null && !item.due.date.includes('T');
    case 'no deadline':
      return (item) => item.deadline === null;
    case 'no section':
      return (item) => item.section_id === null;
    case 'assigned':
      return (item) => item.responsible_uid !== null;
    case 'shared':
      return (item) => account.store.projects.get(item.project_id)?.is_shared === true;
    case 'uncompletable':
      return (item) => item.content.startsWith('* ');
    case 'subtask':
      return (item) => item.parent_id !== null;
    default:
      return null;
  }
}

/** `p1` in a query is the priority 4 of the wire. */
function priorityTerm(term: string): ItemTest | null {
  const level = PRIORITY.exec(term)?.[1];
  return level === undefined ? null : (item) => item.priority === 5 - Number(level);
}

function namedTerm(account: Account, term: string): ItemTest | null {
  const match = NAMED.exec(term);
  if (match === null) return null;
  const [, name = '', value = ''] = match;
  if (name === 'search') return (item) => item.content.toLowerCase().includes(value);
  if (name === 'assigned to') return personTest(account, value, (item) => item.responsible_uid);
  if (name === 'assigned by') return personTest(account, value, (item) => item.assigned_by_uid);
  if (name === 'added by') return personTest(account, value, (item) => item.added_by_uid);
  if (name === 'workspace') return workspaceTest(account, value);
  const wanted = dayOf(value, localDay(account));
  if (wanted === null) return null;
  const [field = '', relation = 'on'] = name.split(' ');
  const compare = COMPARISONS.get(relation);
  const read = dayReader(account, field);
  if (compare === undefined || read === null) return null;
  return (item) => {
    const day = read(item);
    return day !== null && compare(day, wanted);
  };
}

const COMPARISONS: ReadonlyMap<string, (day: number, wanted: number) => boolean> = new Map([
  ['on', (day: number, wanted: number) => day === wanted],
  ['before', (day: number, wanted: number) => day < wanted],
  ['after', (day: number, wanted: number) => day > wanted],
]);

/** The day of a task that a term compares, by the term's first word; null for a word that names none. */
function dayReader(account: Account, field: string): ((item: WireItem) => number | null) | null {
  const { clock, user } = account;
  const localDayOf = (moment: string | null): number | null =>
    moment === null ? null : clock.localTime(Date.parse(moment), user.timezone).day;
  switch (field) {
    case 'due':
    case 'date':
      return (item) => (item.due === null ? null : (momentOf(item.due, clock)?.day ?? null));
    case 'deadline':
      return (item) => (item.deadline === null ? null : parseDay(item.deadline.date));
    case 'created':
    case 'added':
      return (item) => localDayOf(item.added_at);
    case 'completed':
      return (item) => localDayOf(item.completed_at);
    default:
      return null;
  }
}

function dayOf(text: string, today: number): number | null {
  const shift = SHIFT.exec(text);
  if (shift === null) return parseDay(text) ?? parseOneOffDay(text, today);
  const days = Number(shift[2]) * (shift[3] === 'week' ? 7 : 1);
  return shift[1] === '-' ? today - days : today + days;
}

/** `me` and the owner's names stand for the owner, `others` for everybody else; other people have no tasks here. */
function personTest(account: Account, value: string, uidOf: (item: WireItem) => string | null): ItemTest {
  const { user, userId } = account;
  if (value === 'others')
    return (item) => {
      const uid = uidOf(item);
      return uid !== null && uid !== userId;
    };
  const isOwner = ['me', user.email.toLowerCase(), user.full_name.toLowerCase()].includes(value);
  return isOwner ? (item) => uidOf(item) === userId : () => false;
}

function workspaceTest(account: Account, value: string): ItemTest {
  const matches = nameTest(value);
  return (item) => {
    const place = account.store.projectPlaces.get(item.project_id);
    const workspace = account.store.workspaces.get(place?.workspace_id ?? '');
    return workspace !== undefined && matches(workspace.name);
  };
}

function nameTerm(account: Account, term: string): ItemTest | null {
  if (term.startsWith('@')) {
    const matches = nameTest(term.slice(1));
    return (item) => item.labels.some(matches);
  }
  if (term.startsWith('##')) {
    const matches = nameTest(term.slice(2));
    return (item) => projectLine(account, item.project_id).some(matches);
  }
  if (term.startsWith('#')) {
    const matches = nameTest(term.slice(1));
    return (item) => matches(account.store.projects.get(item.project_id)?.name ?? '');
  }
  if (term.startsWith('/')) {
    const matches = nameTest(term.slice(1));
    return (item) =>
      item.section_id !== null && matches(account.store.sections.get(item.section_id)?.name ?? '');
  }
  return null;
}

function dayTerm(account: Account, term: string): ItemTest | null {
  const today = localDay(account);
  const days = DAYS.exec(term)?.[1];
  if (days !== undefined) return dueTest(account, (day) => day >= today && day < today + Number(days));
  const wanted = dayOf(term, today);
  return wanted === null ? null : dueTest(account, (day) => day === wanted);
}

function dueTest(account: Account, test: (day: number) => boolean): ItemTest {
  return (item) => {
    const day = item.due === null ? null : momentOf(item.due, account.clock)?.day;
    return day != null && test(day);
  };
}

/** Compares names without regard to case; `*` stands for any text. */
function nameTest(pattern: string): (name: string) => boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join('.*');
  const expression = new RegExp(`^${source}$`, 'i');
  return (name) => expression.test(name);
}

function projectLine(account: Account, projectId: string): readonly string[] {
  const project = account.store.projects.get(projectId);
  if (project === undefined) return [];
  return [project.name, ...(project.parent_id === null ? [] : projectLine(account, project.parent_id))];
}

function localDay(account: Account): number {
  return account.clock.localTime(account.clock.now(), account.user.timezone).day;
}
