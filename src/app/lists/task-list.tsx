// A list of tasks, in parts with or without headings. Only the rows near what is seen are in the page.

import { useComputed } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Chunks } from '../../ui/chunks.tsx';
import { useApp } from '../app-context.ts';
import type { Task } from '../state/types.ts';
import { withLeaving } from './stay.ts';
import { TaskRow, type RowLook } from './task-row.tsx';

/** What a row is about as high as, px. */
const ROW_PX = 42;
/** A list with more tasks than this is made part by part, as it is seen. */
const LONG_LIST = 120;

/** A part of a list. `heading`: null for one that needs none. */
export interface Part {
  readonly key: string;
  readonly heading: ComponentChildren | null;
  readonly tasks: readonly Task[];
  /** Where its rows look otherwise than those of the list. */
  readonly look?: RowLook;
}

/** A list. `name`: what it is a list of, as it is read out. */
export function TaskList({
  name,
  parts,
  look = {},
}: {
  readonly name: string;
  readonly parts: readonly Part[];
  readonly look?: RowLook;
}) {
  const { attention } = useApp();
  const ids = parts.flatMap(({ tasks }) => tasks.map(({ id }) => id));
  const order = ids.join(' ');
  useEffect(() => {
    attention.listed.value = ids;
    return () => (attention.listed.value = []);
  }, [order]);
  return (
    <>
      {parts.map(({ key, heading, tasks, look: own = look }, at) => (
        <section key={key} class="part">
          {heading}
          <Rows
            name={name}
            tasks={tasks}
            look={own}
            isLong={ids.length > LONG_LIST}
            hasFirst={at === parts.findIndex((one) => one.tasks.length > 0)}
          />
        </section>
      ))}
    </>
  );
}

interface Row {
  readonly key: string;
  readonly task: Task;
}

function Rows({
  name,
  tasks,
  look,
  isLong,
  hasFirst,
}: {
  readonly name: string;
  readonly tasks: readonly Task[];
  readonly look: RowLook;
  readonly isLong: boolean;
  readonly hasFirst: boolean;
}) {
  const { attention } = useApp();
  const before = useRef<readonly Row[]>([]);
  const now = tasks.map((task) => ({ key: task.id, task }));
  const rows = withLeaving(before.current, now, attention.leaving.value);
  useEffect(() => void (before.current = rows));
  const keep = useComputed(() => tasks.findIndex(({ id }) => id === attention.selected.value)).value;
  if (rows.length === 0) return null;
  return (
    <div role="list" aria-label={name} class="rows">
      <Chunks items={rows} rowHeight={ROW_PX} keep={keep} isPart={isLong && !hasFirst}>
        {({ key, task }, at) => <TaskRow key={key} task={task} look={look} isFirst={hasFirst && at === 0} />}
      </Chunks>
    </div>
  );
}
