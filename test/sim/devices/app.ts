// What a person sees and does on a device, whichever client runs there. Types only.

import type { TaskEdit } from '../../../src/mobile-client/types.ts';

/** A task as it is shown on a device. `fields`: in the hub's own terms, as far as the client knows those. */
export interface SeenTask {
  readonly id: string;
  readonly title: string;
  readonly notes: string;
  readonly status: 'open' | 'completed';
  readonly fields: Readonly<Record<string, unknown>>;
  /** The hub's id; '' where the hub does not have it yet. */
  readonly hubId: string;
}

/** One app on one device. */
export interface DeviceApp {
  readonly kind: 'library' | 'earlier client';
  /** Fields that can be edited there. */
  readonly fields: readonly (keyof TaskEdit)[];
  readonly tasks: () => Promise<readonly SeenTask[]>;
  /** Ids of projects, areas and headings. */
  readonly places: () => Promise<readonly string[]>;
  /** Gives the id of the new task. */
  readonly add: (title: string, notes: string) => Promise<string>;
  readonly edit: (task: string, edit: TaskEdit) => Promise<void>;
  readonly remove: (task: string) => Promise<void>;
  /** Tells whether everything was sent and pulled. */
  readonly sync: () => Promise<boolean>;
  /** How many changes the hub does not have yet. */
  readonly pending: () => Promise<number>;
  /** The process ends and is started again; what it stored stays. */
  readonly restart: () => void;
  /** Makes a backup of what is stored. */
  readonly backUp: () => Promise<void>;
  /** Puts the last backup back, and gives all that was not sent and is gone with it; null: there is none. */
  readonly putBack: () => Promise<string | null>;
  /** What the person is told to have lost, with what they had wanted. */
  readonly conflicts: () => Promise<readonly unknown[]>;
}

/** What a device's app is made of. */
export interface AppParts {
  /** Carries a request; never answers where the process dies over it. */
  readonly fetch: (request: Request) => Promise<Response>;
  /** Epoch ms by the device's clock. */
  readonly now: () => number;
  /** A name that was not there before. */
  readonly newId: () => string;
}
