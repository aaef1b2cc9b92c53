// What stands around every page: where a person can go, the details of a task, dialogs, and what the app says by itself.

import { useEffect } from 'preact/hooks';
import { IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { AppContext, useApp, type App } from '../app-context.ts';
import { AddDialog } from '../adding/add-dialog.tsx';
import { PairPage, WelcomePage } from '../pages/pair-page.tsx';
import { DetailPlace } from '../task/detail-place.tsx';
import { MoveDialog } from '../task/move-dialog.tsx';
import { TagsDialog } from '../task/tags-dialog.tsx';
import { DeadlineDialog, WhenDialog } from '../task/when-dialog.tsx';
import { followKeys } from './keyboard.ts';
import { KeysDialog } from './keys-dialog.tsx';
import { ToastPlace, Troubles } from './notices.tsx';
import { Pages } from './pages.tsx';
import { Sidebar, TabBar } from './sidebar.tsx';
import './app.css';

/** The whole app. */
export function AppView({ app }: { readonly app: App }) {
  return (
    <AppContext.Provider value={app}>
      <Whole />
    </AppContext.Provider>
  );
}

function Whole() {
  const { state } = useApp().store;
  const { route } = useApp().router;
  if (!state.isReady.value) return <Opening />;
  const page = route.value;
  if (page.page === 'pair') return <PairPage code={page.code} account={page.account} />;
  if (state.device.value === null) return <WelcomePage />;
  return <Paired />;
}

/** What is shown while the store of this device is read: the frame, without words that would flash by. */
function Opening() {
  const { troubles } = useApp().store.state;
  return troubles.value.length > 0 ? (
    <main class="opening">
      <Troubles />
    </main>
  ) : (
    <main class="opening" aria-busy="true" aria-label="Opening" />
  );
}

function Paired() {
  const app = useApp();
  const { attention } = app;
  useEffect(() => followKeys(app, window), []);
  // What was selected on one page is not on another one.
  useEffect(
    () =>
      app.router.route.subscribe(() => {
        attention.selected.value = null;
        attention.opened.value = null;
      }),
    [],
  );
  return (
    <div class={`app${attention.opened.value === null ? '' : ' has-detail'}`}>
      <a class="skip" href="#main" onClick={skipToMain}>
        Skip to the tasks
      </a>
      <Sidebar />
      <div class="middle">
        <Troubles />
        <Pages />
        <AddButton />
      </div>
      <DetailPlace />
      <TabBar />
      <ToastPlace />
      <Dialogs />
    </div>
  );
}

/** Not by the address, which is the page. */
function skipToMain(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>('#main')?.focus();
}

function AddButton() {
  const { attention } = useApp();
  const open = () => (attention.dialog.value = { kind: 'add', text: '', notes: '' });
  return (
    <>
      <button type="button" class="add-button" aria-label="Add a task" onClick={open}>
        <Icon name="plus" />
      </button>
      <div class="keys-button">
        <IconButton
          icon="keyboard"
          name="Keyboard"
          onClick={() => (attention.dialog.value = { kind: 'keys' })}
        />
      </div>
    </>
  );
}

function Dialogs() {
  const dialog = useApp().attention.dialog.value;
  switch (dialog?.kind) {
    case undefined:
      return null;
    case 'add':
      return <AddDialog text={dialog.text} notes={dialog.notes} />;
    case 'keys':
      return <KeysDialog />;
    case 'when':
      return <WhenDialog id={dialog.task} />;
    case 'deadline':
      return <DeadlineDialog id={dialog.task} />;
    case 'move':
      return <MoveDialog id={dialog.task} />;
    case 'tags':
      return <TagsDialog id={dialog.task} />;
  }
}
