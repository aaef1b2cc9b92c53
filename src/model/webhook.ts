// What senders of webhooks tell, in no sender's words.

import type { CivilDate } from './dates.ts';

/** The senders that are understood. The names stand in addresses, in the configuration, and in rows. */
export const SOURCE_NAMES = ['github', 'slack', 'notion', 'generic', 'todoist'] as const;
export type SourceName = (typeof SOURCE_NAMES)[number];

/** What an event says about one object of the sender, such as an issue. */
export interface SourceChange {
  /** The same for as long as it is the same object: `github:issue:1296269#12`. */
  readonly object: string;
  /** Other names under which it may be known from before; none where it is not told. */
  readonly formerly?: readonly string[];
  /**
   * `open`: it is to be a task; one that the sender had closed is open again, and nothing else of it changes. `tell`: the same, and what it
   * has now is what is told. `edit` and `close` make no task: they say something of one that there is, or that an older event makes later.
   */
  readonly does: 'open' | 'tell' | 'edit' | 'close';
  readonly title: string;
  readonly notes: string;
  readonly tags: readonly string[];
  readonly deadline: CivilDate | null;
  /** Where the sender says when it changed, epoch ms. */
  readonly changedAt: number | null;
  /** The project or area that the task is to be made in, by its name; null: what the configuration says of this sender. */
  readonly place: string | null;
}
