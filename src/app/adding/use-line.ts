// A line in which a task is typed: its text, what it means, and what of that was dismissed.

import { useState } from 'preact/hooks';
import { useApp, type App } from '../app-context.ts';
import { givenByPage } from '../lists/list-info.ts';
import { allProjects } from '../state/all-projects.ts';
import { understand, type Reading, type Understood } from './understood.ts';

/** A line as a field needs it. */
export interface Line extends Understood {
  readonly text: string;
  readonly type: (text: string) => void;
  /** What is behind this key is title after all. */
  readonly dismiss: (key: string) => void;
  readonly clear: () => void;
}

/** Keeps a line. */
export function useLine(begin = ''): Line {
  const app = useApp();
  const [text, setText] = useState(begin);
  const [dismissed, setDismissed] = useState<ReadonlySet<string>>(new Set());
  const given = givenByPage(app.router.route.value, app.store.state.today.value);
  return {
    ...understand(text, given, { ...readingOf(app), dismissed }),
    text,
    type: setText,
    dismiss: (key) => setDismissed(new Set([...dismissed, key])),
    clear: () => {
      setText('');
      setDismissed(new Set());
    },
  };
}

/** What lines are read with now. */
export function readingOf({ store, names }: App): Reading {
  const { views, state } = store;
  return {
    today: state.today.value,
    now: Date.now(),
    tags: views.tags.value.map(({ name }) => name),
    places: [...allProjects(views), ...views.areas.value],
    names: names.value,
  };
}
