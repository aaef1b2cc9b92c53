// An API token that the owner created for a program.

/** `owner` may do everything; `read_only` may only read; `client` is for older clients: the earlier API and nothing of `/v1`. */
export const TOKEN_KINDS = ['owner', 'client', 'read_only'] as const;
export type TokenKind = (typeof TOKEN_KINDS)[number];

/** A token as it is listed: never the secret itself. Times are epoch ms. */
export interface Token {
  readonly id: string;
  readonly name: string;
  readonly kind: TokenKind;
  readonly createdAt: number;
  /** Rounded to the hour; null if never used. */
  readonly lastUsedAt: number | null;
}
