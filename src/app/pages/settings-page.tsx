// What is set on this device: how the app looks, how it is synced, and how to end it.

import { useState } from 'preact/hooks';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useApp } from '../app-context.ts';
import { useSyncWords } from '../frame/sync-line.tsx';
import { Page } from '../frame/page.tsx';
import { APPEARANCES, appearance, setAppearance } from '../frame/appearance.ts';
import type { OfflineReadiness } from '../installation/app-version.ts';
import { hrefOf } from '../routing/route.ts';
import './pages.css';

/** The page. */
export function SettingsPage() {
  return (
    <Page title="Settings">
      <Appearance />
      <Sync />
      <Offline />
      <ThisDevice />
    </Page>
  );
}

function Appearance() {
  return (
    <section class="settings" aria-labelledby="appearance">
      <h2 id="appearance">Appearance</h2>
      <fieldset class="segments">
        <legend class="unseen">Appearance</legend>
        {APPEARANCES.map(({ value, name }) => (
          <label key={value}>
            <input
              type="radio"
              name="appearance"
              checked={appearance.value === value}
              onChange={() => setAppearance(value)}
            />
            <span>{name}</span>
          </label>
        ))}
      </fieldset>
    </section>
  );
}

function Sync() {
  const { state, commands } = useApp().store;
  const words = useSyncWords();
  const { conflicts } = useApp().store.views.counts.value;
  return (
    <section class="settings" aria-labelledby="sync">
      <h2 id="sync">Sync</h2>
      <div class="settings-line">
        <div>
          <p class="strong">{words.line}</p>
          <p class="soft">{words.detail}</p>
        </div>
        <Button icon="sync" disabled={state.sync.value.isUnderWay} onClick={() => void commands.syncNow()}>
          Sync now
        </Button>
      </div>
      {conflicts > 0 && (
        <a href={hrefOf({ page: 'conflicts' })}>
          {conflicts === 1 ? '1 change of this device lost' : `${conflicts} changes of this device lost`}
        </a>
      )}
    </section>
  );
}

const OFFLINE_WORDS: Readonly<Record<OfflineReadiness, string>> = {
  preparing: 'The app is being kept on this device, so that it opens without a connection.',
  ready: 'The app opens without a connection. What is done then is synced later.',
  insecure: 'This address is not https, so browsers keep no app of it: it opens with a connection only.',
  unsupported: 'This browser, or a private window, keeps no apps: it opens with a connection only.',
  failed: 'The app could not be kept on this device this time. It is tried again when it is opened next.',
};

function Offline() {
  const { version, installOffer, store } = useApp();
  const install = installOffer.state.value;
  const notKept = store.state.troubles.value.find(({ kind }) => kind === 'not_persistent');
  return (
    <section class="settings" aria-labelledby="offline">
      <h2 id="offline">Offline</h2>
      <p class="soft">{OFFLINE_WORDS[version.offline.value]}</p>
      {install === 'offered' && (
        <div class="settings-line">
          <p class="soft">Installed, it is among the other apps of this device.</p>
          <Button onClick={() => void installOffer.install()}>Install…</Button>
        </div>
      )}
      {install === 'by_hand' && (
        <p class="soft">
          To have it among the other apps: in Safari press the share button, then <em>Add to Home Screen</em>.
        </p>
      )}
      {notKept !== undefined && <p class="soft">{notKept.text}</p>}
    </section>
  );
}

function ThisDevice() {
  const { state } = useApp().store;
  const [asks, setAsks] = useState(false);
  const device = state.device.value;
  if (device === null) return null;
  return (
    <section class="settings" aria-labelledby="device">
      <h2 id="device">This device</h2>
      <dl>
        <div>
          <dt>Name</dt>
          <dd>{device.name ?? 'Not known yet: it comes with the next sync'}</dd>
        </div>
        <div>
          <dt>Account</dt>
          <dd>{device.account ?? 'Default'}</dd>
        </div>
        <div>
          <dt>Synced with</dt>
          <dd>{device.baseUrl}</dd>
        </div>
      </dl>
      <div class="settings-line">
        <p class="soft">Removes all tasks from this device. They stay in Things and Todoist.</p>
        <Button kind="danger" onClick={() => setAsks(true)}>
          Forget this device…
        </Button>
      </div>
      {asks && <ForgetDialog onClose={() => setAsks(false)} />}
    </section>
  );
}

function ForgetDialog({ onClose }: { readonly onClose: () => void }) {
  const { state, commands } = useApp().store;
  const { pending } = state.sync.value;
  return (
    <Dialog title="Forget this device?" size="s" onClose={onClose}>
      <div class="dialog-text">
        {pending > 0 && (
          <p class="warning">
            <strong>
              {pending === 1 ? '1 change was' : `${pending} changes were`} not synced yet and would be lost.
            </strong>{' '}
            Sync first to keep {pending === 1 ? 'it' : 'them'}.
          </p>
        )}
        <p>All tasks are removed from this device. To use it again, pair it with a new code.</p>
      </div>
      <footer class="dialog-foot">
        <Button kind="quiet" onClick={onClose}>
          Cancel
        </Button>
        {pending > 0 && <Button onClick={() => void commands.syncNow()}>Sync first</Button>}
        <Button kind="danger" onClick={() => void commands.forget()}>
          {pending > 0 ? 'Forget and lose them' : 'Forget'}
        </Button>
      </footer>
    </Dialog>
  );
}
