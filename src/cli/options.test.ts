import { describe, expect, it } from 'vitest';
import { LocalError } from '../local/local-error.ts';
import { parseOptions } from './options.ts';

describe('the command line', () => {
  it('reads the flags of a run', () => {
    const words = [
      'sync',
      '--things',
      'a.sqlite',
      '--todoist',
      'emulator',
      '--state',
      'dir',
      '--once',
      '--yes',
      '--json',
    ];
    expect(parseOptions([...words, '--strategy', 'manual', '--plan', 'free', '--port', '8787'])).toEqual({
      command: 'sync',
      inspection: null,
      things: 'a.sqlite',
      todoist: 'emulator',
      state: 'dir',
      once: true,
      yes: true,
      dryRun: false,
      json: true,
      strategy: 'manual',
      approve: null,
      plan: 'free',
      port: 8787,
      trial: false,
    });
  });

  it.each([
    [['sync', 'resolve', 'c1', 'hub'], { name: 'resolve', words: ['c1', 'hub'] }],
    [['sync', 'approve', 'h1', '--items', 'a, b'], { name: 'approve', words: ['h1'], items: ['a', 'b'] }],
    [['sync', 'history', '--run', '86'], { name: 'history', words: [], run: '86' }],
    [['sync', 'undo', '--run', '86'], { name: 'undo', words: [], run: '86' }],
    [
      ['sync', 'config', 'strategy=manual', 'guard.titles.maxTasks=3'],
      { name: 'config', words: ['strategy=manual', 'guard.titles.maxTasks=3'] },
    ],
    [['sync', 'status', '--json'], { name: 'status', words: [] }],
  ])('reads the subcommand %j', (words, inspection) => {
    expect(parseOptions(words).inspection).toEqual(inspection);
  });

  it('takes a dry run for one run', () => {
    expect(parseOptions(['sync', '--dry-run'])).toMatchObject({ once: true, dryRun: true });
  });

  it.each([
    [['sync', '--twice'], /unknown option '--twice'/],
    [['sync', '--things'], /--things/],
    [['sync', '--things', ''], /--things is empty/],
    [['sync', '--strategy', 'loudest'], /--strategy is one of todoist_wins/],
    [['sync', '--plan', 'gold'], /--plan is one of free, pro/],
    [['sync', '--port', '99999'], /--port/],
    [['sync', '--port', '8o8o'], /--port/],
    [['sync', '--yes', '--dry-run'], /exclude each other/],
    [['sync', 'approve'], /approve HASH/],
    [['sync', 'resolve', 'c1', 'both'], /hub or replica/],
    [['sync', 'undo', '7', '--run', '86'], /sync undo takes no argument/],
    [['sync', 'status', '--run', '86'], /--run belongs to/],
    [['sync', 'history', '--run', 'last'], /number of a run/],
    [['sync', '--run', '86'], /--run belongs to/],
    [['start', '--run', '86'], /--run belongs to/],
    [['sync', '--items', 'a'], /--items belongs to/],
    [['sync', 'status', '--leave'], /do not belong to sync status/],
    [['sync', 'undo', '5', '--take-over'], /do not belong to sync undo/],
    [['sync', 'dance'], /unknown command sync dance/],
    [['start', '--once'], /belong to sync/],
    [['start', 'status'], /unexpected argument status/],
    [['jump'], /unknown command jump/],
  ])('refuses %j in one line', (words, message) => {
    const parse = () => parseOptions(words);
    expect(parse).toThrow(LocalError);
    expect(parse).toThrow(message);
    expect(parse).not.toThrow(/\n/);
  });
});
