// Rules by which anything that posts JSON becomes a task: conditions on its members, and texts with members in them.

/** One condition. `field`: a path of names and positions with dots. */
interface Condition {
  readonly field: string;
  readonly operator: 'equals' | 'contains' | 'startsWith' | 'exists';
  readonly value?: string | number | boolean | null | undefined;
}

/** One rule. The first whose conditions all hold makes the task. */
export interface Rule {
  readonly name: string;
  /** None: it holds for everything. */
  readonly conditions: readonly Condition[];
  readonly transformation: {
    readonly title: string;
    readonly notes?: string | undefined;
    readonly tags?: readonly string[] | undefined;
    readonly project?: string | undefined;
    /** A day; what is none is left out. */
    readonly due?: string | undefined;
  };
}

/** Texts made from a payload are cut there. */
const MAX_TEXT = 15_000;
const MAX_STEPS = 16;

/** The first rule that holds; null: none does. */
export function ruleFor(rules: readonly Rule[], payload: unknown): Rule | null {
  return rules.find(({ conditions }) => conditions.every((each) => holds(each, payload))) ?? null;
}

/** Tells whether a condition holds. Numbers and texts that read the same are the same. */
function holds({ field, operator, value }: Condition, payload: unknown): boolean {
  const found = valueAt(payload, field);
  if (operator === 'exists') return found !== undefined && found !== null;
  const wanted = value ?? '';
  if (operator === 'equals')
    return value === null ? found === null : isPlain(found) && String(found) === String(wanted);
  if (operator === 'contains' && Array.isArray(found))
    return found.some((each: unknown) => isPlain(each) && String(each) === String(wanted));
  if (!isPlain(found)) return false;
  const text = String(found);
  return operator === 'contains' ? text.includes(String(wanted)) : text.startsWith(String(wanted));
}

/** Puts members of the payload where `{{path}}` stands. What is missing is left out; numbers and `false` are written as they are. */
export function render(template: string, payload: unknown): string {
  const text = template.replaceAll(/\{\{([^{}]{1,200})\}\}/g, (_whole, path: string) => {
    const found = valueAt(payload, path.trim());
    if (found === undefined || found === null) return '';
    return isPlain(found) ? String(found) : JSON.stringify(found);
  });
  return text.slice(0, MAX_TEXT);
}

/** The member of a payload at a path; only what is its own: no path leads to what every object has. */
function valueAt(payload: unknown, path: string): unknown {
  let at = payload;
  const steps = path.split('.');
  if (steps.length > MAX_STEPS) return undefined;
  for (const step of steps) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    if (Array.isArray(at) && !/^\d{1,6}$/.test(step)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[step];
  }
  return at;
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
