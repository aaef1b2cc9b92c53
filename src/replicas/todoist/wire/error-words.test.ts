import { describe, expect, it } from 'vitest';
import { errorWords } from './error-words.ts';
import { classifyResponse } from './failures.ts';
import { readOutcome } from './outcomes.ts';
import { readError } from './wire.ts';

const ARGUMENT = { argument: 'content' };

describe('the words for an error of Todoist', () => {
  it.each<[Record<string, unknown>, string]>([
    [{ error_tag: 'PREMIUM_ONLY', error_code: 32 }, 'the plan of this Todoist account does not include it'],
    [
      { error_tag: 'INVALID_ARGUMENT_VALUE', error_extra: ARGUMENT },
      'Todoist does not accept a value of it (content)',
    ],
    [{ error_tag: 'ITEM_NOT_FOUND' }, 'it is no longer in Todoist'],
    [{ error_tag: 'AUTH_INSUFFICIENT_TOKEN_SCOPE' }, 'the token does not allow it'],
    [{ error_tag: 'PROJECT_FROZEN', error_code: 99 }, 'Todoist refused this: project frozen'],
    [{ http_code: 401 }, 'the token is not valid'],
    [{ http_code: 503 }, 'Todoist has a failure of its own'],
    [{ error_code: 7 }, 'Todoist refused this and gave no reason'],
  ])('[H61] of %o', (error, words) => expect(errorWords(readError(error))).toBe(words));

  it('[H61] [T15] have no codes, and nothing that the server wrote', () => {
    const error = {
      error: 'my secret task',
      error_code: 20,
      error_tag: 'my secret',
      http_code: 400,
      error_extra: { argument: 'My Secret' },
    };
    const texts = [
      readOutcome(error),
      readOutcome({ ...error, error_tag: 'MAX_ITEMS_LIMIT_REACHED', http_code: 403 }),
      classifyResponse({
        status: 403,
        headers: new Headers(),
        text: JSON.stringify(error),
        hadCursor: false,
        hadCommands: true,
      }),
    ].map((told) => JSON.stringify(told));
    for (const text of texts) expect(text).not.toMatch(/secret|[0-9]{2}|[A-Z]+_[A-Z]+/i);
  });
});
