// Todoist as one of an account's replicas: puts the parts of this folder together.

import type { Replica } from '../../sync/unit-of-work.ts';
import { announceLabel } from './conversation/keeper/announce-label.ts';
import { MAX_REQUESTS_PER_RUN } from './conversation/budget.ts';
import { leavePair } from './conversation/keeper/keep-pair.ts';
import { isTodoistDue, talkWithTodoist } from './conversation/talk.ts';
import { storeCursor, storedAccount, TODOIST } from './known.ts';
import { lookUpsThatWait, noticesOfTodoist, standingOfTodoist } from './notices.ts';
import { withStandIns } from './stand-ins.ts';
import type { TodoistAccount, TodoistPort } from './todoist-port.ts';

/** Creates the replica from its port. */
export function createTodoistReplica(port: TodoistPort): Replica {
  return {
    name: TODOIST,
    title: 'Todoist',
    isFounding: true,
    own: port,
    known: storedAccount,
    profile: (known, { config, containers }) =>
      withStandIns(port.profile(known as TodoistAccount, config), containers),
    reinterpret: port.reinterpret,
    lines: { areTasks: true },
    restoresAnew: true,
    hidesUnfinished: false,
    places: {
      heldName: port.heldContainerName,
      fixedKinds: new Set(),
      tellsKinds: false,
      forgivesWithPlace: false,
    },
    readAnew: (store) => storeCursor(store, null),
    notices: noticesOfTodoist,
    waiting: lookUpsThatWait,
    standing: (_run, { contactOf, requests }) => standingOfTodoist(contactOf(TODOIST), requests),
    markSuspect: ({ suspects }, id) => suspects.of(TODOIST).add(id),
    announce: announceLabel,
    polled: {
      talk: talkWithTodoist,
      isMoreDue: isTodoistDue,
      leave: (session) => leavePair(session, { requests: MAX_REQUESTS_PER_RUN }),
    },
  };
}
