import { describe, expect, it } from 'vitest';
import { containerId, remoteId } from '../../../model/ids.ts';
import type { ContainerIntent } from '../todoist-port.ts';
import { encodeContainer } from './encode-container.ts';
import { temporaryId } from '../wire/identifiers.ts';

function intent(some: Partial<ContainerIntent>): ContainerIntent {
  return {
    operationId: 'op-1',
    action: 'create',
    containerId: containerId('c-1'),
    kind: 'project',
    name: 'Home',
    parent: null,
    remoteId: null,
    ...some,
  };
}

describe('a container', () => {
  it.each<[string, Partial<ContainerIntent>, string, Record<string, unknown>]>([
    ['an area', { kind: 'area' }, 'project_add', { name: 'Home' }],
    ['a project of an area', { parent: 'p' }, 'project_add', { name: 'Home', parent_id: 'p' }],
    ['a heading', { kind: 'heading', parent: 'p' }, 'section_add', { name: 'Home', project_id: 'p' }],
    ['a long name', { name: 'x'.repeat(121) }, 'project_add', { name: `${'x'.repeat(119)}…` }],
    ['no name', { name: '\u200b' }, 'project_add', { name: '(no title)' }],
  ])('[T18] is made of %s', (_title, some, type, args) => {
    const [command, ...rest] = encodeContainer(intent(some));
    expect(command).toMatchObject({ type, args, temp_id: temporaryId('op-1') });
    expect(rest).toEqual([]);
  });

  it.each([
    ['area', 'project_update'],
    ['project', 'project_update'],
    ['heading', 'section_update'],
  ] as const)('[T18] that is a %s is renamed by %s', (kind, type) => {
    const commands = encodeContainer(intent({ kind, action: 'rename', remoteId: remoteId('r') }));
    expect(commands.map((command) => [command.type, command.args, command.temp_id])).toEqual([
      [type, { id: 'r', name: 'Home' }, undefined],
    ]);
  });

  it.each<[string, Partial<ContainerIntent>, string, Record<string, unknown>]>([
    ['a project', { parent: 'p' }, 'project_move', { id: 'r', parent_id: 'p' }],
    ['a project without an area', {}, 'project_move', { id: 'r', parent_id: null }],
    ['a section', { kind: 'heading', parent: 'p' }, 'section_move', { id: 'r', project_id: 'p' }],
    ['an archived project', { action: 'bring_back' }, 'project_unarchive', { id: 'r' }],
    ['an archived section', { kind: 'heading', action: 'bring_back' }, 'section_unarchive', { id: 'r' }],
  ])('[T18] that is %s is moved or brought back by its id', (_title, some, type, args) => {
    const commands = encodeContainer(intent({ action: 'move', ...some, remoteId: remoteId('r') }));
    expect(commands.map((command) => [command.type, command.args])).toEqual([[type, args]]);
  });

  it.each(['rename', 'move', 'bring_back'] as const)('[T18] without an id has no way to %s', (action) => {
    expect(() => encodeContainer(intent({ action }))).toThrow('broken invariant');
  });
});
