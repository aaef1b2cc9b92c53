// Tokens that the owner gives to programs, one each, so that any of them can be taken back alone.

import { TOKEN_KINDS, type Token, type TokenKind } from '../../model/token.ts';
import { TOKENS } from '../../protocol/endpoints/tokens.ts';
import { REKEY_COMMAND } from './rekey.ts';
import { byId, found, type CommandSpec } from '../arguments/command-spec.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { formatTime } from '../output/time-text.ts';
import { formatTable } from '../output/table.ts';

/** `tokens list`, `tokens add`, `tokens revoke`, `tokens rekey`. */
export const TOKEN_COMMANDS: readonly CommandSpec[] = [
  {
    kind: 'account',
    name: 'tokens list',
    isUsual: true,
    does: 'list the tokens of programs, never their text; the last use is kept to the hour',
    example: '',
    run: async (api) => found(await api.tokens(), formatTokens),
  },
  {
    kind: 'account',
    name: 'tokens add',
    does: 'make a token for a program; it is shown only once',
    example: 'phone --kind read_only',
    takes: [{ name: 'NAME' }],
    options: [
      {
        flags: '--kind <KIND>',
        does: 'what it opens (default: owner, which is everything)',
        choices: [...TOKEN_KINDS],
      },
    ],
    run: async (api, { given }) => {
      const made = await api.makeToken({
        body: { name: checkName(given.words[0] ?? ''), kind: kindOf(given.option('kind')) },
      });
      return found(made, ({ token }) => `${token}\n\nIt is not shown again.`);
    },
  },
  {
    kind: 'account',
    name: 'tokens revoke',
    does: 'revoke a token, by its id: from now on it opens nothing',
    example: '3f6a0c1e-8a52-4f6e-9a35-0d8b8f6f7a11',
    takes: [{ name: 'ID' }],
    run: async (api, { given }) =>
      found(await api.revokeToken(byId(given)), () => 'Revoked: it opens nothing any more.'),
  },
  REKEY_COMMAND,
];

function checkName(name: string): string {
  const parsed = TOKENS.makeToken.takes.body.shape.name.safeParse(name);
  if (parsed.success) return parsed.data;
  throw new UsageError('the name of a token must be 1 to 64 characters, without control characters');
}

function kindOf(text: string | undefined): TokenKind {
  return TOKEN_KINDS.find((kind) => kind === text) ?? 'owner';
}

function formatTokens(tokens: readonly Token[]): string {
  if (tokens.length === 0) return 'No program has a token of its own yet.';
  const rows = tokens.map(({ id, name, kind, createdAt, lastUsedAt }) => [
    name,
    kind,
    `made ${formatTime(createdAt)}`,
    `last used ${formatTime(lastUsedAt)}`,
    id,
  ]);
  return formatTable(rows, { maxCellWidth: 64 });
}
