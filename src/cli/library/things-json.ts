// What Things takes by `things:///json`: to-dos, and projects with headings and to-dos in them. Areas can't be made that way: they are
// named, and must be there. Source: culturedcode.com/things/support/articles/2803573.

import type { LibraryTask } from './library.ts';

interface ThingsItem {
  readonly type: 'to-do' | 'project' | 'heading' | 'checklist-item';
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Makes the items. A heading comes before what stands under it. */
export function thingsItems(tasks: readonly LibraryTask[]): readonly ThingsItem[] {
  const groups = Map.groupBy(tasks, ({ area, project }) =>
    project === null ? null : JSON.stringify([area, project]),
  );
  return [...groups].flatMap(([group, members]) => {
    if (group === null) return members.map((task) => todo(task, task.area));
    const [first] = members;
    return first === undefined ? [] : [project(first, members)];
  });
}

function project({ area, project: title }: LibraryTask, members: readonly LibraryTask[]): ThingsItem {
  const byHeading = Map.groupBy(members, ({ heading }) => heading);
  const items = [...byHeading].flatMap(([heading, below]) => [
    ...(heading === null ? [] : [{ type: 'heading' as const, attributes: { title: heading } }]),
    ...below.map((task) => todo(task, null)),
  ]);
  return { type: 'project', attributes: { title, ...(area !== null && { area }), items } };
}

function todo(task: LibraryTask, list: string | null): ThingsItem {
  const { title, notes, deadline, tags, checklist, status } = task;
  const when = whenOf(task);
  return {
    type: 'to-do',
    attributes: {
      title,
      ...(notes !== null && { notes }),
      ...(when !== null && { when }),
      ...(deadline !== null && { deadline }),
      ...(tags.length > 0 && { tags }),
      ...(checklist.length > 0 && {
        'checklist-items': checklist.map(({ title: line, done }) => ({
          type: 'checklist-item',
          attributes: { title: line, completed: done },
        })),
      }),
      ...(status === 'completed' && { completed: true }),
      ...(status === 'canceled' && { canceled: true }),
      ...(list !== null && { list }),
    },
  };
}

/** An evening can only be said of today, so that of another day is its day. */
function whenOf({ start }: LibraryTask): string | null {
  if (start === 'inbox') return null;
  if (typeof start === 'string') return start;
  return start.time === null ? start.date : `${start.date}@${start.time.at}`;
}
