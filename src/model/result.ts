// Expected outcomes as values.

/** Either a value or a failure that the caller must look at. `E` is a union tagged by `kind`. */
export type Result<T, E extends { readonly kind: string }> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: E };

/** A success. */
export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

/** A failure. */
export function err<E extends { readonly kind: string }>(
  error: E,
): { readonly ok: false; readonly error: E } {
  return { ok: false, error };
}
