// The conflicts that came up since somebody last asked, one line each.

import type { ApiClient } from '../../client/api-client.ts';
import type { ConflictEntry } from '../../protocol/history.ts';
import { formatConflictLine } from '../output/conflict-text.ts';

/** Most conflicts that are looked at in one go. */
const LOOKED_AT = 100;
/** … and shown. */
const SHOWN = 20;

/** Answers, at each call, with the lines of what came up since the last, oldest first. */
export type ConflictNews = () => Promise<readonly string[]>;

/** Takes what there is now as told. Throws `ApiError`, as what it gives does. */
export async function createConflictNews(api: Pick<ApiClient, 'conflicts'>): Promise<ConflictNews> {
  const newest = (): Promise<readonly ConflictEntry[]> => api.conflicts({ query: { limit: LOOKED_AT } });
  let told = toldBy(await newest());
  return async () => {
    const latest = await newest();
    const before = told;
    told = toldBy(latest);
    const lines = latest.filter((conflict) => isNews(conflict, before)).map(formatConflictLine);
    const rest = lines.length - SHOWN;
    return rest <= 0
      ? lines.toReversed()
      : [`\u2026 ${rest} more conflicts: npm run cli -- conflicts`, ...lines.slice(0, SHOWN).toReversed()];
  };
}

/** What was there when somebody last asked. */
interface Told {
  readonly outcomes: ReadonlyMap<string, string>;
  /** Epoch ms; what was met until then and is not among these was too old to be looked at, and is no news where newer ones are gone. */
  readonly unseenUntil: number;
}

/** `page`: the newest first. */
function toldBy(page: readonly ConflictEntry[]): Told {
  const oldest = page.length < LOOKED_AT ? undefined : page.at(-1);
  return {
    outcomes: new Map(page.map(({ id, outcome }) => [id, outcome])),
    unseenUntil: oldest?.at ?? Number.NEGATIVE_INFINITY,
  };
}

/** One that waited and is decided now was decided by the person who is told. */
function isNews({ id, at, outcome }: ConflictEntry, { outcomes, unseenUntil }: Told): boolean {
  const before = outcomes.get(id);
  if (before === undefined) return at > unseenUntil;
  return outcome === 'waiting' && before !== 'waiting';
}
