// Tells a person what was just done, and takes it back on request while that is shown.

import { signal, type ReadonlySignal } from '@preact/signals';
import type { Surroundings } from './surroundings.ts';
import type { Toast } from './types.ts';

/** How long a message is shown, ms. */
const TOAST_MS = 7000;

/** Takes something back; false: it is too late, or there was nothing left to take back. */
export type Undo = () => Promise<boolean>;

/** One message at a time. */
export class Toasts {
  readonly #surroundings: Pick<Surroundings, 'now' | 'later'>;
  readonly #toast = signal<Toast | null>(null);
  #undo: Undo | null = null;
  #cancel: () => void = () => undefined;
  #ids = 0;

  constructor(surroundings: Pick<Surroundings, 'now' | 'later'>) {
    this.#surroundings = surroundings;
  }

  get toast(): ReadonlySignal<Toast | null> {
    return this.#toast;
  }

  /** Shows a message in place of the one before. */
  show(kind: Toast['kind'], text: string, undo: Undo | null): void {
    this.dismiss();
    this.#undo = undo;
    const until = this.#surroundings.now() + TOAST_MS;
    this.#toast.value = { id: (this.#ids += 1), kind, text, canUndo: undo !== null, until };
    this.#cancel = this.#surroundings.later(TOAST_MS, () => this.dismiss());
  }

  /** Takes back what the message tells of. It can be asked for once. */
  async undo(): Promise<boolean> {
    const undo = this.#undo;
    if (undo === null) return false;
    this.#undo = null;
    const isDone = await undo();
    this.show('undone', isDone ? 'Undone.' : 'It was too late to undo this.', null);
    return isDone;
  }

  dismiss(): void {
    this.#cancel();
    this.#cancel = () => undefined;
    this.#undo = null;
    this.#toast.value = null;
  }
}
