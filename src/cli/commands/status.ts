// How things stand.

import { found, type CommandSpec } from '../arguments/command-spec.ts';
import type { Status } from '../../protocol/status.ts';
import { formatStatus } from '../output/account-text.ts';

/** `status`. */
export const STATUS_COMMANDS: readonly CommandSpec[] = [
  {
    kind: 'account',
    name: 'status',
    does: 'how things stand, and what waits with its reason',
    example: '',
    run: async (api, { isRunning }) => {
      const status = await api.status();
      return found(isRunning ? status : { ...status, syncing: STOPPED }, formatStatus);
    },
  },
];

const STOPPED: Status['syncing'] = {
  state: 'stopped',
  detail: 'Nothing is syncing here now: this is how things stood when it last was.',
};
