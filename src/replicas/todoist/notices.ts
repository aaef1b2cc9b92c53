// What the owner should know about Todoist besides waiting operations.

import type { Contact, Store, Suspect } from '../../hub/store.ts';
import type { Status, Waiting } from '../../protocol/status.ts';
import type { Pass } from '../../sync/unit-of-work.ts';
import { labelNotices } from './conversation/keeper/announce-label.ts';
import { markerNotices } from './conversation/marker-labels.ts';
import { oddNotices } from './conversation/read/odd-objects.ts';
import { accountOf, TODOIST } from './known.ts';

/** How many lookups are shown. */
const MAX_LOOK_UPS = 100;

/** What the account's plan lacks, and what it refused. */
export function noticesOfTodoist(pass: Pass): readonly string[] {
  const account = accountOf(pass);
  const lacks =
    account === null || account.deadlines ? [] : ['This Todoist plan has no deadlines: they stay in Things.'];
  const refused = pass.containers
    .refusedBy(TODOIST)
    .map(
      ({ name, refused: why }) =>
        `Todoist can't create “${name}” (${why ?? ''}): its tasks are in the nearest project, with its name as a label.`,
    );
  return [...labelNotices(pass), ...markerNotices(pass), ...lacks, ...refused, ...oddNotices(pass)];
}

/** Tasks for which Todoist does not say whether they still exist. */
export function lookUpsThatWait({ store }: { readonly store: Store }): readonly Waiting[] {
  return store.suspects
    .of(TODOIST)
    .failing(MAX_LOOK_UPS)
    .map((suspect) => lookUpLine(store, suspect));
}

function lookUpLine(store: Store, { remoteId: id, reason, retryAt }: Suspect): Waiting {
  const task = store.links.byRemoteId(TODOIST, id)?.taskId ?? store.links.byLine(TODOIST, id);
  return {
    operation: '',
    replica: TODOIST,
    task,
    title: (task === null ? null : store.tasks.get(task))?.fields.title ?? '',
    state: 'held',
    reason: `Todoist does not say whether this is still there: ${reason ?? 'no reason given'}`,
    retryAt,
  };
}

/** The status of Todoist. */
export function standingOfTodoist(contact: Contact, requests: number): Status['todoist'] {
  const { seenAt, problem, retryAt } = contact;
  return { lastReadAt: seenAt, problem, retryAt, requests };
}
