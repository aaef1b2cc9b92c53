// What the app says by itself: what was just done, with a way to take it back, and what is wrong with keeping or sending.

import { Button, IconButton } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useApp } from '../app-context.ts';
import { NewerVersion } from '../installation/newer-version.tsx';
import { hrefOf } from '../routing/route.ts';
import { useSyncWords } from './sync-line.tsx';
import './notices.css';

/** What was just done. The region is always there, so that it is read out. */
export function ToastPlace() {
  const { state, commands } = useApp().store;
  const toast = state.toast.value;
  return (
    <div class="toast-place" role="status" aria-live="polite">
      {toast !== null && (
        <div key={toast.id} class="toast">
          <Icon name={toast.kind === 'removed' ? 'trash' : toast.kind === 'undone' ? 'sync' : 'check'} />
          <span class="toast-text">{toast.text}</span>
          {toast.canUndo && (
            <button type="button" class="toast-undo" onClick={() => void commands.undo()}>
              Undo
            </button>
          )}
          <IconButton icon="close" name="Dismiss" onClick={() => commands.dismissToast()} />
        </div>
      )}
    </div>
  );
}

/** What is to be known of this device also where it is not paired: that it can't keep anything, or that a newer version is there. */
export function DeviceTroubles() {
  const { store, version } = useApp();
  // What a person can do nothing about, and most never meet, is in the settings.
  const troubles = store.state.troubles.value.filter(({ kind }) => kind !== 'not_persistent');
  return (
    <>
      <NewerVersion version={version} />
      {troubles.map(({ kind, text, isFatal }) => (
        <div key={kind} class={`trouble${isFatal ? ' grave' : ''}`} role={isFatal ? 'alert' : 'status'}>
          <Icon name="alert" />
          <p>{text}</p>
          {kind === 'newer_page' && <Button onClick={() => window.location.reload()}>Reload</Button>}
        </div>
      ))}
    </>
  );
}

/** What keeps this device from keeping or sending what is done on it. */
export function Troubles() {
  const { store } = useApp();
  const { state, commands } = store;
  const words = useSyncWords();
  const { failure } = state.sync.value;
  return (
    <div class="troubles">
      <DeviceTroubles />
      {failure?.kind === 'not_paired' && (
        <div class="trouble grave" role="alert">
          <Icon name="phone" />
          <p>
            <strong>{words.line}.</strong> {words.detail}
          </p>
          <a class="button" href={hrefOf({ page: 'pair', code: null, account: null })}>
            Pair again
          </a>
        </div>
      )}
      {(failure?.kind === 'refused' || failure?.kind === 'storage') && (
        <div class="trouble grave" role="alert">
          <Icon name="alert" />
          <p>
            <strong>{words.line}.</strong> {words.detail}
          </p>
          <Button onClick={() => void commands.syncNow()}>Try again</Button>
        </div>
      )}
    </div>
  );
}
