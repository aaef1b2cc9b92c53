// Has calls of an object counted, each under its name, without a word about that in any of them.

/** Something that can be called by its name. */
type Method = (...values: never[]) => Promise<unknown>;

/**
 * Wraps these methods of a prototype. `counted` is given the object, what the call is counted as, and its work; for a call by name,
 * such as `older('inbox', …)`, that is `older.inbox`.
 */
export function countCalls<Counted extends object>(
  prototype: Counted,
  names: readonly (keyof Counted & string)[],
  counted: (self: Counted, type: string, work: () => Promise<unknown>) => Promise<unknown>,
): void {
  for (const name of names) {
    const method = prototype[name] as Method;
    const wrapped = function (this: Counted, ...values: unknown[]): Promise<unknown> {
      const work = (): Promise<unknown> => Reflect.apply(method, this, values) as Promise<unknown>;
      return counted(this, typeOf(name, values[0]), work);
    };
    Object.defineProperty(prototype, name, { value: wrapped, configurable: true, writable: true });
  }
}

/** The names of calls that are given which one is meant. */
const BY_NAME: ReadonlySet<string> = new Set(['older', 'webhooks', 'subscribers']);

function typeOf(name: string, first: unknown): string {
  return BY_NAME.has(name) && typeof first === 'string' ? `${name}.${first}` : name;
}
