// Single-line texts (names of tasks, sub-tasks, containers) in the form that Todoist can hold. What is cut here is whole in the hub,
// and project.ts reports it.

import { canonicalLine } from '../../../model/text.ts';
import { MAX_TITLE_UNITS } from '../wire/limits.ts';

/** Stands for a title that a user left empty: Todoist refuses an empty one. */
const NO_TITLE = '(no title)';

const INVISIBLE_ONLY = /^[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}]*$/u;
const BULLET = /^\\*\* /;
const ESCAPED_BULLET = /^\\+\* /;

/** The title as Todoist can hold it: well-formed, one line, never empty, cut with `…` at the end where its `content` is too long. */
export function projectTitle(title: string): string {
  const line = visibleLine(title);
  return cutLine(line, MAX_TITLE_UNITS - (BULLET.test(line) ? 1 : 0));
}

/** Tells whether Todoist can hold a title only cut. */
export function isTitleCut(title: string): boolean {
  return projectTitle(title) !== visibleLine(title);
}

function visibleLine(text: string): string {
  const line = canonicalLine(text.toWellFormed());
  return INVISIBLE_ONLY.test(line) ? NO_TITLE : line;
}

function cutLine(line: string, maxUnits: number): string {
  if (line.length <= maxUnits) return line;
  const cut = line.slice(0, maxUnits - 1);
  return `${(cut.isWellFormed() ? cut : cut.slice(0, -1)).trimEnd()}…`;
}

/**
 * Encodes a title as the `content` of a task. Todoist's apps remove the check box of a task whose name begins with `* `
 * (@doist/todoist-sdk, uncompletable-helpers), so that beginning is escaped.
 */
export function titleToContent(title: string): string {
  const line = projectTitle(title);
  return BULLET.test(line) ? `\\${line}` : line;
}

/** The same for a task that a person made a row without a check box by such a beginning: it stays one as long as its title has that. */
export function titleToRowContent(title: string): string {
  const line = projectTitle(title);
  return isRowContent(line) ? line : titleToContent(title);
}

/** Tells whether Todoist's apps show a `content` as a row without a check box. */
export function isRowContent(content: string): boolean {
  return content.startsWith('* ');
}

/** Decodes the `content` of a task to a title. One that really begins with `* ` stays as it is. */
export function contentToTitle(content: string): string {
  const line = canonicalLine(content.toWellFormed());
  return ESCAPED_BULLET.test(line) ? line.slice(1) : line;
}

/** Encodes the name of a container, cut to `maxUnits` with `…` at the end if it is longer. */
export function containerName(name: string, maxUnits: number): string {
  return cutLine(visibleLine(name), maxUnits);
}
