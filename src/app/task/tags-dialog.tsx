// The tags of a task: those that there are, and new ones.

import { useState } from 'preact/hooks';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useApp } from '../app-context.ts';
import { focusSelected } from '../frame/acts.ts';
import './dialogs.css';

/** The dialog. Each press is kept at once. */
export function TagsDialog({ id }: { readonly id: string }) {
  const { store, attention } = useApp();
  const [text, setText] = useState('');
  const task = store.views.task(id).value;
  if (task === null) return null;
  const close = () => {
    attention.dialog.value = null;
    focusSelected(attention.selected.value);
  };
  const given = text.trim();
  const known = [...new Set([...task.tags, ...store.views.tags.value.map(({ name }) => name)])];
  const shown = known.filter((name) => name.toLowerCase().includes(given.toLowerCase()));
  const isNew = given !== '' && !known.some((name) => name.toLowerCase() === given.toLowerCase());
  const toggle = (name: string) => {
    const has = task.tags.includes(name);
    void store.commands.setTags(id, has ? task.tags.filter((tag) => tag !== name) : [...task.tags, name]);
    setText('');
  };
  return (
    <Dialog title="Tags" hidesTitle size="s" onClose={close}>
      <form
        class="day-field"
        onSubmit={(event) => {
          event.preventDefault();
          const first = isNew ? given : shown[0];
          if (given === '') close();
          else if (first !== undefined) toggle(first);
        }}
      >
        <input
          aria-label="Find or add a tag"
          placeholder="Find or add a tag"
          value={text}
          autocomplete="off"
          autofocus
          maxLength={60}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </form>
      <ul class="choices">
        {shown.map((name) => (
          <li key={name}>
            <button
              type="button"
              class="choice"
              role="checkbox"
              aria-checked={task.tags.includes(name)}
              onClick={() => toggle(name)}
            >
              <Icon name="tag" tone="soft" />
              <span class="choice-name">{name}</span>
              {task.tags.includes(name) && <Icon name="check" tone="accent" />}
            </button>
          </li>
        ))}
        {isNew && (
          <li>
            <button type="button" class="choice" onClick={() => toggle(given)}>
              <Icon name="plus" tone="accent" />
              <span class="choice-name">New tag “{given}”</span>
            </button>
          </li>
        )}
      </ul>
      {known.length === 0 && given === '' && (
        <p class="dialog-none">There are no tags yet: type the first one.</p>
      )}
      <footer class="dialog-foot">
        <Button kind="primary" onClick={close}>
          Done
        </Button>
      </footer>
    </Dialog>
  );
}
