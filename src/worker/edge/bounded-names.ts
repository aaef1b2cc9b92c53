// What is kept in memory of many names, of which anybody can make up more: bounded, and no crowd pushes out those that matter.

/** Values by name. */
export interface BoundedNames<T> {
  readonly get: (name: string) => T | undefined;
  readonly put: (name: string, value: T) => void;
  readonly size: () => number;
}

/**
 * Keeps at most `most` names that count and as many others; of each kind those that were put longest ago are forgotten first.
 * `counts`: forgetting this value would let somebody off.
 */
export function createBoundedNames<T>(options: {
  readonly most: number;
  readonly counts: (value: T) => boolean;
}): BoundedNames<T> {
  const [counting, others] = [new Map<string, T>(), new Map<string, T>()];
  return {
    get: (name) => counting.get(name) ?? others.get(name),
    put: (name, value) => {
      counting.delete(name);
      others.delete(name);
      const kept = options.counts(value) ? counting : others;
      kept.set(name, value);
      const [oldest] = kept.size > options.most ? kept.keys() : [];
      if (oldest !== undefined) kept.delete(oldest);
    },
    size: () => counting.size + others.size,
  };
}
