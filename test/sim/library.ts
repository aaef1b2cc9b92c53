// A Mac of a world: the Things app on a library of its own, by a clock that may be wrong.

import { createThingsApp, type ThingsApp } from '../../emulators/things/app.ts';
import type { Surroundings } from './surroundings.ts';

/** What a Mac is like. */
export interface LibraryOptions {
  readonly databasePath: string;
  readonly seed: number;
  /** How long Things takes to act on a URL, ms. */
  readonly delayMs: number;
  /** How far the Mac's clock is ahead, ms. */
  readonly aheadMs: number;
}

/** A library, and the app that has it open. */
export class Library {
  readonly databasePath: string;
  #aheadMs: number;
  #things: ThingsApp;
  readonly #around: Surroundings;
  readonly #options: Parameters<typeof createThingsApp>[0];

  constructor(around: Surroundings, { databasePath, seed, delayMs, aheadMs }: LibraryOptions) {
    this.#around = around;
    this.databasePath = databasePath;
    this.#aheadMs = aheadMs;
    this.#options = {
      databasePath,
      zone: around.zone,
      now: () => this.now,
      seed,
      delayMs,
      durable: false,
      schedule: (run, delay) => around.later(run, delay),
    };
    this.#things = createThingsApp(this.#options);
  }

  /** The app. */
  get things(): ThingsApp {
    return this.#things;
  }

  /** Epoch ms by the clock of this Mac, which app and agent share. */
  get now(): number {
    return this.#around.now + this.#aheadMs;
  }

  /** The Mac's clock is set, so that it is so far ahead, ms. */
  setClock(aheadMs: number): void {
    this.#aheadMs = aheadMs;
  }

  /** Things is quit, something is done to its file, and it is started again. */
  whileQuit(work: () => void): void {
    this.#things.close();
    work();
    this.#things = createThingsApp(this.#options);
  }
}
