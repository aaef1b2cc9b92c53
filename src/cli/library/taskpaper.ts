// TaskPaper: one line for a task or project, tabs for what stands in what. In it a line means what it begins and ends with, so lines of
// notes that would mean something get a sign before or behind.

import { shownPriority } from './export-settings.ts';
import { startWords, type LibraryTask } from './library.ts';

/** Writes an outline. */
export function formatTaskPaper(tasks: readonly LibraryTask[]): string {
  const lines: string[] = [];
  let above: readonly string[] = [];
  for (const task of tasks) {
    const path = [task.area, task.project, task.heading].filter((name) => name !== null);
    const same = path.findIndex((name, depth) => name !== above[depth]);
    const from = same === -1 ? Math.min(path.length, above.length) : same;
    for (const [depth, name] of path.entries()) {
      if (depth >= from) lines.push(`${'\t'.repeat(depth)}${oneLine(name)}:`);
    }
    above = path;
    lines.push(...taskLines(task, '\t'.repeat(path.length)));
  }
  return lines.map((line) => `${line}\n`).join('');
}

function taskLines(task: LibraryTask, indent: string): readonly string[] {
  return [
    `${indent}- ${[oneLine(task.title), ...tagsOf(task)].join(' ')}`,
    ...(task.notes ?? '')
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => `${indent}\t${harmless(line)}`),
    ...task.checklist.map(({ title, done }) => `${indent}\t- ${oneLine(title)}${done ? ' @done' : ''}`),
  ];
}

function tagsOf(task: LibraryTask): readonly string[] {
  const { start, deadline, priority, status, tags } = task;
  const shown = shownPriority(priority);
  return [
    ...(start === 'inbox' || start === 'anytime'
      ? []
      : [start === 'someday' ? '@someday' : `@start(${startWords(task)})`]),
    ...(deadline === null ? [] : [`@due(${deadline})`]),
    ...(shown === null ? [] : [`@priority(${shown})`]),
    ...tags.map((tag) => `@${tagInTaskPaper(tag)}`),
    ...(status === 'open' ? [] : [status === 'completed' ? '@done' : '@canceled']),
  ];
}

/** Tells whether a tag stays as it is. */
export function isTagInTaskPaper(tag: string): boolean {
  return tagInTaskPaper(tag) === tag;
}

function tagInTaskPaper(tag: string): string {
  return tag.replaceAll(/[\s()@]+/g, '-');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*[\r\n\t]+\s*/g, ' ');
}

/** A line of notes that would be a task or a project is none. */
function harmless(line: string): string {
  const text = oneLine(line.trim()).replace(/^[-*+](?= )/, '\u2022');
  return text.endsWith(':') ? `${text}\u00a0` : text;
}
