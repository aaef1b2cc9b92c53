// What random Things commands are made of: their shape, and draws of items, days, places and tags.
// References to items are written `<key>`; the driver puts ids in their place. Must not look at the emulator.
import type { ModelItem, ModelPlace, ModelWhen, ThingsModel } from './things-model.ts';
import { NOWHERE } from './things-model.ts';

/** One command. */
export interface ThingsCommand {
  /** A URL with its parameters, or a script body with `app`, `it` (the item of `on`) and `argv`. */
  readonly send:
    | { readonly url: string; readonly parameters: Readonly<Record<string, string>> }
    | { readonly script: string; readonly argv: readonly string[] };
  /** Kind of the last event for a URL, or the error number of a script (0 for none). */
  readonly outcome: 'ok' | 'modal' | 'silent_noop' | number;
  /** What the rules say. */
  readonly apply: (model: ThingsModel) => void;
}

/** Draws whole numbers and members of lists. */
export interface Draw {
  below(limit: number): number;
  pick<T>(list: readonly T[]): T;
  chance(share: number): boolean;
}

/** What a command is made from. */
export interface Context {
  readonly draw: Draw;
  readonly model: ThingsModel;
  /** Gives a name that was never used. */
  readonly name: (letter: string) => string;
}

const TAGS: readonly string[] = ['Home', 'errand', 'OFFICE', 'nowhere', 'Pending', 'house'];
/** What a refused command does. */
export const NO_CHANGE = (): void => undefined;

/** Makes a command, or null when there is nothing it could be about. */
export type Maker = (context: Context) => ThingsCommand | null;

/** A command by URL. */
export function url(
  command: string,
  parameters: Readonly<Record<string, string>>,
  apply: ThingsCommand['apply'],
  outcome: ThingsCommand['outcome'] = 'ok',
): ThingsCommand {
  return { send: { url: command, parameters }, outcome, apply };
}

/** A command by script; `outcome` is its error number. */
export function script(
  body: string,
  argv: readonly string[],
  apply: ThingsCommand['apply'],
  outcome: number = 0,
): ThingsCommand {
  return { send: { script: body, argv }, outcome, apply };
}

/** Draws one of the items that are wanted; null when there is none. */
export function some(context: Context, wanted: (item: ModelItem) => boolean): ModelItem | null {
  const found = [...context.model.items.values()].filter(wanted);
  return found.length === 0 ? null : context.draw.pick(found);
}

/** A to-do or project that is not in the trash. */
export const isUsable = (item: ModelItem): boolean => !item.trashed && item.kind !== 'heading';
/** A to-do that is not in the trash. */
export const isTodo = (item: ModelItem): boolean => isUsable(item) && item.kind === 'todo';
/** A project that is not in the trash. */
export const isProject = (item: ModelItem): boolean => isUsable(item) && item.kind === 'project';

/** Day number to `YYYY-MM-DD`. */
export function isoOf(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

/** Times at the end of `when`, with minutes for the words (now is never past 13:00 there) and for dates. */
const TIMES: readonly (readonly [string, number])[] = [
  ['18:00', 1080],
  ['06:30', 390],
  ['00:15', 15],
  ['10:05am', 605],
  ['9:30PM', 1290],
];

/** Draws a `when` as text and as the rules read it. */
export function drawWhen(context: Context): readonly [string, ModelWhen] {
  const { draw, model } = context;
  const word = draw.pick(['today', 'evening', 'anytime', 'someday', 'tomorrow', 'date', 'date', 'past']);
  if (word === 'anytime' || word === 'someday') return [word, { kind: word }];
  const isWord = word === 'today' || word === 'evening';
  const ahead =
    word === 'date' ? draw.below(6) : word === 'past' ? -1 - draw.below(400) : word === 'tomorrow' ? 1 : 0;
  const day = model.today + ahead;
  const text = word === 'date' || word === 'past' ? isoOf(day) : word;
  const evening = word === 'evening';
  if (draw.chance(0.3)) {
    const [time, reminder] = draw.pick(TIMES);
    return [`${text}@${time}`, { kind: 'day', day, evening, reminder }];
  }
  return [text, { kind: 'day', day, evening, ...(isWord ? { reminder: null } : {}) }];
}

/** Draws a place and the parameters that name it; an unknown name gives null. */
export function drawPlace(context: Context): {
  parameters: Record<string, string>;
  place: ModelPlace | null;
} {
  const { draw, model } = context;
  const project = some(context, isProject);
  const area = model.areas.size === 0 ? null : draw.pick([...model.areas]);
  const kind = draw.pick(['project', 'project', 'area', 'area-name', 'unknown', 'heading', 'lost-heading']);
  if (kind === 'unknown') return { parameters: { list: 'Nowhere at all' }, place: null };
  if ((kind === 'area' || kind === 'area-name') && area !== null) {
    const [key, name] = area;
    const parameters: Record<string, string> =
      kind === 'area' ? { 'list-id': `<${key}>` } : { list: name.toUpperCase() };
    return { parameters, place: { ...NOWHERE, area: key } };
  }
  if (project === null) return { parameters: {}, place: NOWHERE };
  const inProject = { ...NOWHERE, project: project.key };
  const parameters = { 'list-id': `<${project.key}>` };
  if (kind === 'lost-heading')
    return { parameters: { ...parameters, heading: 'Not there' }, place: inProject };
  const heading = some(context, (item) => item.kind === 'heading' && item.project === project.key);
  if (kind !== 'heading' || heading === null) return { parameters, place: inProject };
  return {
    parameters: { ...parameters, heading: heading.title.toUpperCase() },
    place: { ...NOWHERE, heading: heading.key },
  };
}

/** Draws tag names, known and unknown, in any case. */
export function drawTags(draw: Draw): string[] {
  return TAGS.filter(() => draw.chance(0.3));
}
