// The keys, as a person asks for them.

import { Dialog } from '../../ui/dialog.tsx';
import { useApp } from '../app-context.ts';
import { KEY_HELP } from './keys.ts';

/** The dialog. */
export function KeysDialog() {
  const { attention } = useApp();
  return (
    <Dialog title="Keyboard" size="l" onClose={() => (attention.dialog.value = null)}>
      <div class="keys">
        {KEY_HELP.map(({ title, keys }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(({ keys: names, does }) => (
                <div key={does}>
                  <dt>{does}</dt>
                  <dd>
                    {names.map((name) =>
                      name === '…' ? <span key={name}>…</span> : <kbd key={name}>{name}</kbd>,
                    )}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
