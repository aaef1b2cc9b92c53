// Another key for stored secrets: on this machine made and put in place here, of a deployed Worker the one that it was given.

import { createApiClient, type ApiClient } from '../../client/api-client.ts';
import { beginRekey, endRekey, readKeyFile } from '../../local/secrets-keys.ts';
import { openStateDirectory } from '../../local/state-directory.ts';
import type { Rekeyed } from '../../protocol/secrets.ts';
import { found, type Call, type CommandSpec, type Finding } from '../arguments/command-spec.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { notEmpty } from '../arguments/where.ts';
import { localAccounts, refuseNothing, withAccount } from '../connect.ts';
import { ownEnvironment, placeOf } from '../place.ts';

/** `tokens rekey`. */
export const REKEY_COMMAND: CommandSpec = {
  kind: 'plain',
  name: 'tokens rekey',
  does: 'seal every stored secret (of webhooks, devices, …) anew under another key; safe to repeat',
  example: '--key-file new.key',
  options: [
    {
      flags: '--key-file <FILE>',
      does: 'the new key, 32 random bytes in base64 (default: one is made)',
      read: (text) => notEmpty('--key-file', text),
    },
  ],
  run: rekey,
};

async function rekey(call: Call): Promise<Finding> {
  const { given, terminal, where } = call;
  const environment = ownEnvironment();
  const place = placeOf(where, environment);
  const file = given.option('keyFile');
  const ask = async (api: ApiClient): Promise<Finding> => found(await api.rekeySecrets(), formatRekeyed);
  if (place.kind === 'deployed') {
    if (file !== undefined) {
      throw new UsageError(
        '--key-file is for this machine; the key of a deployed Worker is set by `npx wrangler secret put SECRETS_KEY`, with the one of before in SECRETS_KEY_OLD',
      );
    }
    return ask(createApiClient(place.server));
  }
  const { stateDirectory } = localAccounts(place.where, environment);
  refuseNothing(stateDirectory);
  begin(stateDirectory, file === undefined ? null : readKeyFile(file));
  const log = (line: string): void => terminal.complain(`Worker: ${line}`);
  const finding = await withAccount(place, { environment, log }, ask);
  endRekey(stateDirectory);
  return finding;
}

/** A Worker that runs already has the key of before alone. Throws `LocalError` then. */
function begin(stateDirectory: string, wanted: string | null): void {
  const state = openStateDirectory(stateDirectory);
  try {
    beginRekey(state.path, wanted);
  } finally {
    state.release();
  }
}

function formatRekeyed({ keyId, total, rekeyed }: Rekeyed): string {
  const secrets = total === 1 ? '1 secret is' : `${total} secrets are`;
  return `${secrets} stored, under the key ${keyId}; ${rekeyed} of them were under another one. The key of before is not needed any more.`;
}
