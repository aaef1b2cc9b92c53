// Accepted commands that wait for their moment: applied in order, each some time after it was accepted.
// Must not know what a command does.

/** Settings of `CommandQueue`. */
interface CommandQueueOptions {
  readonly schedule: (run: () => void, delayMs: number) => void;
  /** False holds everything back (closed app, URLs switched off). */
  readonly canApply: () => boolean;
}

interface WaitingCommand {
  readonly label: string;
  readonly apply: () => void;
  isDue: boolean;
}

/** A first-in first-out queue with a delay. */
export class CommandQueue {
  readonly #options: CommandQueueOptions;
  #waiting: WaitingCommand[] = [];
  constructor(options: CommandQueueOptions) {
    this.#options = options;
  }

  /** Accepts a command; it is due after the delay and never overtakes an earlier one. */
  accept(label: string, apply: () => void, delayMs: number): void {
    const command: WaitingCommand = { label, apply, isDue: false };
    this.#waiting.push(command);
    this.#options.schedule(() => {
      command.isDue = true;
      this.release();
    }, delayMs);
  }

  /** Applies due commands from the head of the queue. */
  release(): void {
    while (this.#options.canApply() && this.#waiting[0]?.isDue === true) this.#applyFirst();
  }

  /** Applies everything that waits, due or not, as far as the app can apply. */
  settle(): void {
    while (this.#options.canApply() && this.#waiting.length > 0) this.#applyFirst();
  }

  /** Forgets everything that waits and returns the labels. */
  drop(): string[] {
    const labels = this.#waiting.map((command) => command.label);
    this.#waiting = [];
    return labels;
  }

  #applyFirst(): void {
    this.#waiting.shift()?.apply();
  }
}
