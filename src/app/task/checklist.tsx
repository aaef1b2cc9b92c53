// The lines of a task's checklist: added, ticked, renamed, moved, deleted.

import { useRef, useState } from 'preact/hooks';
import { IconButton } from '../../ui/button.tsx';
import { CheckBox } from '../../ui/check-box.tsx';
import { GrowingText } from '../../ui/growing-text.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useApp } from '../app-context.ts';
import type { ChecklistLine } from '../../mobile-client/types.ts';
import type { Task } from '../state/types.ts';
import './checklist.css';

/** The checklist, with a line for one more. */
export function Checklist({ task }: { readonly task: Task }) {
  const { checklist } = task;
  const dragged = useRef<string | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const { commands } = useApp().store;
  const drop = (to: number) => {
    if (dragged.current !== null) void commands.moveLine(task.id, dragged.current, to);
    dragged.current = null;
    setOver(null);
  };
  return (
    <section class="checklist" aria-label="Checklist">
      <ul>
        {checklist.map((line, at) => (
          <li
            key={line.key}
            class={`line${over === at ? ' over' : ''}${line.done ? ' done' : ''}`}
            onDragOver={(event) => {
              if (dragged.current === null) return;
              event.preventDefault();
              setOver(at);
            }}
            onDrop={(event) => {
              event.preventDefault();
              drop(at);
            }}
          >
            <Line
              task={task}
              line={line}
              at={at}
              onDrag={(key) => {
                dragged.current = key;
                if (key === null) setOver(null);
              }}
            />
          </li>
        ))}
      </ul>
      <NewLine task={task} />
    </section>
  );
}

function Line({
  task,
  line,
  at,
  onDrag,
}: {
  readonly task: Task;
  readonly line: ChecklistLine;
  readonly at: number;
  readonly onDrag: (key: string | null) => void;
}) {
  const { commands } = useApp().store;
  return (
    <>
      <span
        class="line-grip"
        draggable
        aria-hidden="true"
        onDragStart={(event) => {
          event.dataTransfer?.setData('text/plain', line.title);
          onDrag(line.key);
        }}
        onDragEnd={() => onDrag(null)}
      >
        <Icon name="grip" />
      </span>
      <CheckBox
        name={line.title}
        shape="square"
        isChecked={line.done}
        onChange={(done) => void commands.editLine(task.id, line.key, { done })}
      />
      <GrowingText
        look="line-title"
        label="Line"
        isOneLine
        value={line.title}
        onSave={(title) =>
          void (title.trim() === ''
            ? commands.removeLine(task.id, line.key)
            : commands.editLine(task.id, line.key, { title }))
        }
        onEnter={() => document.querySelector<HTMLElement>('[data-new-line]')?.focus()}
      />
      <LineActs task={task} line={line} at={at} />
    </>
  );
}

function LineActs({
  task,
  line,
  at,
}: {
  readonly task: Task;
  readonly line: ChecklistLine;
  readonly at: number;
}) {
  const { commands } = useApp().store;
  const moveTo = (to: number) => void commands.moveLine(task.id, line.key, to);
  const last = task.checklist.length - 1;
  return (
    <span class="line-acts">
      <span class="line-up">
        <IconButton
          icon="down"
          name={`Move ${line.title} up`}
          disabled={at === 0}
          onClick={() => moveTo(at - 1)}
        />
      </span>
      <IconButton
        icon="down"
        name={`Move ${line.title} down`}
        disabled={at === last}
        onClick={() => moveTo(at + 1)}
      />
      <IconButton
        icon="close"
        name={`Delete ${line.title}`}
        onClick={() => void commands.removeLine(task.id, line.key)}
      />
    </span>
  );
}

function NewLine({ task }: { readonly task: Task }) {
  const { commands } = useApp().store;
  const [title, setTitle] = useState('');
  const add = () => {
    if (title.trim() === '') return;
    setTitle('');
    void commands.addLine(task.id, title.trim());
  };
  return (
    <form
      class="new-line"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <label>
        <Icon name="plus" />
        <span class="unseen">New line of the checklist</span>
        <input
          data-new-line
          value={title}
          placeholder={task.checklist.length === 0 ? 'Add a checklist' : 'Add a line'}
          autocomplete="off"
          enterkeyhint="next"
          onInput={(event) => setTitle(event.currentTarget.value)}
          onBlur={add}
        />
      </label>
    </form>
  );
}
