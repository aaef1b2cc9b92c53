// What is understood of a line that a person types to add a task. Types only.

import type { CivilDate, ClockTime } from '../../../model/dates.ts';
import type { Priority } from '../../../mobile-client/types.ts';

/** What a part of the text means. */
export type Meaning =
  | { readonly kind: 'start'; readonly start: 'someday' | 'anytime' }
  | { readonly kind: 'start'; readonly start: StartDay }
  | { readonly kind: 'deadline'; readonly date: CivilDate }
  | { readonly kind: 'tag'; readonly name: string }
  | { readonly kind: 'priority'; readonly priority: Priority }
  | { readonly kind: 'place'; readonly place: string; readonly name: string };

/** A day, a time or both. */
export interface StartDay {
  /** null: only a time was typed. */
  readonly date: CivilDate | null;
  readonly evening: boolean;
  readonly time: ClockTime | null;
}

/** A part of the text that was understood. */
export interface Part {
  /** The same while the part is typed the same, wherever it stands: by it a person dismisses the part. */
  readonly key: string;
  /** Where it is in the text: from this position up to that one, which is not in it any more. */
  readonly from: number;
  readonly to: number;
  /** As it was typed. */
  readonly text: string;
  readonly meaning: Meaning;
}

/** What the parser knows besides the text. */
export interface Around {
  /** Today where the person is. */
  readonly today: CivilDate;
  /** The time of day there. */
  readonly time: ClockTime;
  /** Tags that there are: they are found in any case, and with spaces. */
  readonly tags: readonly string[];
  /** Projects and areas. */
  readonly places: readonly { readonly id: string; readonly name: string }[];
  /** Keys of parts that are title after all. */
  readonly dismissed?: ReadonlySet<string>;
}
