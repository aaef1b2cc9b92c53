// The dialog in which a task is typed from anywhere: one line that is understood as it is typed, and notes.

import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useApp } from '../app-context.ts';
import { Facts } from './facts.tsx';
import { useLine, type Line } from './use-line.ts';

/** The dialog. `text`, `notes`: what it begins with, as another app shared it. */
export function AddDialog(begin: { readonly text: string; readonly notes: string }) {
  const { store, attention } = useApp();
  const line = useLine(begin.text);
  const [notes, setNotes] = useState(begin.notes);
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  const { task } = line;
  const close = () => (attention.dialog.value = null);
  const add = async (staysOpen: boolean) => {
    if (task.title === '') return;
    const added = store.commands.add(notes.trim() === '' ? task : { ...task, notes });
    if (staysOpen) {
      line.clear();
      setNotes('');
      field.current?.focus();
    } else close();
    await added;
  };
  return (
    <Dialog title="New task" hidesTitle size="l" onClose={close}>
      <form
        class="add-form"
        onSubmit={(event) => {
          event.preventDefault();
          void add(false);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return;
          event.preventDefault();
          void add(true);
        }}
      >
        <TitleField line={line} field={field} />
        <Facts facts={line.facts} onDismiss={line.dismiss} />
        <textarea
          class="add-notes"
          aria-label="Notes"
          placeholder="Notes"
          rows={2}
          value={notes}
          onInput={(event) => setNotes(event.currentTarget.value)}
        />
        <Hint />
        <footer class="dialog-foot">
          <Button kind="quiet" onClick={close}>
            Cancel
          </Button>
          <Button kind="primary" submits disabled={task.title === ''}>
            Add task
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

function TitleField({
  line,
  field,
}: {
  readonly line: Line;
  readonly field: RefObject<HTMLInputElement | null>;
}) {
  return (
    <input
      ref={field}
      class="add-title"
      aria-label="Task"
      placeholder="What is to be done?"
      value={line.text}
      onInput={(event) => line.type(event.currentTarget.value)}
      autocomplete="off"
      enterkeyhint="done"
      maxLength={500}
    />
  );
}

function Hint() {
  return (
    <p class="add-hint">
      Try <q>Pay rent tomorrow p1</q>, <q>Call Anna fri 15:00 #family</q>, <q>Report by 12 Dec</q>
    </p>
  );
}
