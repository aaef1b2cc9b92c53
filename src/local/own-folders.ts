// Where this program keeps things where nobody says otherwise: a clone beside itself, an installed program in the user's own folders.

import { join } from 'node:path';
import { isBuilt } from './own-package.ts';

const NAME = 'todoist-things-sync';

/** What the folders depend on. */
export interface FolderSurroundings {
  readonly home: string;
  readonly platform: string;
  /** Where the program was started. */
  readonly directory: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/** The folder of states, and that of `.env`. */
export interface OwnFolders {
  readonly states: string;
  readonly environment: string;
}

/** The folder of the user's settings, such as profiles: `XDG_CONFIG_HOME`, or `.config`, on every system. */
export function configFolder({ home, variables }: Pick<FolderSurroundings, 'home' | 'variables'>): string {
  return join(given(variables['XDG_CONFIG_HOME']) ?? join(home, '.config'), NAME);
}

/**
 * In a clone both are where the program was started. An installed one is started anywhere, and must find the same state again; and a
 * `.env` that happens to lie in some folder must not say whose account is meant.
 */
export function ownFolders(surroundings: FolderSurroundings, isInstalled = isBuilt()): OwnFolders {
  const { directory, home, platform, variables } = surroundings;
  if (!isInstalled) return { states: join(directory, '.data'), environment: directory };
  const system =
    platform === 'darwin' ? join(home, 'Library', 'Application Support') : join(home, '.local', 'state');
  return {
    states: join(given(variables['XDG_STATE_HOME']) ?? system, NAME),
    environment: configFolder(surroundings),
  };
}

/** By the specification of these variables, one that is no absolute path counts for nothing. */
function given(value: string | undefined): string | null {
  return value !== undefined && value.startsWith('/') ? value : null;
}
