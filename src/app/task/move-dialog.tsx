// Where a task is moved to: an area, a project, a heading, or no place; found by a few letters.

import { useState } from 'preact/hooks';
import { DialogField } from '../../ui/dialog-field.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useApp } from '../app-context.ts';
import { placesOf, placesWith, type Place } from './places.ts';
import { useClose } from './use-close.ts';
import './dialogs.css';

const LOOKS = {
  none: { icon: 'inbox', tone: 'inbox' },
  area: { icon: 'area', tone: 'anytime' },
  project: { icon: 'project', tone: 'accent' },
  heading: { icon: 'right', tone: 'soft' },
} as const;

/** The dialog. The keyboard stays in the field; the arrow keys go through what is found. */
export function MoveDialog({ id }: { readonly id: string }) {
  const { store } = useApp();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const close = useClose();
  const task = store.views.task(id).value;
  if (task === null) return null;
  const found = placesWith(placesOf(store.views.areas.value, store.views.projects.value), text);
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
      <DialogField
        label="Move to"
        list={{ id: 'places', at: found.length === 0 ? undefined : `place-${at}` }}
        placeholder="Move to…"
        text={text}
        onKeyDown={step}
        onType={(typed) => {
          setText(typed);
          setAt(0);
        }}
        onSubmit={() => choose(found[at])}
      />
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
            <PlaceText place={place} isHere={place.id === task.place} isFound={text !== ''} />
          </div>
        ))}
      </div>
      {found.length === 0 && <p class="dialog-none">No area, project or heading has these letters.</p>}
    </Dialog>
  );
}

/** `isFound`: it stands among others that were found, without what it is in above it. */
function PlaceText({
  place,
  isHere,
  isFound,
}: {
  readonly place: Place;
  readonly isHere: boolean;
  readonly isFound: boolean;
}) {
  return (
    <>
      <Icon name={LOOKS[place.kind].icon} tone={LOOKS[place.kind].tone} />
      <span class="choice-name">{place.name}</span>
      {isFound && place.within !== null && <span class="choice-hint">{place.within}</span>}
      {isHere && <Icon name="check" tone="accent" />}
    </>
  );
}
