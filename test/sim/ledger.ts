// What the two people typed: every word of it is unique, so that it can be looked for afterwards.

/** Where a word was typed: in an app, or on a device. */
export type Side = 'todoist' | 'things' | `device ${number}`;

interface Word {
  readonly text: string;
  /** The field of the counterpart that it was typed into: a person who types again there takes the earlier word back. */
  readonly field: string;
  readonly side: Side;
}

/** The birth mark of a task, kept at the head of its notes for life. */
const BIRTH = /#b\d+#/;

/** All that was typed, and what its authors took back themselves. */
export class Ledger {
  #count: number;
  readonly #words = new Map<string, Word>();
  readonly #births = new Set<string>();
  readonly #reborn = new Set<string>();

  /** Counts from a number on, so that what is typed here can't be taken for what is typed elsewhere. */
  constructor(from = 0) {
    this.#count = from;
  }

  /** How much was typed so far. */
  get size(): number {
    this.#count += 1;
    return this.#count;
  }

  /** A new task with a title and notes that nobody else has. */
  newTask(side: Side): { readonly title: string; readonly notes: string } {
    const number = this.size;
    const birth = `#b${number}#`;
    this.#births.add(birth);
    return { title: `${side} task t${number}`, notes: birth };
  }

  /** A title for a repeating to-do of Things, whose instances are many tasks with one title. */
  repeatingTitle(): string {
    return `repeating r${this.size}`;
  }

  /** A new word, typed into a field of a counterpart. The author's earlier word in the same field is taken back with it. */
  typed(side: Side, field: string): string {
    for (const word of this.#words.values())
      if (word.side === side && word.field === field) this.#words.delete(word.text);
    const text = `w${this.size}w`;
    this.#words.set(text, { text, field, side });
    return text;
  }

  /** A person overwrote or deleted this text on this side: what they had typed there themselves is not missed. */
  takenBack(side: Side, text: string): void {
    for (const word of this.#words.values()) {
      if (word.side === side && text.includes(word.text)) this.#words.delete(word.text);
    }
  }

  /** A person took back this text wherever it was typed. */
  takenBackEverywhere(text: string): void {
    for (const word of this.#words.values()) if (text.includes(word.text)) this.#words.delete(word.text);
  }

  /** A person deleted the task that bears this birth mark. */
  deleted(notes: string): void {
    this.#births.delete(this.birthOf(notes));
  }

  /** A person opened a spent occurrence again: from then on it is a task of its own, beside its series. */
  reborn(notes: string): void {
    this.#reborn.add(this.birthOf(notes));
  }

  /** Tells whether a birth mark may be borne by two living tasks. */
  mayBeTwo(birth: string): boolean {
    return this.#reborn.has(birth);
  }

  /** The birth mark in these notes; '' when there is none. */
  birthOf(notes: string): string {
    return BIRTH.exec(notes)?.[0] ?? '';
  }

  /** Words that must be found somewhere. */
  get words(): readonly string[] {
    return [...this.#words.keys()];
  }

  /** Birth marks of tasks that nobody deleted. */
  get births(): readonly string[] {
    return [...this.#births];
  }
}
