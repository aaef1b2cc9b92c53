// How the sync stands, in words; a press syncs.

import { useEffect, useState } from 'preact/hooks';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { useApp } from '../app-context.ts';
import { syncWords, type SyncWords } from '../words/sync-words.ts';

const SIGNS: Readonly<Record<SyncWords['tone'], { readonly icon: IconName; readonly tone: string }>> = {
  good: { icon: 'check', tone: 'good' },
  busy: { icon: 'sync', tone: 'accent' },
  waiting: { icon: 'waiting', tone: 'warning' },
  trouble: { icon: 'alert', tone: 'danger' },
};

/** The line. */
export function SyncLine() {
  const { store } = useApp();
  const words = useSyncWords();
  const { icon, tone } = SIGNS[words.tone];
  const isOffline = !store.state.isOnline.value;
  return (
    <button
      type="button"
      class={`sync-line ${words.tone}`}
      title={`${words.detail} Press to sync.`}
      onClick={() => void store.commands.syncNow()}
    >
      <Icon name={isOffline ? 'offline' : icon} tone={tone} />
      <span class="sync-words" role="status">
        {words.line}
      </span>
    </button>
  );
}

/** How it stands, said anew as time passes. */
export function useSyncWords(): SyncWords {
  const { sync, isOnline } = useApp().store.state;
  const [now, setNow] = useState(Date.now);
  const isCounting = sync.value.retryAt !== null;
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), isCounting ? 1000 : 20_000);
    return () => clearInterval(timer);
  }, [isCounting, sync.value]);
  return syncWords(sync.value, isOnline.value, now);
}
