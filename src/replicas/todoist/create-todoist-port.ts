// Todoist as a pass sees it: puts `wire/` and `translate/` together behind the port. Must not hold state: the caller keeps cursor
// and account.

import { digestOf } from '../../engine/fields/digest.ts';
import { isSame } from '../../model/same.ts';
import { followMarkers } from './translate/marker-names.ts';
import { err, ok } from '../../model/result.ts';
import type { OddObject, TodoistPort } from './todoist-port.ts';
import { liftAnswer, liftDonePage, liftLabelAnswer, liftLookUp } from './wire/answer.ts';
import { batchCommands } from './wire/batch.ts';
import { send, type ClientOptions } from './wire/client.ts';
import { encodeContainer, heldContainerName } from './translate/encode-container.ts';
import { encodeLabels } from './translate/encode-labels.ts';
import { encodeTask } from './translate/encode-task.ts';
import { isNotFoundError } from './wire/failures.ts';
import { readDoneCounts } from './wire/done-counts.ts';
import { temporaryId, temporaryItemId } from './wire/identifiers.ts';
import { createProfile } from './translate/project.ts';
import { reinterpretMarkers } from './translate/reinterpret.ts';

/** What every read requests. Always the same, because a cursor may be tied to this list. */
const RESOURCE_TYPES = ['items', 'projects', 'sections', 'labels', 'user', 'user_plan_limits'];

/** Maximum size of a page of completed tasks. Source: Todoist API v1, “Completed tasks by completion date”. */
const DONE_PER_PAGE = 200;

/**
 * Creates the port of one account. `sync`, `lookUp`, `countDone`, `doneBelow` and `readLabels` cost one request each, even if
 * nothing changed; the rest is pure. Failures are returned as values, and nothing is retried here.
 */
export function createTodoistPort(options: ClientOptions): TodoistPort {
  return {
    // Sixteen bits: enough to notice a different token, too few to recover one.
    access: digestOf([options.baseUrl, options.token]).slice(-4),
    sync: (request) => sync(options, request),
    lookUp: (request) => lookUp(options, request),
    countDone: () => countDone(options),
    doneBelow: (request) => doneBelow(options, request),
    readLabels: (commands) => readLabels(options, commands),
    encodeLabels,
    profile: createProfile,
    reinterpret: (shadow, former, present) =>
      reinterpretMarkers(shadow, former.markerLabels, present.markerLabels),
    encodeTask,
    encodeContainer,
    heldContainerName,
    temporaryId,
    temporaryItemId,
    batch: batchCommands,
  };
}

async function sync(
  options: ClientOptions,
  { cursor, commands, config, markers = {}, account }: Parameters<TodoistPort['sync']>[0],
): ReturnType<TodoistPort['sync']> {
  const answer = await send(options, {
    path: '/sync',
    body: {
      // Needed with commands, too: the token in the response to a request without one skips what others changed.
      sync_token: cursor ?? '*',
      resource_types: RESOURCE_TYPES,
      ...(commands.length > 0 && { commands }),
    },
    hadCursor: cursor !== null,
    hadCommands: commands.length > 0,
  });
  if (!answer.ok) return answer;
  const { status, json } = answer.value;
  if (status === 404) return err({ kind: 'refused', detail: 'HTTP 404: no /sync here' });
  const first = liftWhole(json, { config, account, commands });
  if (!first.ok) return first;
  const markerLabels = followMarkers(config.markerLabels, markers, first.value.labels);
  if (isSame(markerLabels, config.markerLabels)) return first;
  return liftWhole(json, { config: { ...config, markerLabels }, account, commands });
}

function liftWhole(
  json: unknown,
  context: Omit<Parameters<typeof liftAnswer>[1], 'reportOdd'>,
): ReturnType<typeof liftAnswer> {
  const odd: OddObject[] = [];
  const lifted = liftAnswer(json, { ...context, reportOdd: (one) => void odd.push(one) });
  return lifted.ok ? ok({ ...lifted.value, odd }) : lifted;
}

async function readLabels(
  options: ClientOptions,
  commands: Parameters<TodoistPort['readLabels']>[0],
): ReturnType<TodoistPort['readLabels']> {
  const answer = await send(options, {
    path: '/sync',
    body: {
      sync_token: '*',
      resource_types: ['labels'],
      ...(commands.length > 0 && { commands }),
    },
    hadCursor: false,
    hadCommands: commands.length > 0,
  });
  if (!answer.ok) return answer;
  const { status, json } = answer.value;
  if (status === 404) return err({ kind: 'refused', detail: 'HTTP 404: no /sync here' });
  return liftLabelAnswer(json, commands);
}

async function lookUp(
  options: ClientOptions,
  { remoteId, config, account }: Parameters<TodoistPort['lookUp']>[0],
): ReturnType<TodoistPort['lookUp']> {
  const answer = await send(options, {
    path: `/tasks/${encodeURIComponent(remoteId)}`,
    hadCursor: false,
    hadCommands: false,
  });
  if (!answer.ok) return answer;
  const { status, json } = answer.value;
  if (status !== 404) return liftLookUp(json, { account, config });
  // Only Todoist's own error body counts: a 404 from a proxy or a wrong URL must never look like a deleted task.
  if (isNotFoundError(json)) return ok(null);
  return err({ kind: 'api_changed', detail: 'HTTP 404 that does not come from Todoist' });
}

async function countDone(options: ClientOptions): ReturnType<TodoistPort['countDone']> {
  const answer = await send(options, {
    path: '/sync',
    body: { sync_token: '*', resource_types: ['completed_info'] },
    hadCursor: false,
    hadCommands: false,
  });
  if (!answer.ok) return answer;
  const { status, json } = answer.value;
  if (status === 404) return err({ kind: 'refused', detail: 'HTTP 404: no /sync here' });
  return ok(readDoneCounts(json));
}

async function doneBelow(
  options: ClientOptions,
  { parent, since, until, after, ...context }: Parameters<TodoistPort['doneBelow']>[0],
): ReturnType<TodoistPort['doneBelow']> {
  const query = new URLSearchParams({
    since: new Date(since).toISOString(),
    until: new Date(until).toISOString(),
    parent_id: parent,
    limit: String(DONE_PER_PAGE),
    ...(after !== null && { cursor: after }),
  });
  const path = `/tasks/completed/by_completion_date?${query.toString()}`;
  const answer = await send(options, { path, hadCursor: false, hadCommands: false });
  if (!answer.ok) return answer;
  const { status, json } = answer.value;
  if (status === 404) return err({ kind: 'refused', detail: 'HTTP 404: no done tasks here' });
  return liftDonePage(json, context);
}
