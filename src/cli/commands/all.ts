// Every command, in the order in which help shows them.

import { ownVersion } from '../../local/own-package.ts';
import type { CommandSpec } from '../arguments/command-spec.ts';
import type { ProgramParts } from '../arguments/program.ts';
import { AGENT_COMMANDS } from './agent.ts';
import { completionCommand } from './completion.ts';
import { CONFIG_COMMANDS } from './config.ts';
import { CONFLICT_COMMANDS } from './conflicts.ts';
import { DEVICE_COMMANDS } from './devices.ts';
import { LIBRARY_COMMANDS } from './export.ts';
import { HISTORY_COMMANDS } from './history.ts';
import { KV_COMMANDS } from './kv.ts';
import { LOG_COMMANDS } from './logs.ts';
import { METRIC_COMMANDS } from './metrics.ts';
import { PLAN_COMMANDS } from './plan.ts';
import { PROFILE_COMMANDS } from './profiles.ts';
import { STATUS_COMMANDS } from './status.ts';
import { TOKEN_COMMANDS } from './tokens.ts';
import { UNDO_COMMANDS } from './undo.ts';
import { WEBHOOK_COMMANDS } from './webhooks.ts';

/** Every command but `start` and `sync`. */
export const COMMANDS: readonly CommandSpec[] = [
  ...STATUS_COMMANDS,
  ...METRIC_COMMANDS,
  ...PLAN_COMMANDS,
  ...CONFLICT_COMMANDS,
  ...HISTORY_COMMANDS,
  ...UNDO_COMMANDS,
  ...LIBRARY_COMMANDS,
  ...CONFIG_COMMANDS,
  ...KV_COMMANDS,
  ...LOG_COMMANDS,
  ...TOKEN_COMMANDS,
  ...DEVICE_COMMANDS,
  ...WEBHOOK_COMMANDS,
  ...PROFILE_COMMANDS,
  ...AGENT_COMMANDS,
  completionCommand(programParts),
];

const GROUPS: Readonly<Record<string, string>> = {
  plan: 'the plan that waits, and your answer to it',
  conflicts: 'values that differ on both sides, and your decision',
  kv: 'the copy of the state in KV, and what older code left there',
  webhooks: 'events of other services, and who is told what the sync did',
  tokens: 'tokens for programs that call the API',
  devices: 'phones and other clients that are paired',
  profiles: 'accounts under names of your own',
};

const EPILOGUE = `Exit codes: 0 done (of a run: in sync); 1 it failed (of a run: not in sync); 2 the command line is wrong;
3 a plan waits; 4 conflicts wait; 130 interrupted. All of it: docs/cli.md.`;

/** What the parser of this program is made of. */
export function programParts(): ProgramParts {
  return { commands: COMMANDS, groups: GROUPS, version: ownVersion(), name: 'ttsync', epilogue: EPILOGUE };
}
