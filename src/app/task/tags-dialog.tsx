// The tags of a task: those that there are, and new ones.

import { useState } from 'preact/hooks';
import { matchingText } from '../../model/text.ts';
import { Button } from '../../ui/button.tsx';
import { DialogField } from '../../ui/dialog-field.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useApp } from '../app-context.ts';
import { useClose } from './use-close.ts';
import './dialogs.css';

/** The dialog. Each press is kept at once. */
export function TagsDialog({ id }: { readonly id: string }) {
  const { store } = useApp();
  const [text, setText] = useState('');
  const close = useClose();
  const task = store.views.task(id).value;
  if (task === null) return null;
  const given = text.trim();
  const own = new Set(task.tags.map(matchingText));
  const others = store.views.tags.value
    .map(({ name }) => name)
    .filter((name) => !own.has(matchingText(name)));
  const known = [...task.tags, ...others];
  const shown = known.filter((name) => plain(name).includes(plain(given)));
  const isNew = given !== '' && !known.some((name) => plain(name) === plain(given));
  const toggle = (name: string) => {
    const rest = task.tags.filter((tag) => tag !== name);
    void store.commands.setTags(id, rest.length < task.tags.length ? rest : [...task.tags, name]);
    setText('');
  };
  const submit = () => {
    const first = isNew ? given : shown[0];
    if (given === '') close();
    else if (first !== undefined) toggle(first);
  };
  return (
    <Dialog title="Tags" hidesTitle size="s" onClose={close}>
      <DialogField
        label="Find or add a tag"
        placeholder="Find or add a tag"
        text={text}
        onType={setText}
        onSubmit={submit}
      />
      <ul class="choices">
        {shown.map((name) => (
          <TagChoice key={name} name={name} isSet={task.tags.includes(name)} onPress={() => toggle(name)} />
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

function TagChoice({
  name,
  isSet,
  onPress,
}: {
  readonly name: string;
  readonly isSet: boolean;
  readonly onPress: () => void;
}) {
  return (
    <li>
      <button type="button" class="choice" role="checkbox" aria-checked={isSet} onClick={onPress}>
        <Icon name="tag" tone="soft" />
        <span class="choice-name">{name}</span>
        {isSet && <Icon name="check" tone="accent" />}
      </button>
    </li>
  );
}

function plain(text: string): string {
  return text.toLowerCase();
}
