// `sync --once` of a deployed Worker: it reads and writes Todoist now; what is for Things waits for the agent, which comes by itself.

import type { ApiClient } from '../../client/api-client.ts';
import { NOT_DEPLOYED } from '../arguments/options.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { EXIT } from '../exit.ts';
import { formatStatus } from '../output/account-text.ts';
import { printableJson } from '../../model/printable.ts';
import { mayApply, setStrategy } from './once.ts';
import { endingOf, kvBetween, reportToJson } from './run-report.ts';
import type { SyncCall } from './sync-call.ts';

/** Makes one run there, and answers with the exit code. Throws `ApiError` and `UsageError`. */
export async function runDeployed(api: ApiClient, { options, terminal }: SyncCall): Promise<number> {
  if (options.publicUrl !== undefined) throw new UsageError(NOT_DEPLOYED);
  if (options.leave === true) {
    const status = await api.leave();
    terminal.say(
      'This installation has left: its label is removed from Todoist, and nothing is synced here any more.',
    );
    if (options.json) terminal.result(printableJson(status));
    return EXIT.done;
  }
  if (!options.once) throw new UsageError('a deployed Worker syncs by itself: --once makes one run now');
  if (options.dryRun)
    throw new UsageError('--dry-run is for accounts on this machine (see: npm run cli -- plan)');
  if (options.strategy !== null) await setStrategy({ api }, options.strategy);
  if (options.takeOver === true) await api.takeOver();
  const before = await api.status();
  const approved = await approveWaiting(api, options);
  await api.poll();
  const status = await api.status();
  const plan = status.plan === null || status.plan.approved ? null : status.plan;
  const errors = approved ? [] : [`no plan ${options.approve ?? ''} is waiting here`];
  const applied = { todoist: status.run.applied.todoist, things: status.run.applied.things };
  const report = { applied, status, plan, kv: kvBetween(before.kv, status.kv), errors };
  terminal.say(formatStatus(status));
  for (const error of errors) terminal.complain(error);
  const ending = endingOf(report);
  if (options.json) terminal.result(reportToJson(report, ending));
  return ending.code;
}

/** False where a plan was named that does not wait. */
async function approveWaiting(api: ApiClient, options: SyncCall['options']): Promise<boolean> {
  const plan = await api.plan();
  if (plan !== null && !plan.approved && mayApply(plan, options)) {
    await api.approve({ path: { hash: plan.hash } });
    return true;
  }
  return options.approve === null;
}
