// What every part of a simulated world has around it: one clock, one source of chance, and the same trouble.

import type { Random } from './random.ts';

/** How likely trouble is at each of its occasions, 0 to 1. */
export interface Trouble {
  readonly network: number;
  readonly kill: number;
}

/** Given to libraries, hubs and agents by their world. */
export interface Surroundings {
  readonly random: Random;
  readonly zone: string;
  /** Epoch ms. */
  readonly now: number;
  readonly trouble: Trouble;
  /** Where files of the world are kept. */
  readonly directory: string;
  /** Puts a line into the story. */
  readonly tell: (line: string) => void;
  /** Lets time pass. */
  readonly pass: (ms: number) => void;
  /** Has something happen later. */
  readonly later: (run: () => void, delayMs: number) => void;
  /** A name that was not there before. */
  readonly newId: (prefix: string) => string;
  /** What people, or others, do while somebody waits. */
  readonly goOn: () => void | Promise<void>;
}
