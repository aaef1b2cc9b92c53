// Keeps the file in the person's home true while an agent goes on: an installation that stands aside keeps no library.

import { isAside } from '../../protocol/plan.ts';
import { claimLibrary, releaseLibrary, type Claim } from './library-record.ts';
import type { Agent } from '../loop.ts';

/**
 * An agent whose library was claimed. With each exchange that tells that its installation stands aside, the claim is given up; once it
 * goes on, the library is claimed again. `warn` is told why that could not be noted.
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
