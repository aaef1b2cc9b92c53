// Reads and changes the owner's settings in the format of the earlier API.

import { err, ok, type Result } from '../model/result.ts';
import type { OlderConfigChanged } from '../protocol/answers/older/settings.ts';
import type { OlderConfig, OlderConfigChange } from '../protocol/older/config.ts';
import type { Store } from '../hub/store.ts';
import type { Account, AccountFailure } from '../sync/owner/account-port.ts';
import { changeOlder, olderConfigOf, type OlderSettings } from './config.ts';

/** What both need. */
interface Settings {
  readonly store: Pick<Store, 'meta'>;
  readonly account: Pick<Account, 'config' | 'changeConfig'>;
}

/** Why a change is invalid: the given settings contradict each other. */
interface Unfit {
  readonly kind: 'invalid_input';
  readonly detail: string;
  readonly errors: readonly { readonly at: string; readonly detail: string }[];
}

/** `GET /config`. */
export function olderConfig({ store, account }: Settings): OlderConfig {
  return olderConfigOf(account.config(), keptSettings(store));
}

/** `PUT /config`: settings that are not given stay as they are. */
export function changeOlderConfig(
  { store, account }: Settings,
  wanted: OlderConfigChange,
): Result<OlderConfigChanged, AccountFailure | Unfit> {
  const changed = changeOlder(account.config(), keptSettings(store), wanted);
  if (!changed.ok) {
    const errors = changed.error.problems.map((detail) => ({ at: '', detail }));
    return err({ kind: 'invalid_input', detail: errors.map(({ detail }) => detail).join('; '), errors });
  }
  const taken = account.changeConfig(changed.value.change);
  if (!taken.ok) return taken;
  // The actual settings are saved first; these only say how they are shown to older clients.
  store.meta.set('older_settings', changed.value.settings);
  return ok({
    config: olderConfigOf(taken.value, changed.value.settings),
    message: 'Configuration updated',
  });
}

function keptSettings({ meta }: Settings['store']): OlderSettings | undefined {
  return meta.get('older_settings') as OlderSettings | undefined;
}
