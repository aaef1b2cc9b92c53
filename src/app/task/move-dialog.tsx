// Where a task is moved to: an area, a project, a heading, or no place; found by a few letters.

import { useState } from 'preact/hooks';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useApp } from '../app-context.ts';
import { focusSelected } from '../frame/acts.ts';
import { placesOf, placesWith, type Place } from './places.ts';
import './dialogs.css';

const LOOKS = {
  none: { icon: 'inbox', tone: 'inbox' },
  area: { icon: 'area', tone: 'anytime' },
  project: { icon: 'project', tone: 'accent' },
  heading: { icon: 'right', tone: 'soft' },
} as const;

/** The dialog. */
export function MoveDialog({ id }: { readonly id: string }) {
  const { store, attention } = useApp();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const task = store.views.task(id).value;
  if (task === null) return null;
  const found = placesWith(placesOf(store.views.areas.value, store.views.projects.value), text);
  const close = () => {
    attention.dialog.value = null;
    focusSelected(attention.selected.value);
  };
  const choose = (place: Place | undefined) => {
    if (place === undefined) return;
    close();
    void store.commands.move(id, place.id);
  };
  const step = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(found.length - 1, at + by));
    setAt(next);
    document.querySelector(`#place-${next}`)?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <Dialog title="Move" hidesTitle size="m" onClose={close}>
      <form
        class="day-field"
        onSubmit={(event) => {
          event.preventDefault();
          choose(found[at]);
        }}
      >
        <input
          role="combobox"
          aria-label="Move to"
          aria-expanded="true"
          aria-controls="places"
          aria-activedescendant={found.length === 0 ? undefined : `place-${at}`}
          placeholder="Move to…"
          value={text}
          autocomplete="off"
          autofocus
          onKeyDown={step}
          onInput={(event) => {
            setText(event.currentTarget.value);
            setAt(0);
          }}
        />
      </form>
      <div id="places" class="choices" role="listbox" aria-label="Places">
        {found.map((place, index) => (
          <div
            key={place.id ?? 'none'}
            id={`place-${index}`}
            role="option"
            aria-selected={index === at}
            class={`choice depth-${place.depth}`}
            onClick={() => choose(place)}
          >
            <Icon name={LOOKS[place.kind].icon} tone={LOOKS[place.kind].tone} />
            <span class="choice-name">{place.name}</span>
            {text !== '' && place.within !== null && <span class="choice-hint">{place.within}</span>}
            {place.id === task.place && <Icon name="check" tone="accent" />}
          </div>
        ))}
      </div>
      {found.length === 0 && <p class="dialog-none">No area, project or heading has these letters.</p>}
    </Dialog>
  );
}
