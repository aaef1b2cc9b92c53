// A token that an owner gave to a program.

/** `owner` may do everything; `read_only` may only look; `client` is for older clients: what their API had, and nothing of `/v1`. */
export const TOKEN_KINDS = ['owner', 'client', 'read_only'] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];

/** A token as it is listed: never the token itself. Times are epoch ms. */
export interface Token {
  readonly id: string;
  readonly name: string;
  readonly kind: TokenKind;
  readonly createdAt: number;
  /** To the hour; null: never. */
  readonly lastUsedAt: number | null;
}
