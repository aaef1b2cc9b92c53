// All that a person can do: with tasks, with what was just done, with conflicts, and with this device.

import type { MobileClient } from '../../mobile-client/client-types.ts';
import type { ClientConflict } from '../../mobile-client/types.ts';
import { createTaskCommands } from './commands.ts';
import { mainOf, wantedOf } from './conflicts.ts';
import { describePairing } from './failures.ts';
import type { Mirror } from './mirror.ts';
import type { Surroundings } from './surroundings.ts';
import type { SyncLoop } from './sync-loop.ts';
import type { Toasts } from './toasts.ts';
import type { Troubles } from './troubles.ts';
import type { Commands } from './command-types.ts';

/** What commands work on. */
export interface CommandSources {
  readonly client: MobileClient;
  readonly toasts: Toasts;
  readonly loop: SyncLoop;
  readonly mirror: Mirror;
  readonly troubles: Troubles;
  readonly surroundings: Surroundings;
  /** Resolves once pages are shown what was changed. */
  readonly shown: () => Promise<void>;
}

/** Makes the commands. What this device can't keep is noted as a trouble, and rejects. */
export function createAppCommands(sources: CommandSources): Commands {
  const { client, toasts, loop, mirror } = sources;
  const changed = (heldMs = 0): void => loop.changed(heldMs);
  const commands: Commands = {
    ...createTaskCommands({ client, toasts, changed }),
    undo: () => toasts.undo(),
    dismissToast: () => toasts.dismiss(),
    dismissConflict: (task) => client.dismissConflict(task),
    takeMine: (task) => takeMine(sources, mirror.conflictOf(task)),
    pair: (given) => pair(sources, given),
    forget: async () => {
      toasts.dismiss();
      await client.forget();
    },
    syncNow: () => loop.syncNow(),
  };
  return watched(commands, sources);
}

async function pair(
  { client, troubles, surroundings }: CommandSources,
  given: Parameters<Commands['pair']>[0],
): ReturnType<Commands['pair']> {
  const called = await client.pair({ ...given, platform: 'web' });
  if (!called.ok) {
    const { failure } = called;
    return { ok: false, failure: { kind: failure.kind, text: describePairing(failure) } };
  }
  troubles.notePersistence(await surroundings.persist());
  return { ok: true };
}

/** Does once more what lost: over what stands now, so that the next sync takes it. */
async function takeMine({ client, loop }: CommandSources, conflict: ClientConflict | null): Promise<boolean> {
  if (conflict === null) return false;
  const isDone = await doAgain(client, conflict);
  if (!isDone) return false;
  await client.dismissConflict(conflict.task);
  loop.changed();
  return true;
}

async function doAgain(client: MobileClient, conflict: ClientConflict): Promise<boolean> {
  const { task } = conflict;
  const [main, wanted] = [mainOf(conflict), wantedOf(conflict)];
  switch (main.kind) {
    case 'create':
      await client.add(main.title, wanted);
      return true;
    case 'edit':
      return client.edit(task, wanted);
    case 'delete':
      return client.remove(task);
  }
}

function watched(commands: Commands, { troubles, shown }: CommandSources): Commands {
  /** What a person did and what is not stored yet. */
  const underWay = new Set<Promise<unknown>>();
  const watch =
    <Given extends readonly unknown[], T>(command: (...given: Given) => Promise<T>) =>
    async (...given: Given): Promise<T> => {
      const doing = command(...given);
      underWay.add(doing);
      try {
        const done = await doing;
        troubles.noteKept();
        await shown();
        return done;
      } catch (error) {
        troubles.note(error);
        throw error;
      } finally {
        underWay.delete(doing);
      }
    };
  const undo = async (): Promise<boolean> => {
    await Promise.allSettled(underWay);
    return commands.undo();
  };
  return {
    ...commands,
    add: watch(commands.add),
    edit: watch(commands.edit),
    complete: watch(commands.complete),
    cancel: watch(commands.cancel),
    reopen: watch(commands.reopen),
    remove: watch(commands.remove),
    move: watch(commands.move),
    schedule: watch(commands.schedule),
    setDeadline: watch(commands.setDeadline),
    setTags: watch(commands.setTags),
    addLine: watch(commands.addLine),
    editLine: watch(commands.editLine),
    removeLine: watch(commands.removeLine),
    moveLine: watch(commands.moveLine),
    undo: watch(undo),
    dismissConflict: watch(commands.dismissConflict),
    takeMine: watch(commands.takeMine),
    pair: watch(commands.pair),
    forget: watch(commands.forget),
  };
}
