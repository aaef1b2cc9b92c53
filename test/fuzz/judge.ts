// What no answer may be, whatever was asked.

import type { Drawn } from './requests.ts';
import { CANARY, type Caller, type Target } from './target.ts';

/** An answer as it came. */
export interface Answer {
  readonly status: number;
  /** Headers and body. */
  readonly text: string;
}

/** Whoever brings one of these may read tasks. */
const MAY_READ: ReadonlySet<Caller> = new Set(['read_only', 'client', 'owner']);

/** Says what is wrong with an answer: nothing, as a rule. */
export function judge(target: Target, drawn: Drawn, { status, text }: Answer): readonly string[] {
  const { operation, caller } = drawn;
  const isNew = /"token":"/.test(text) && drawn.path.startsWith('/v1/tokens');
  const told = [...target.secrets].filter(([secret]) => text.includes(secret)).map(([, what]) => what);
  return [
    ...(status >= 500 && !isUnready(drawn, { status, text }) ? [`answers with ${status}`] : []),
    ...(isNew ? [] : told.map((what) => `tells ${what}`)),
    ...(text.includes(CANARY) && !MAY_READ.has(caller) ? ['shows tasks to whoever may not see them'] : []),
    ...(text.includes(CANARY) && status >= 400 ? ['quotes a task in an error'] : []),
    ...(operation !== null && !operation.statuses.has(String(status)) && !operation.statuses.has('default')
      ? [`answers with ${status}, which its document does not know`]
      : []),
  ];
}

/** `/health/ready` says by 503 that something is not well, which in a run of chance something is; that is no failure of the server. */
function isUnready({ method, path }: Drawn, { status, text }: Answer): boolean {
  const isAsked = /^\/health\/ready(\?|$)/.test(path);
  return isAsked && status === 503 && (method === 'HEAD' || text.includes('not_ready'));
}
