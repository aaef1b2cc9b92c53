// The settings.

import { found, type CommandSpec } from '../arguments/command-spec.ts';
import { configChangeFrom } from '../arguments/config-words.ts';
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
        : found(await api.changeConfig(configChangeFrom(words, await api.config())), formatConfig),
  },
];
