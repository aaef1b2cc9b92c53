// Messages about agents that stand by. Pure.

import type { KnownAgent } from '../../../hub/store.ts';
import type { Stop } from '../../../sync/replica.ts';
import type { MissingState } from './caught-up.ts';

/** For an agent whose request number was already used. */
export const COPIED =
  'This agent’s state is a copy of another agent’s, or was restored from a backup: it continues under a new name.';

/** Said to an agent whose library could not be read to its end. */
export const INCOMPLETE = 'Not all of Things could be read on this Mac: it waits for a complete read.';

/** Says which Mac syncs. */
export function heldWords(holder: KnownAgent | null, now: number): string {
  return (
    `${macOf(holder)} syncs Things${seenWords(holder, now)}: this Mac is on standby and neither reads nor writes. ` +
    'It takes over by itself when the other one has not been heard from for 10 minutes. To have it take over now, start its agent with --take-over.'
  );
}

/** Says what a Mac that is to take over waits for. */
export function behindWords(lacks: MissingState, holder: KnownAgent | null, now: number): string {
  return (
    `Things Cloud has not caught up on this Mac: ${lackWords(lacks)}. ` +
    `${macOf(holder)} synced Things before${seenWords(holder, now)}. This Mac neither reads nor writes until its library shows all of that. ` +
    'Open Things here and let it update, or wake the other Mac; it then continues by itself. After an hour you are asked.'
  );
}

/** Says why a plan asks, after the wait. */
export function askWords(lacks: MissingState): string {
  return (
    `Things Cloud has not caught up on this Mac for an hour: ${lackWords(lacks)}. Nothing is taken from it or written to it until you answer. ` +
    'Open Things here and let it update, or wake the Mac that synced before: it then continues by itself.'
  );
}

/**
 * The possible answers to that plan. Bringing this Mac up to date from the hub is not one of them: Things Cloud would deliver the
 * same a second time.
 */
export function answersOf({ beingMade }: MissingState): NonNullable<Stop['answers']> {
  const twice =
    beingMade === 0
      ? ''
      : ' What the other Mac was asked to create is created here once more: if it did create it, you will have it twice when it arrives.';
  return [
    {
      answer: 'approve',
      does: `This Mac’s library becomes the current one: what is missing is deleted in Todoist, and older values come back there. Each change is in the history and can be undone.${twice}`,
    },
    {
      answer: 'discard',
      does: 'Nothing is changed. You are asked again until this Mac has caught up.',
    },
  ];
}

/** The name of an agent's Mac. */
function macOf(agent: KnownAgent | null): string {
  return agent === null || agent.host === '' ? 'Another Mac' : `The Mac “${agent.host}”`;
}

function seenWords(agent: KnownAgent | null, now: number): string {
  if (agent === null) return '';
  const minutes = Math.max(0, Math.round((now - agent.seenAt) / 60_000));
  return minutes === 0 ? ' (heard of just now)' : ` (last heard from ${durationWords(minutes)} ago)`;
}

function durationWords(minutes: number): string {
  if (minutes < 120) return count(minutes, 'minute');
  const hours = Math.round(minutes / 60);
  return hours < 48 ? count(hours, 'hour') : count(Math.round(hours / 24), 'day');
}

function lackWords({ older, missing, containers, beingMade }: MissingState): string {
  const parts = [
    older === 0 ? null : `${count(older, 'to-do')} ${older === 1 ? 'is' : 'are'} older than what was synced`,
    missing === 0 ? null : `${count(missing, 'to-do')} ${missing === 1 ? 'is' : 'are'} missing`,
    containers === 0
      ? null
      : `${count(containers, 'area, project or heading', 'areas, projects or headings')} ${containers === 1 ? 'is' : 'are'} missing or out of date`,
    beingMade === 0
      ? null
      : `of ${count(beingMade, 'thing')} that the other Mac was asked to create, it is not known whether it did`,
  ];
  return parts.filter((part) => part !== null).join(', ');
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
