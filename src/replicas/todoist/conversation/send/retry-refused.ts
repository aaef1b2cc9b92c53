// Retries what Todoist's plan limits refused, when the plan was upgraded or room was made. Not by time: retrying each refusal daily
// would cost a write per day.

import { planMove } from '../../../../sync/plan/plan-container.ts';
import { isOpenTask, type Pass } from '../../../../sync/unit-of-work.ts';
import { TODOIST } from '../../known.ts';
import type { TodoistAccount, TodoistAnswer } from '../../todoist-port.ts';

/** Plans everything again that this response may have made possible. `known` is the account as it was before. */
export function retryRefused(pass: Pass, known: TodoistAccount | null, answer: TodoistAnswer): void {
  const observed = new Set(pass.touched);
  const isUpgraded = known !== null && answer.account !== null && isBetter(answer.account, known);
  if (isUpgraded) {
    pass.store.outbox.releaseHeld(TODOIST);
    planNewFields(pass);
  }
  const hasRoom = answer.complete || answer.containers.some((container) => container.gone);
  if (isUpgraded || hasRoom) retryContainers(pass);
  for (const task of pass.touched) if (!observed.has(task)) pass.uncounted.add(task);
}

function isBetter(now: TodoistAccount, before: TodoistAccount): boolean {
  return (
    (now.premium && !before.premium) ||
    (now.deadlines && !before.deadlines) ||
    (now.durations && !before.durations)
  );
}

/** Tasks with values that the account could not hold until now. Scans all tasks; only when the plan is upgraded. */
function planNewFields(pass: Pass): void {
  for (const task of pass.store.tasks.all()) {
    const link = pass.store.links.get(task.id, TODOIST);
    const sides = [task.fields, link?.shadow ?? {}];
    const hasNew = sides.some(
      ({ deadline, duration }) => (deadline ?? null) !== null || (duration ?? null) !== null,
    );
    if (!hasNew || !isOpenTask(task)) continue;
    pass.touched.add(task.id);
    if (link === null) continue;
    const { deadline: _deadline, duration: _duration, ...refused } = link.refused;
    pass.store.links.put({ ...link, refused });
  }
}

/** Tasks stay where they are until the project really exists: the request that creates it moves them. */
function retryContainers(pass: Pass): void {
  for (const link of pass.containers.refusedBy(TODOIST)) {
    pass.containers.putLink({ ...link, refused: null });
    for (const inner of pass.containers.inside(link.containerId)) planMove(pass, TODOIST, inner);
    const headings = pass.containers.headingsOf(link.containerId);
    const inside = [link.containerId, ...headings.map((heading) => heading.id)];
    for (const task of pass.store.tasks.inPlaces(inside)) if (isOpenTask(task)) pass.touched.add(task.id);
  }
}
