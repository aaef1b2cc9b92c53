// What a person who sees only the agent reads of an exchange. Prints; decides nothing.

import type { ExchangeOutcome } from '../loop.ts';
import { stopWords } from './stop-words.ts';

/** Where it is printed. */
type Terminal = Pick<Console, 'log' | 'error'>;

/** Prints problems as often as they are told; a stop, and that the agent stands by, once, for as long as that is the same. `url`: the Worker's address. */
export function createPrinter(url: string, terminal: Terminal): (outcome: ExchangeOutcome) => void {
  let stop: string | null = null;
  let stoodBy: string | null = null;
  return ({ response: { problems, standby, plan } }) => {
    for (const problem of problems.filter(({ detail }) => detail !== standby?.detail))
      terminal.error(`${problem.kind}: ${problem.detail}`);
    // How long ago the other Mac was heard of changes all the time.
    const stands = standby?.detail.replaceAll(/ \([^)]*\)/g, '') ?? null;
    if (standby !== undefined && stands !== stoodBy) terminal.log(standby.detail);
    if (standby === undefined && stoodBy !== null) terminal.log('This Mac syncs Things from now on.');
    stoodBy = stands;
    if (standby !== undefined) return;
    const words = stopWords(plan, url);
    if (words !== null && words !== stop) terminal.error(words);
    stop = words;
  };
}
