// Keeps the library record in the user's home up to date: an installation that stands aside does not keep a library.

import { isAside } from '../../protocol/plan-reasons.ts';
import { claimLibrary, releaseLibrary, type Claim } from './library-record.ts';
import type { Agent } from '../loop.ts';

/**
 * An agent whose library was claimed. The claim is released whenever an exchange reports that its installation stands aside, and
 * made again when that ends. `warn` is called if the claim could not be recorded.
 */
export function withRecord(agent: Agent, claim: () => Claim, warn: (detail: string) => void): Agent {
  let isClaimed = true;
  const note = (isKeeping: boolean): void => {
    if (isKeeping === isClaimed) return;
    isClaimed = isKeeping;
    if (!isKeeping) return releaseLibrary(claim());
    const claimed = claimLibrary(claim(), { takeOver: false, dryRun: false });
    const detail = claimed.ok ? claimed.value.warning : claimed.error.detail;
    if (detail !== null) warn(detail);
  };
  return {
    ...agent,
    exchangeOnce: async (options) => {
      const outcome = await agent.exchangeOnce(options);
      if (outcome.ok && options?.dryRun !== true) note(!isAside(outcome.value.response.plan));
      return outcome;
    },
  };
}
