import { expect, it } from 'vitest';
import { createApiClient } from '../local/api-client.ts';
import { LocalError } from '../local/local-error.ts';
import { inspect } from './inspect.ts';

it('a run that is not in the history is told to be none, and is no empty answer', async () => {
  const api = { ...createApiClient({ url: 'http://127.0.0.1:1', token: '' }), history: async () => [] };
  const shown = inspect(api, { name: 'history', words: [], run: '99' });
  await expect(shown).rejects.toThrow(LocalError);
  await expect(shown).rejects.toThrow(/there is no run 99 in the history/);
  expect((await inspect(api, { name: 'history', words: [] })).json).toEqual([]);
});
