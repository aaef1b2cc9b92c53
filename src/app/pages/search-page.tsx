// Finding tasks by words, as they are typed.

import { useLayoutEffect, useRef } from 'preact/hooks';
import { Empty } from '../../ui/empty.tsx';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useApp } from '../app-context.ts';
import { focusSelected } from '../frame/acts.ts';
import { Page } from '../frame/page.tsx';
import type { Task } from '../state/types.ts';
import { TaskList } from '../lists/task-list.tsx';
import './pages.css';

/** The page. `text`: what the address asks for. */
export function SearchPage({ text }: { readonly text: string }) {
  const { router } = useApp();
  const given = text.trim();
  const found = useFound(given);
  const type = (next: string) => router.replace({ page: 'search', text: next });
  return (
    <Page title="Search">
      <SearchField text={text} onType={type} />
      <p class="unseen" role="status">
        {given === '' ? '' : found.length === 1 ? '1 task found' : `${found.length} tasks found`}
      </p>
      <TaskList name="Found tasks" parts={[{ key: 'found', heading: null, tasks: found }]} />
      {given === '' ? (
        <Empty icon="search" tone="soft" title="Find any task">
          Open ones come first, then what is done.
        </Empty>
      ) : (
        found.length === 0 && (
          <Empty icon="search" tone="soft" title="Nothing has all of these words">
            Try fewer letters, or another word.
          </Empty>
        )
      )}
    </Page>
  );
}

function SearchField({ text, onType }: { readonly text: string; readonly onType: (text: string) => void }) {
  const { attention } = useApp();
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current?.focus(), []);
  return (
    <search class="search-field">
      <Icon name="search" />
      <input
        ref={field}
        type="search"
        aria-label="Search tasks"
        placeholder="Search titles, notes, tags, checklists"
        value={text}
        autocomplete="off"
        enterkeyhint="search"
        onInput={(event) => onType(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' && attention.listed.value.length > 0) {
            event.preventDefault();
            attention.selected.value = attention.listed.value[0] ?? null;
            focusSelected(attention.selected.value);
          }
          if (event.key === 'Escape' && text !== '') {
            event.preventDefault();
            event.stopPropagation();
            onType('');
          }
        }}
      />
      {text !== '' && (
        <IconButton
          icon="close"
          name="Clear"
          onClick={() => {
            onType('');
            field.current?.focus();
          }}
        />
      )}
    </search>
  );
}

/** What is found, as it is now: again when one of them changes, or a task comes or goes. */
function useFound(text: string): readonly Task[] {
  const { views } = useApp().store;
  // Searching is no signal by itself, and these follow from all tasks.
  void [views.counts.value, views.logbook.value];
  if (text === '') return [];
  return views.search(text).flatMap(({ id }) => views.task(id).value ?? []);
}
