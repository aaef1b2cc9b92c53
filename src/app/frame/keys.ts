// Which key means what. Pure.

/** What a key asks for. */
export type Command =
  | { readonly kind: 'add' | 'search' | 'keys' | 'leave' | 'undo' }
  | { readonly kind: 'list'; readonly key: string }
  | { readonly kind: 'step'; readonly steps: 1 | -1 }
  | {
      readonly kind: 'task';
      readonly act: 'open' | 'done' | 'remove' | 'move' | 'when' | 'deadline' | 'tags';
    };

const BY_KEY: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['n', { kind: 'add' }],
  ['/', { kind: 'search' }],
  ['?', { kind: 'keys' }],
  ['Escape', { kind: 'leave' }],
  ['z', { kind: 'undo' }],
  ['j', { kind: 'step', steps: 1 }],
  ['ArrowDown', { kind: 'step', steps: 1 }],
  ['k', { kind: 'step', steps: -1 }],
  ['ArrowUp', { kind: 'step', steps: -1 }],
  ['Enter', { kind: 'task', act: 'open' }],
  [' ', { kind: 'task', act: 'done' }],
  ['x', { kind: 'task', act: 'done' }],
  ['Backspace', { kind: 'task', act: 'remove' }],
  ['Delete', { kind: 'task', act: 'remove' }],
  ['m', { kind: 'task', act: 'move' }],
  ['s', { kind: 'task', act: 'when' }],
  ['d', { kind: 'task', act: 'deadline' }],
  ['t', { kind: 'task', act: 'tags' }],
  ...['1', '2', '3', '4', '5', '6'].map((key): [string, Command] => [key, { kind: 'list', key }]),
]);

/** A key as the browser tells it. */
export interface PressedKey {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** What a key asks for; null: nothing. Keys that belong to the browser or the system are left to it, but for undoing. */
export function commandOf({ key, ctrlKey, metaKey, altKey }: PressedKey): Command | null {
  if (altKey) return null;
  if (ctrlKey || metaKey) return key === 'z' ? { kind: 'undo' } : null;
  return BY_KEY.get(key) ?? null;
}

/** The keys as they are shown to people. */
export const KEY_HELP: readonly {
  readonly title: string;
  readonly keys: readonly { readonly keys: readonly string[]; readonly does: string }[];
}[] = [
  {
    title: 'Anywhere',
    keys: [
      { keys: ['n'], does: 'Add a task' },
      { keys: ['/'], does: 'Search' },
      { keys: ['1', '…', '6'], does: 'Inbox, Today, Upcoming, Anytime, Someday, Logbook' },
      { keys: ['z'], does: 'Undo' },
      { keys: ['?'], does: 'Show these keys' },
      { keys: ['Esc'], does: 'Close, or end the selection' },
    ],
  },
  {
    title: 'In a list',
    keys: [
      { keys: ['j', '↓'], does: 'Next task' },
      { keys: ['k', '↑'], does: 'Previous task' },
      { keys: ['Enter'], does: 'Open or close the task' },
      { keys: ['Space', 'x'], does: 'Complete, or reopen' },
      { keys: ['s'], does: 'When to start' },
      { keys: ['d'], does: 'Deadline' },
      { keys: ['t'], does: 'Tags' },
      { keys: ['m'], does: 'Move' },
      { keys: ['Delete'], does: 'Delete' },
    ],
  },
  {
    title: 'While adding',
    keys: [
      { keys: ['Enter'], does: 'Add the task' },
      { keys: ['Ctrl', 'Enter'], does: 'Add it, and another one' },
    ],
  },
];
