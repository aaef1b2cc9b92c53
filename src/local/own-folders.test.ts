import { expect, it } from 'vitest';
import { configFolder, ownFolders } from './own-folders.ts';

const MAC = { home: '/h', platform: 'darwin', directory: '/somewhere', variables: {} };

it('[G126] a clone keeps its state beside itself, an installed program in the user’s own folders', () => {
  expect(ownFolders(MAC, false)).toEqual({ states: '/somewhere/.data', environment: '/somewhere' });
  expect(ownFolders(MAC, true)).toEqual({
    states: '/h/Library/Application Support/todoist-things-sync',
    environment: '/h/.config/todoist-things-sync',
  });
  const xdg = { XDG_STATE_HOME: '/s', XDG_CONFIG_HOME: '/c' };
  expect(ownFolders({ ...MAC, platform: 'linux', variables: xdg }, true)).toEqual({
    states: '/s/todoist-things-sync',
    environment: '/c/todoist-things-sync',
  });
});

it('[G126] a variable that names no absolute path counts for nothing', () => {
  expect(configFolder({ home: '/h', variables: { XDG_CONFIG_HOME: 'here' } })).toBe(
    '/h/.config/todoist-things-sync',
  );
  expect(ownFolders({ ...MAC, platform: 'linux', variables: { XDG_STATE_HOME: '' } }, true).states).toBe(
    '/h/.local/state/todoist-things-sync',
  );
});
