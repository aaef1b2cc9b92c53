// How far a run is while it applies a plan: a bar on a terminal, now and then a line where there is none. Changes nothing.

import { createProgressBar } from '../output/progress-bar.ts';
import type { Session } from '../../local/session.ts';
import type { Terminal } from '../output/terminal.ts';

const LABEL = 'Applying';
/** How often a bar is drawn, ms. */
const DRAW_EVERY_MS = 300;
/** How often a line is written where no bar can be drawn, ms. */
const WRITE_EVERY_MS = 3000;

/** A picture of how far a run is. */
export interface Progress {
  /** From now on things are applied. */
  readonly go: () => void;
  /** Takes the bar away, so that something else can be said. */
  readonly pause: () => void;
  /** Ends it for good. */
  readonly stop: () => void;
}

/** Shows how much is still to be done, asking the Worker ever again; nothing until `go`. */
export function watchProgress(session: Pick<Session, 'api'>, terminal: Terminal): Progress {
  const { progressTarget } = terminal;
  const isTerminal = progressTarget.isTTY === true;
  const bar = createProgressBar(progressTarget, LABEL);
  let isOn = false;
  let most = 0;
  let asking = false;
  const show = (pending: number): void => {
    most = Math.max(most, pending);
    if (most === 0) return;
    if (isTerminal) bar.show(most - pending, pending);
    else progressTarget.write(`${LABEL}: ${most - pending} of ${most}\n`);
  };
  const tick = async (): Promise<void> => {
    if (!isOn || asking) return;
    asking = true;
    const [status] = await Promise.allSettled([session.api.status()]);
    asking = false;
    // The run itself meets the same trouble and tells of it.
    if (!isOn || status.status === 'rejected') return;
    show(status.value.pending.todoist + status.value.pending.things);
  };
  const timer = setInterval(() => void tick(), isTerminal ? DRAW_EVERY_MS : WRITE_EVERY_MS);
  const pause = (): void => {
    isOn = false;
    bar.clear();
  };
  return {
    go: () => {
      isOn = true;
    },
    pause,
    stop: () => {
      clearInterval(timer);
      pause();
    },
  };
}
