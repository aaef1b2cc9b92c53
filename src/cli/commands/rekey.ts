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
  does: 'encrypt every stored secret (of webhooks, devices, …) with another key; safe to repeat',
  example: '--key-file new.key',
  options: [
    {
      flags: '--key-file <FILE>',
      does: 'a file with the new key, 32 random bytes in base64 (default: a new key is made)',
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
        '--key-file works only on this machine. For a deployed Worker, put the present key into SECRETS_KEY_OLD and the new one into SECRETS_KEY with `npx wrangler secret put`, then run this without --key-file',
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
  if (total === 0)
    return `No secret is stored. The key is now ${keyId}; the previous key is no longer needed.`;
  const secrets = total === 1 ? '1 stored secret is' : `All ${total} stored secrets are`;
  const changed = rekeyed === total ? '' : ` (${rekeyed} of them newly)`;
  return `${secrets} encrypted with the key ${keyId}${changed}. The previous key is no longer needed.`;
}
