// The line at the top of a list in which a task is typed: what is understood of it shows below while it is typed.

import { useRef } from 'preact/hooks';
import { Icon } from '../../ui/icon.tsx';
import { useApp } from '../app-context.ts';
import { Facts } from './facts.tsx';
import { useLine } from './use-line.ts';
import './adding.css';

/** The line. It adds to the list that is shown. */
export function AddBar() {
  const { store } = useApp();
  const line = useLine();
  const field = useRef<HTMLInputElement>(null);
  const { text, task } = line;
  const add = async () => {
    if (task.title === '') return;
    line.clear();
    field.current?.focus();
    await store.commands.add(task);
  };
  return (
    <form
      class="add-bar"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      <label class="add-line">
        <Icon name="plus" />
        <span class="unseen">Add a task</span>
        <input
          ref={field}
          value={text}
          onInput={(event) => line.type(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            if (text === '') field.current?.blur();
            line.clear();
          }}
          placeholder="Add a task"
          enterkeyhint="done"
          autocomplete="off"
          maxLength={500}
        />
        {text !== '' && (
          <button type="submit" class="add-send" disabled={task.title === ''}>
            Add
          </button>
        )}
      </label>
      {text !== '' && <Facts facts={line.facts} onDismiss={line.dismiss} />}
    </form>
  );
}
