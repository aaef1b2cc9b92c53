// Creates tags that Things does not have yet, by JavaScript, or by AppleScript if that is refused. Independent of to-dos.

import { matchingText } from '../../model/text.ts';
import type { AppSession } from './app-session.ts';

/** The fallback; texts are passed as arguments. */
const MAKE_TAG = `on run argv
  tell application id "com.culturedcode.ThingsMac"
    make new tag with properties {name:item 1 of argv}
  end tell
end run`;

/** Creates the missing tags among some titles; for those that can't be created returns the reason, by the compared form of the title. */
export async function makeTags(
  titles: readonly string[],
  session: AppSession,
): Promise<ReadonlyMap<string, string>> {
  const missing = missingOf(titles, session);
  if (missing.size === 0) return new Map();
  const reasons = new Map<string, string>();
  const results = await session.script([...missing.values()].map((title) => ({ do: 'make_tag', title })));
  for (const [at, match] of [...missing.keys()].entries()) {
    const result = results[at];
    reasons.set(
      match,
      result?.ok === false ? result.message : 'Things accepted the new tag but did not create it',
    );
  }
  await waitForAny(
    titles,
    results.some((result) => result.ok),
    session,
  );
  for (const [match, title] of missingOf(titles, session)) {
    const refusal = await session.appleScript(MAKE_TAG, [title]);
    if (refusal !== null) reasons.set(match, reasons.get(match) ?? refusal);
  }
  await waitForAny(titles, missingOf(titles, session).size > 0, session);
  const still = missingOf(titles, session);
  return new Map([...reasons].filter(([match]) => still.has(match)));
}

async function waitForAny(
  titles: readonly string[],
  isExpected: boolean,
  session: AppSession,
): Promise<void> {
  if (isExpected) await session.waitFor(() => missingOf(titles, session).size === 0);
}

/** Titles without a tag, by their compared form. */
function missingOf(titles: readonly string[], session: AppSession): ReadonlyMap<string, string> {
  if (titles.length === 0) return new Map();
  const known = new Set(session.view([]).tags.map((tag) => matchingText(tag)));
  return new Map(
    titles.map((title) => [matchingText(title), title] as const).filter(([match]) => !known.has(match)),
  );
}
