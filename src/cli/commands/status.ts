// How things stand.

import { found, type CommandSpec } from '../arguments/command-spec.ts';
import { formatStatus } from '../output/account-text.ts';

/** `status`. */
export const STATUS_COMMANDS: readonly CommandSpec[] = [
  {
    kind: 'account',
    name: 'status',
    does: 'how things stand, and what waits with its reason',
    example: '',
    run: async (api, { isRunning }) =>
      found(await api.status(), (status) => formatStatus(status, { isRunning })),
  },
];
