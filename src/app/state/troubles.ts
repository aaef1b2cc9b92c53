// What is wrong with this device's storage, for the person to know: each kind once, until it is over.

import { signal, type ReadonlySignal } from '@preact/signals';
import { StorageError } from '../../mobile-client/storage-error.ts';
import type { StorageTrouble } from './types.ts';

const DAMAGED: StorageTrouble = {
  kind: 'corrupt',
  text: 'Some of what this device had kept can’t be read. It is fetched anew; what you did here and was not sent yet is kept.',
  isFatal: false,
};
const MAY_GO: StorageTrouble = {
  kind: 'not_persistent',
  text: 'When this device runs low on room, the browser may clear what this app keeps. What was not sent by then would be lost.',
  isFatal: false,
};

/** Keeps them. */
export class Troubles {
  readonly #all = signal<readonly StorageTrouble[]>([]);
  #wasMended = false;

  get all(): ReadonlySignal<readonly StorageTrouble[]> {
    return this.#all;
  }

  /** Notes a failure of the storage; false: it is none. */
  note(error: unknown): boolean {
    if (!(error instanceof StorageError)) return false;
    const { kind, message } = error;
    const told = kind === 'closed' ? 'no_storage' : kind;
    this.#add({ kind: told, text: message, isFatal: kind !== 'full' });
    return true;
  }

  /** Something was kept again. */
  noteKept(): void {
    this.#remove('full');
  }

  /** Notes whether records are damaged; true: they have to be fetched anew, which is worth one attempt. */
  noteDamage(isAny: boolean): boolean {
    if (!isAny) {
      this.#remove('corrupt');
      return false;
    }
    this.#add(DAMAGED);
    const isFirst = !this.#wasMended;
    this.#wasMended = true;
    return isFirst;
  }

  /** null: the browser can't be asked. */
  notePersistence(isPersistent: boolean | null): void {
    if (isPersistent === false) this.#add(MAY_GO);
    else this.#remove('not_persistent');
  }

  #add(trouble: StorageTrouble): void {
    this.#remove(trouble.kind);
    this.#all.value = [...this.#all.peek(), trouble];
  }

  #remove(kind: StorageTrouble['kind']): void {
    const left = this.#all.peek().filter((one) => one.kind !== kind);
    if (left.length < this.#all.peek().length) this.#all.value = left;
  }
}
