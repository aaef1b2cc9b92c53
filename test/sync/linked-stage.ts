// A stage with one task that both sides have.

import { Stage } from './stage.ts';

/** A stage on which “Plants” is linked and nothing waits. */
export async function linkedStage(): Promise<Stage> {
  const stage = new Stage();
  stage.library.add('Plants', { notes: 'twice a week' });
  await stage.settle();
  return stage;
}
