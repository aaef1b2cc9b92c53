// What changed since a device last asked, by its position in the hub's clock. Read-only: a device that asks writes nothing.

import {
  changePointToText,
  parseChangePoint,
  type ChangePoint,
  type Changes,
  type HubChange,
} from '../../hub/clock.ts';
import { assert } from '../../model/assert.ts';
import { err, ok, type Result } from '../../model/result.ts';
import type { MobileChanges } from '../../protocol/answers/mobile.ts';
import { MAX_MOBILE_PAGE } from '../../protocol/mobile.ts';
import type { ChangesRequest } from '../../protocol/endpoints/mobile.ts';
import { shownTask, type Showing } from './shown-task.ts';

/** A client that pages by time gets everything at once, up to this. */
const MAX_WITHOUT_CURSOR = 10_000;

/** A page, and up to when the device that asked for it has processed what changed (epoch ms), as its question tells. */
export interface AnsweredPage {
  readonly page: MobileChanges;
  readonly seenUpTo: number;
}

/** Where a device is in the walk through what changed. */
interface Position {
  /** The time up to which it has seen everything, epoch ms. */
  readonly upTo: number;
  /** null: at the beginning. */
  readonly point: ChangePoint | null;
  /** It had nothing when this walk began. */
  readonly isInitial: boolean;
}

const BEGINNING: Position = { upTo: 0, point: null, isInitial: true };

/** One page of changes. `now`: epoch ms. Fails for a cursor that was never given out. */
export function changesPage(
  showing: Showing,
  request: ChangesRequest,
  now: number,
): Result<AnsweredPage, { readonly kind: 'invalid'; readonly detail: string }> {
  const position = positionOf(showing, request);
  if (position === null)
    return err({ kind: 'invalid', detail: 'cursor: must be one that this API gave out' });
  const limit = request.limit ?? (request.cursor === undefined ? MAX_WITHOUT_CURSOR : MAX_MOBILE_PAGE);
  const { clock } = showing.store;
  const found = clock.changesSince(position.point, limit);
  const isTimed = request.cursor === undefined && request.since !== undefined;
  if (found.kind === 'changes') return ok(answer(showing, position, { found, now, isTimed }));
  const anew = clock.changesSince(null, limit);
  assert(anew.kind === 'changes', 'a walk from the beginning has no beginning');
  return ok(answer(showing, BEGINNING, { found: anew, now, isTimed }));
}

function answer(
  showing: Showing,
  position: Position,
  given: {
    readonly found: Extract<Changes, { readonly kind: 'changes' }>;
    readonly now: number;
    readonly isTimed: boolean;
  },
): AnsweredPage {
  const { found, now, isTimed } = given;
  // Until the last page is there, the device has seen no more than before.
  const upTo = found.more ? position.upTo : now;
  const tasks = found.changes.flatMap((change) => (change.kind === 'task' ? [change] : []));
  const containers = found.changes.flatMap((change) => (change.kind === 'container' ? [change] : []));
  // A device that has nothing needs not be told of what was over before it began to read.
  const isOldNews = ({ tick }: HubChange): boolean =>
    position.isInitial && tick <= (position.point?.began ?? Number.POSITIVE_INFINITY);
  const [gone, there] = [tasks.filter(isGone), tasks.filter((one) => !isGone(one))];
  const shown = there.filter((one) => one.task.fields.status === 'open' || !isOldNews(one));
  return {
    seenUpTo: position.upTo,
    page: {
      tasks: shown.map(({ task }) => shownTask(showing, task)),
      tombstones: gone
        .filter((one) => !isOldNews(one))
        .map(({ task }) => showing.mobileIdOf(task.id) ?? task.id),
      containers: containers.map(({ container: { id, kind, name, parent, position } }) => ({
        id,
        kind,
        name,
        parent,
        position,
      })),
      // A client that pages by time goes on from here.
      serverTime: new Date(isTimed ? upTo : now).toISOString(),
      hasMore: found.more,
      cursor: cursorText({ upTo, point: found.upTo, isInitial: position.isInitial && found.more }),
      reset: position.point === null,
    },
  };
}

type TaskChange = Extract<HubChange, { readonly kind: 'task' }>;

function isGone({ task, inScope }: TaskChange): boolean {
  return task.deletedAt !== null || !inScope;
}

/** null: not a cursor of ours. */
function positionOf({ store }: Showing, { cursor, since }: ChangesRequest): Position | null {
  if (cursor !== undefined) return readCursor(cursor);
  if (since === undefined) return BEGINNING;
  const upTo = Date.parse(since);
  const tick = store.clock.tickAt(upTo);
  return tick === null ? BEGINNING : { upTo, point: { began: tick, tick, id: null }, isInitial: false };
}

const INITIAL = 'first~';

function cursorText({ upTo, point, isInitial }: Position & { readonly point: ChangePoint }): string {
  return `${upTo}~${isInitial ? INITIAL : ''}${changePointToText(point)}`;
}

function readCursor(text: string): Position | null {
  const match = /^(\d{1,15})~(first~)?(.{1,300})$/.exec(text);
  const point = match === null ? null : parseChangePoint(match[3] ?? '');
  if (match === null || point === null) return null;
  return { upTo: Number(match[1]), point, isInitial: match[2] !== undefined };
}
