// What is open in each project and area of a library that was read in full.

import type { ExchangeRequest } from '../../../protocol/exchange.ts';
import { textOf, type TextsIn } from '../../../sync/observe/shared-places.ts';

/** The texts of a snapshot's open to-dos by project or area; what is below a heading is in its project. */
export function textsOf({ todos, containers }: Pick<ExchangeRequest, 'todos' | 'containers'>): TextsIn {
  const projects = new Map(containers.map(({ id, kind, parent }) => [id, kind === 'heading' ? parent : id]));
  const open = todos.filter(({ status, trashed }) => status === 'open' && !trashed);
  const byPlace = Map.groupBy(open, ({ heading, project, area }) =>
    heading === null ? (project ?? area) : (projects.get(heading) ?? project),
  );
  return (container) => (byPlace.get(container) ?? []).map((todo) => textOf(todo));
}
