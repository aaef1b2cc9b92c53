// What the built-in lists are called in the language of the app. Ids are the same in every language, names are not.
import type { ListName } from '../state/lists.ts';

/** A language of the app. Source of the German names: the app itself, as published programs quote them. */
export type AppLanguage = 'en' | 'de';

const GERMAN: Readonly<Partial<Record<ListName, string>>> = {
  Inbox: 'Eingang',
  Today: 'Heute',
  Anytime: 'Jederzeit',
  Upcoming: 'Geplant',
  Someday: 'Irgendwann',
  Logbook: 'Logbuch',
  Trash: 'Papierkorb',
};

/** Returns the name of a list as the app shows it and scripts see it. */
export function listTitle(name: ListName, language: AppLanguage): string {
  return language === 'de' ? (GERMAN[name] ?? name) : name;
}
