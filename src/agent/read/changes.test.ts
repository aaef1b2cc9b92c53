// Differences between a known library and a snapshot.

import { describe, expect, it } from 'vitest';
import { remoteId } from '../../model/ids.ts';
import type { ThingsContainer, ThingsTodo } from '../../protocol/things-row.ts';
import { confirmAbsences, differenceTo, type KnownLibrary } from './changes.ts';
import { freshTodo } from '../write/todo-entry.ts';

function todo(id: string, changes: Partial<ThingsTodo> = {}): ThingsTodo {
  return { ...freshTodo(id, 'x', 'title'), notes: '', digest: `digest of ${id}`, ...changes };
}

function area(id: string, title = id): ThingsContainer {
  return { id: remoteId(id), kind: 'area', title, parent: null, gone: false };
}

function known(todos: readonly ThingsTodo[], containers: readonly ThingsContainer[] = []): KnownLibrary {
  return {
    digestById: new Map(todos.map(({ id, digest }) => [id, digest])),
    containerById: new Map(containers.map((container) => [container.id, container])),
  };
}

function snapshot(todos: readonly ThingsTodo[], containers: readonly ThingsContainer[] = []) {
  return {
    todos: new Map<string, ThingsTodo>(todos.map((each) => [each.id, each])),
    containers,
    setAside: new Map(),
  };
}

const A = remoteId('a');

const NOTHING_SPECIAL = {
  withheld: new Set<string>(),
  answered: new Set<string>(),
  answeredContainers: new Set<string>(),
  isHalfMade: () => false,
  isHalfMadeContainer: () => false,
};

describe('differenceTo', () => {
  it('has new and changed to-dos, and those that are missing', () => {
    const changed = todo('b', { digest: 'new' });
    const difference = differenceTo(
      known([todo('a'), todo('b'), todo('c')]),
      snapshot([todo('a'), changed, todo('d')]),
      NOTHING_SPECIAL,
    );
    expect(difference).toEqual({ todos: [changed, todo('d')], removed: ['c'], containers: [], vanished: [] });
  });

  it('says nothing of what is withheld or half made', () => {
    const difference = differenceTo(
      known([todo('a'), todo('b')]),
      snapshot([todo('a', { digest: 'new' }), todo('m', { notes: 'ttsync:op-1' })]),
      { ...NOTHING_SPECIAL, withheld: new Set(['a', 'b']), isHalfMade: ({ id }) => id === 'm' },
    );
    expect(difference).toMatchObject({ todos: [], removed: [] });
  });

  it('[G83] tells what lies in a container that is half made when it tells that', () => {
    const inside = [todo('p', { project: A }), todo('h', { heading: A }), todo('r', { area: A })];
    const shown = snapshot([todo('o'), ...inside], [area('a')]);
    const held = { ...NOTHING_SPECIAL, isHalfMadeContainer: () => true };
    const before = differenceTo(known([]), shown, held);
    expect(before).toMatchObject({ todos: [todo('o')], containers: [] });
    const after = differenceTo(known(before.todos), shown, NOTHING_SPECIAL);
    expect(after).toMatchObject({ todos: inside, containers: [area('a')] });
  });

  it('tells of what was answered, new or not, and of its absence', () => {
    const difference = differenceTo(known([todo('a')]), snapshot([todo('a')]), {
      ...NOTHING_SPECIAL,
      answered: new Set(['a', 'made-and-gone']),
    });
    expect(difference).toMatchObject({ todos: [todo('a')], removed: ['made-and-gone'] });
  });

  it('tells of containers that were answered, new or not', () => {
    const difference = differenceTo(known([], [area('a'), area('b')]), snapshot([], [area('a'), area('b')]), {
      ...NOTHING_SPECIAL,
      answeredContainers: new Set(['a']),
    });
    expect(difference).toMatchObject({ containers: [area('a')], removed: [], vanished: [] });
  });

  it('has changed containers, and those that vanished as they were', () => {
    const difference = differenceTo(
      known([], [area('a'), area('b'), area('c')]),
      snapshot([], [area('a'), area('b', 'renamed')]),
      NOTHING_SPECIAL,
    );
    expect(difference).toMatchObject({ containers: [area('b', 'renamed')], vanished: [area('c')] });
  });
});

describe('confirmAbsences', () => {
  it('keeps what both reads miss, and the later of everything else', () => {
    const base = known([todo('a'), todo('b')], [area('x')]);
    const first = differenceTo(base, snapshot([]), NOTHING_SPECIAL);
    const second = differenceTo(base, snapshot([todo('b'), todo('c')], [area('x')]), NOTHING_SPECIAL);
    expect(confirmAbsences(first, second)).toEqual({
      todos: [todo('c')],
      removed: ['a'],
      containers: [],
      vanished: [],
    });
  });
});
