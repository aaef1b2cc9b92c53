// The agent of a deployed Worker on this Mac. It has a command line of its own, which is also that of `npm run agent`.

import { readArguments, usage } from '../../agent/arguments.ts';
import { LocalError } from '../../local/local-error.ts';
import type { CommandSpec } from '../arguments/command-spec.ts';
import { UsageError } from '../arguments/usage-error.ts';

/** `agent`, for help and completion; its words are read by `agentArguments`. */
export const AGENT_COMMANDS: readonly CommandSpec[] = [
  {
    kind: 'plain',
    name: 'agent',
    does: 'sync the Things library of this Mac with a deployed Worker, until it is ended; its token is in TTSYNC_TOKEN',
    example: '--url https://todoist-things-sync.NAME.workers.dev',
    options: [
      { flags: '--db <FILE>', does: 'the Things database (default: that of the app, or THINGSDB)' },
      { flags: '--token-file <FILE>', does: 'read the token from a file that only you can read' },
      { flags: '--keychain <NAME>', does: 'read the token from the keychain of macOS' },
      { flags: '--once', does: 'exchange once and end' },
      {
        flags: '--take-over',
        does: 'go on here, where another installation or another Mac keeps this library in sync',
      },
      { flags: '--interval <SECONDS>', does: 'exchange at least this often (default: 300)' },
    ],
    run: () => {
      throw new UsageError('agent stands first in the line: ttsync agent --url URL');
    },
  },
];

/** Reads the agent's own words. Throws `UsageError`, and `LocalError` without a token. */
export function agentArguments(
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
) {
  const parsed = readArguments(words, environment);
  if (parsed.ok) return parsed.value;
  if (parsed.error.kind === 'no_token') throw new LocalError(parsed.error.detail);
  throw new UsageError(`${parsed.error.detail} (${usage('ttsync agent')})`);
}
