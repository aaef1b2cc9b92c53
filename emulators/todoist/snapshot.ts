/** The whole account as the wire shows it, for tests and for people who look. */
import type { Account } from './account.ts';
import type { WireItem, WireLabel, WireProject, WireSection } from './wire.ts';

/** Everything that is not deleted: completed tasks and archived projects and sections included. */
export interface AccountSnapshot {
  readonly items: readonly WireItem[];
  readonly projects: readonly WireProject[];
  readonly sections: readonly WireSection[];
  readonly labels: readonly WireLabel[];
}

/** Takes a snapshot, oldest objects first. Costs the whole account. */
export function takeSnapshot(account: Account): AccountSnapshot {
  const { items, projects, sections, labels } = account.store;
  return {
    items: live(items.all()),
    projects: live(projects.all()),
    sections: live(sections.all()),
    labels: live(labels.all()),
  };
}

function live<T extends { readonly is_deleted: boolean }>(rows: Iterable<T>): readonly T[] {
  return [...rows].filter((row) => !row.is_deleted);
}
