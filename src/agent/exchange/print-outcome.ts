// Prints the outcome of exchanges for someone who sees only the agent's terminal. Decides nothing.

import type { ExchangeOutcome } from '../loop.ts';
import { safely, type Terminal } from './safe-terminal.ts';
import { stopWords } from './stop-words.ts';

/**
 * Prints problems each time they are reported. A stop, or being on standby, is printed once for as long as it stays the same.
 * `url`: the Worker's address.
 */
export function createPrinter(url: string, unsafe: Terminal): (outcome: ExchangeOutcome) => void {
  const terminal = safely(unsafe);
  let stop: string | null = null;
  let stoodBy: string | null = null;
  return ({ response: { problems, standby, plan } }) => {
    for (const problem of problems.filter(({ detail }) => detail !== standby?.detail))
      terminal.error(`${problem.kind}: ${problem.detail}`);
    // How long ago the other Mac connected changes with every exchange.
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
