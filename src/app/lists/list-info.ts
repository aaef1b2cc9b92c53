// What each list is called, looks like, and gives to a task that is added in it. Pure.

import type { IconName } from '../../ui/icon.tsx';
import type { Route } from '../routing/route.ts';
import type { NewTask } from '../state/command-types.ts';

type ListName = 'inbox' | 'today' | 'upcoming' | 'anytime' | 'someday' | 'logbook';

/** How a list presents itself. `key`: the digit that leads there. */
export interface ListInfo {
  readonly title: string;
  readonly icon: IconName;
  readonly tone: string;
  readonly key: string;
}

/** The lists that there is one of. */
export const LIST_INFO: Readonly<Record<ListName, ListInfo>> = {
  inbox: { title: 'Inbox', icon: 'inbox', tone: 'inbox', key: '1' },
  today: { title: 'Today', icon: 'today', tone: 'today', key: '2' },
  upcoming: { title: 'Upcoming', icon: 'upcoming', tone: 'upcoming', key: '3' },
  anytime: { title: 'Anytime', icon: 'anytime', tone: 'anytime', key: '4' },
  someday: { title: 'Someday', icon: 'someday', tone: 'someday', key: '5' },
  logbook: { title: 'Logbook', icon: 'logbook', tone: 'logbook', key: '6' },
};

/** What a task that is added on a page has besides its words. `today`: `YYYY-MM-DD`. */
export function givenByPage(route: Route, today: string): Omit<NewTask, 'title'> {
  if ('id' in route) return { start: 'anytime', place: route.id };
  if ('name' in route) return { tags: [route.name] };
  if (route.page === 'today') return { start: { date: today, evening: false, time: null } };
  return route.page === 'anytime' || route.page === 'someday' ? { start: route.page } : {};
}
