// The settings.

import { ApiError, type ApiClient } from '../../client/api-client.ts';
import type { ConfigChange } from '../../protocol/config.ts';
import { found, type CommandSpec } from '../arguments/command-spec.ts';
import { configChangeFrom } from '../arguments/config-words.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { formatConfig } from '../output/account-text.ts';

/** `config`. */
export const CONFIG_COMMANDS: readonly CommandSpec[] = [
  {
    kind: 'account',
    name: 'config',
    does: 'show the settings, or change some',
    example: 'strategy=manual guard.deletions.maxTasks=5',
    takes: [{ name: 'KEY=VALUE', optional: true, many: true }],
    run: async (api, { given: { words } }) =>
      words.length === 0
        ? found(await api.config(), formatConfig)
        : found(await change(api, configChangeFrom(words, await api.config())), formatConfig),
  },
];

/** A value that a setting can't have is a wrong command line, whoever finds it out. */
async function change(api: ApiClient, wanted: ConfigChange): ReturnType<ApiClient['changeConfig']> {
  try {
    return await api.changeConfig({ body: wanted });
  } catch (error) {
    if (error instanceof ApiError && error.kind === 'invalid_input')
      throw new UsageError(error.message, { cause: error });
    throw error;
  }
}
