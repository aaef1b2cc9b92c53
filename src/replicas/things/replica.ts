// Things as one of an account's replicas: puts the parts of this folder together. It comes by itself, with the agent.

import { parseCivilDate } from '../../model/dates.ts';
import { dayInZone } from '../../model/zones.ts';
import type { Receipt } from '../../protocol/exchange.ts';
import type { Replica } from '../../sync/unit-of-work.ts';
import { forgetSnapshot, knownThings, THINGS } from './known.ts';
import { forgetUnmovable, headingMoved } from './moved-headings.ts';
import { nearestPlace } from './nearest-place.ts';
import { absenceOfThings, noticesOfThings, standingOfThings } from './notices.ts';
import { whyWithheld } from './why-withheld.ts';
import type { ThingsPort } from './things-port.ts';

/** Creates the replica from its adapter. */
export function createThingsReplica(port: ThingsPort): Replica {
  return {
    name: THINGS,
    title: 'Things',
    isFounding: true,
    own: port,
    known: knownThings,
    identity: (known) => (known as Receipt).databaseId,
    profile: (known, { config, containers, now }) => {
      const { today, zone } = known as Receipt;
      return port.profile({
        config,
        today: parseCivilDate(today) ?? dayInZone(now, zone),
        zone,
        nearestPlace: (place) => nearestPlace(containers, place),
      });
    },
    reinterpret: port.reinterpret,
    lines: { areTasks: false },
    restoresAnew: false,
    // The agent does not report what it has not finished.
    hidesUnfinished: true,
    places: {
      heldName: (_kind, name) => name,
      // No script can rename or move a heading.
      fixedKinds: new Set(['heading']),
      tellsKinds: true,
      forgivesWithPlace: true,
      headingMoved,
      goneElsewhere: forgetUnmovable,
    },
    readAnew: forgetSnapshot,
    notices: noticesOfThings,
    whyWithheld,
    absence: absenceOfThings,
    standing: (pass, { contactOf }) => standingOfThings(pass, contactOf(THINGS)),
  };
}
