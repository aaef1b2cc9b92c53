// One task in a list: its circle, its title, and what else is to be known at a glance.

import { useComputed } from '@preact/signals';
import { CheckBox } from '../../ui/check-box.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useApp } from '../app-context.ts';
import type { Task } from '../state/types.ts';
import { deadlineWords, shortDay } from '../words/days.ts';
import { toggleDone } from '../frame/acts.ts';
import './lists.css';

/** What a list says by itself, so that its rows do not. */
export interface RowLook {
  /** Rows that are planned for this day (`YYYY-MM-DD`) do not say so; `all`: no row does. */
  readonly hidesDay?: string;
  readonly hidesPlace?: boolean;
}

/** A row. `isFirst`: the keyboard gets into the list there. */
export function TaskRow({
  task,
  look,
  isFirst,
}: {
  readonly task: Task;
  readonly look: RowLook;
  readonly isFirst: boolean;
}) {
  const app = useApp();
  const { selected, opened, leaving } = app.attention;
  const { id } = task;
  // Only the rows that it concerns are drawn again.
  const isSelected = useComputed(() => selected.value === id).value;
  const isOpened = useComputed(() => opened.value === id).value;
  const isLeaving = useComputed(() => leaving.value.has(id)).value;
  const canTab = useComputed(() => selected.value === id || (selected.value === null && isFirst)).value;
  const isDone = task.status !== 'open' || isLeaving;
  return (
    <div
      role="listitem"
      id={`row-${task.id}`}
      class={`row${isDone ? ' done' : ''}${isOpened ? ' opened' : ''}${isSelected ? ' selected' : ''}`}
    >
      <CheckBox
        name={task.title === '' ? 'Untitled' : task.title}
        isChecked={isDone}
        level={task.priority}
        isDashed={task.start === 'someday'}
        tabIndex={canTab ? 0 : -1}
        onChange={() => void toggleDone(app, task)}
      />
      <button
        type="button"
        class="row-main"
        data-row={task.id}
        aria-expanded={isOpened}
        tabIndex={canTab ? 0 : -1}
        onFocus={() => (selected.value = task.id)}
        // The space bar is for completing: some browsers would press the button with it, too.
        onKeyUp={(event) => event.key === ' ' && event.preventDefault()}
        onClick={() => {
          selected.value = task.id;
          opened.value = isOpened ? null : task.id;
        }}
      >
        <RowText task={task} look={look} />
      </button>
    </div>
  );
}

function RowText({ task, look }: { readonly task: Task; readonly look: RowLook }) {
  const { store } = useApp();
  const today = store.state.today.value;
  return (
    <>
      <span class="row-title">{task.title === '' ? 'Untitled' : task.title}</span>
      <span class="row-facts">
        <PlaceOf task={task} isHidden={look.hidesPlace === true} />
        {task.tags.map((tag) => (
          <span key={tag} class="row-tag">
            {tag}
          </span>
        ))}
        <ChecklistOf task={task} />
        {task.notes !== '' && <Sign icon="note" name="has notes" />}
        {task.repeats && <Sign icon="repeat" name="repeats" />}
        {task.isPending && <Sign icon="waiting" name="waits to be synced" />}
        {task.isInConflict && <Sign icon="alert" name="waits for a decision" tone="warning" />}
      </span>
      <span class="row-end">
        <DayOf task={task} today={today} hidden={look.hidesDay} />
        {task.deadline !== null && task.status === 'open' && (
          <span class={`row-deadline${task.deadline <= today ? ' pressing' : ''}`}>
            <Icon name="flag" />
            {deadlineWords(task.deadline, today)}
          </span>
        )}
      </span>
    </>
  );
}

function Sign({
  icon,
  name,
  tone,
}: {
  readonly icon: 'note' | 'repeat' | 'waiting' | 'alert';
  readonly name: string;
  readonly tone?: string;
}) {
  return (
    <span class="row-sign" title={name}>
      <Icon name={icon} tone={tone} />
      <span class="unseen">{name}</span>
    </span>
  );
}

function ChecklistOf({ task: { checklist } }: { readonly task: Task }) {
  if (checklist.length === 0) return null;
  const done = checklist.filter((line) => line.done).length;
  return (
    <span class="row-sign" title="Checklist">
      <Icon name="checklist" />
      <span aria-hidden="true">
        {done}/{checklist.length}
      </span>
      <span class="unseen">
        {done} of {checklist.length} lines done
      </span>
    </span>
  );
}

function DayOf({
  task,
  today,
  hidden,
}: {
  readonly task: Task;
  readonly today: string;
  readonly hidden: string | undefined;
}) {
  const { start } = task;
  if (typeof start === 'string') return null;
  const { date, evening, time } = start;
  // A deadline of the same day says it.
  const isHidden = hidden === date || hidden === 'all' || task.deadline === date;
  if (isHidden && time === null) return null;
  const isLate = date < today && task.status === 'open';
  return (
    <span class={`row-day${isLate ? ' late' : ''}`}>
      {date === today && evening && !isHidden && <Icon name="evening" tone="evening" />}
      {!isHidden && <span>{shortDay(date, today)}</span>}
      {time !== null && <span class="row-time">{time.at}</span>}
    </span>
  );
}

function PlaceOf({ task, isHidden }: { readonly task: Task; readonly isHidden: boolean }) {
  const { names } = useApp();
  const place = task.project ?? task.area;
  if (isHidden || place === null) return null;
  const name = names.value.get(place);
  return name === undefined ? null : <span class="row-place">{name}</span>;
}
