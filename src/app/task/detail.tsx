// One task with all that belongs to it, each part edited where it stands.

import { localDay } from '../../mobile-client/local-day.ts';
import { Button } from '../../ui/button.tsx';
import { CheckBox } from '../../ui/check-box.tsx';
import { ChipButton } from '../../ui/chip.tsx';
import { GrowingText } from '../../ui/growing-text.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useApp, type App } from '../app-context.ts';
import { removeTask, toggleDone } from '../frame/acts.ts';
import { hrefOf } from '../routing/route.ts';
import type { Priority } from '../../mobile-client/types.ts';
import type { Task } from '../state/types.ts';
import { deadlineWords, shortDay, startWords } from '../words/days.ts';
import { PRIORITY_NAMES } from '../words/priorities.ts';
import { Checklist } from './checklist.tsx';
import { linksIn } from './links.ts';
import './detail.css';

/** The details. */
export function Detail({ task }: { readonly task: Task }) {
  const app = useApp();
  const { commands } = app.store;
  return (
    <article class={`detail${task.status === 'open' ? '' : ' done'}`} aria-label={task.title}>
      <div class="detail-head">
        <CheckBox
          name={task.title === '' ? 'Untitled' : task.title}
          isChecked={task.status !== 'open'}
          level={task.priority}
          onChange={() => void toggleDone(app, task)}
        />
        <GrowingText
          look="detail-title"
          label="Title"
          placeholder="Untitled"
          isOneLine
          value={task.title}
          // A task without a title could not be found again.
          onSave={(title) => title.trim() !== '' && void commands.edit(task.id, { title: title.trim() })}
        />
      </div>
      <States task={task} />
      <Facts task={task} />
      <GrowingText
        look="detail-notes"
        label="Notes"
        placeholder="Add notes"
        value={task.notes}
        onSave={(notes) => void commands.edit(task.id, { notes })}
      />
      <Links notes={task.notes} />
      <Checklist task={task} />
      <footer class="detail-foot">
        <p>{lifeWords(task, app.store.state.today.value)}</p>
        <Button kind="danger" icon="trash" onClick={() => void removeTask(app, task.id)}>
          Delete
        </Button>
      </footer>
    </article>
  );
}

/** What is to be known of the task besides its fields. */
function States({ task }: { readonly task: Task }) {
  const lines = [
    ...(task.isInConflict
      ? [
          <a key="conflict" href={hrefOf({ page: 'conflicts' })}>
            <Icon name="alert" tone="warning" />
            It was changed in two places, and waits for a decision
          </a>,
        ]
      : []),
    ...(task.repeats
      ? [
          <span key="repeats">
            <Icon name="repeat" />
            It repeats: completing it brings the next one
          </span>,
        ]
      : []),
    ...(task.isPending
      ? [
          <span key="pending">
            <Icon name="waiting" />
            Not everything of it is synced yet
          </span>,
        ]
      : []),
  ];
  return lines.length === 0 ? null : <div class="detail-states">{lines}</div>;
}

/** Addresses in the notes, to be opened: the notes themselves are a field. */
function Links({ notes }: { readonly notes: string }) {
  const links = linksIn(notes);
  if (links.length === 0) return null;
  return (
    <ul class="detail-links" aria-label="Links in the notes">
      {links.map((link) => (
        <li key={link}>
          <a href={link} target="_blank" rel="noopener noreferrer">
            {link.replace(/^https?:\/\//, '')}
          </a>
        </li>
      ))}
    </ul>
  );
}

function Facts({ task }: { readonly task: Task }) {
  const app = useApp();
  const { attention, names, store } = app;
  const today = store.state.today.value;
  const open = (kind: 'when' | 'deadline' | 'move' | 'tags') => () =>
    (attention.dialog.value = { kind, task: task.id });
  const place = task.place === null ? undefined : names.value.get(task.place);
  const isPlanned = typeof task.start === 'object';
  return (
    <div class="detail-facts">
      <ChipButton
        name="When"
        icon={isPlanned && task.start.evening ? 'evening' : iconOfStart(task)}
        tone={typeof task.start === 'string' ? task.start : task.start.date <= today ? 'today' : 'upcoming'}
        onClick={open('when')}
      >
        {startWords(task.start, today)}
      </ChipButton>
      <ChipButton
        name="Deadline"
        icon="flag"
        tone={task.deadline !== null && task.deadline <= today ? 'danger' : 'warning'}
        isSet={task.deadline !== null}
        onClick={open('deadline')}
      >
        {task.deadline === null ? 'Deadline' : deadlineWords(task.deadline, today)}
      </ChipButton>
      <ChipButton
        name="Place"
        icon="project"
        tone="accent"
        isSet={place !== undefined}
        onClick={open('move')}
      >
        {place === undefined ? 'Move' : placeWords(app, task, place)}
      </ChipButton>
      <ChipButton name="Tags" icon="tag" tone="soft" isSet={task.tags.length > 0} onClick={open('tags')}>
        {task.tags.length === 0 ? 'Tags' : task.tags.join(', ')}
      </ChipButton>
      <PriorityChoice task={task} />
    </div>
  );
}

function iconOfStart({ start }: Task): 'inbox' | 'anytime' | 'someday' | 'upcoming' {
  return typeof start === 'string' ? start : 'upcoming';
}

/** A heading is told with its project. */
function placeWords({ names }: App, task: Task, place: string): string {
  const project = task.project === null ? undefined : names.value.get(task.project);
  return task.heading === null || project === undefined ? place : `${project} / ${place}`;
}

const PRIORITIES: readonly Priority[] = [4, 3, 2, 1];

/** The system's own list of choices: it is right on every device. */
function PriorityChoice({ task }: { readonly task: Task }) {
  const { commands } = useApp().store;
  return (
    <label class={`chip pressable chip-select${task.priority === 1 ? ' unset' : ` level-${task.priority}`}`}>
      <Icon name="priority" />
      <span class="unseen">Priority</span>
      <select
        value={task.priority}
        onChange={(event) => {
          const priority = PRIORITIES.find((one) => String(one) === event.currentTarget.value);
          if (priority !== undefined) void commands.edit(task.id, { priority });
        }}
      >
        {PRIORITIES.map((one) => (
          <option key={one} value={one}>
            {one === 1 ? 'Priority' : PRIORITY_NAMES[one]}
          </option>
        ))}
      </select>
    </label>
  );
}

function lifeWords({ status, createdAt, updatedAt }: Task, today: string): string {
  const dayWords = (at: string) =>
    shortDay(localDay(Date.parse(at)), today).replace(/^(Today|Yesterday)$/, (word) => word.toLowerCase());
  const made = `Created ${dayWords(createdAt)}`;
  if (status === 'open') return made;
  return `${made}, ${status === 'completed' ? 'completed' : 'canceled'} ${dayWords(updatedAt)}`;
}
