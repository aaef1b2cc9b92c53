import { describe, expect, it } from 'vitest';
import { LocalError } from '../../local/local-error.ts';
import { programParts } from '../commands/all.ts';
import { parseCommandLine } from './parse.ts';
import type { Invocation } from './program.ts';
import { UsageError } from './usage-error.ts';

const parse = (words: readonly string[]): Invocation => parseCommandLine(words, programParts());

/** What a command line comes to, without the functions. */
function asked(words: readonly string[], options: readonly string[] = []) {
  const invocation = parse(words);
  if (invocation.kind !== 'command') return invocation;
  const { command, given } = invocation;
  return {
    name: command.name,
    words: given.words,
    ...Object.fromEntries(options.map((name) => [name, given.option(name) ?? given.has(name)])),
  };
}

const NOWHERE = { things: null, todoist: null, state: null, plan: null, trial: false, port: 0 };

describe('the command line', () => {
  it('reads the flags of a run', () => {
    const words = [
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
    expect(parse(['sync', ...words, '--strategy', 'manual', '--plan', 'free', '--port', '8787'])).toEqual({
      kind: 'sync',
      options: {
        command: 'sync',
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
        url: null,
        profile: null,
      },
    });
  });

  it.each([
    [['plan'], { name: 'plan show', words: [] }],
    [['plan', 'show'], { name: 'plan show', words: [] }],
    [['plan', 'discard', 'h1'], { name: 'plan discard', words: ['h1'] }],
    [['plan', 'catch-up', 'h1'], { name: 'plan catch-up', words: ['h1'] }],
    [['conflicts'], { name: 'conflicts list', words: [] }],
    [['conflicts', 'resolve', 'c1', 'hub'], { name: 'conflicts resolve', words: ['c1', 'hub'] }],
    [['kv', 'restore'], { name: 'kv restore', words: [] }],
    [['config', 'a=1', 'b=2'], { name: 'config', words: ['a=1', 'b=2'] }],
  ])('[G120] reads %j', (words, command) => expect(asked(words)).toEqual(command));

  it.each([
    [['plan', 'approve', 'h1', '--items', 'a, b'], ['items'], { items: 'a,b' }],
    [['history', '--run', '86', '--limit', '5'], ['run', 'limit'], { run: '86', limit: '5' }],
    [['undo', '--run', '86'], ['run'], { run: '86', words: [] }],
    [['kv', 'migrate', '--dry-run'], ['dryRun'], { dryRun: true }],
  ])('[G120] reads the options of %j', (words, names, expected) =>
    expect(asked(words, names)).toMatchObject(expected),
  );

  it.each([
    [['approve', 'h1'], 'plan approve'],
    [['catch-up', 'h1'], 'plan catch-up'],
    [['discard', 'h1'], 'plan discard'],
    [['resolve', 'c1', 'hub'], 'conflicts resolve'],
    [['resume', 'todoist', 'title'], 'conflicts resume'],
    [['plan'], 'plan show'],
    [['conflicts'], 'conflicts list'],
    [['status'], 'status'],
    [['history'], 'history'],
    [['undo', '7'], 'undo'],
    [['explain', 'x'], 'explain'],
    [['config'], 'config'],
  ])('[G121] knows the former words %j, by themselves and behind sync', (words, name) => {
    for (const call of [words, ['sync', ...words], ['sync', '--state', 'dir', ...words]])
      expect(asked(call)).toMatchObject({ name });
  });

  it('[G122] takes the options that name an account anywhere', () => {
    const where = { ...NOWHERE, things: 'a', state: 'b', url: null, profile: null };
    const options = ['--things', 'a', '--state', 'b'];
    for (const words of [
      [...options, 'plan', 'approve', 'h'],
      ['plan', ...options, 'approve', 'h'],
      ['plan', 'approve', ...options, 'h'],
      ['plan', 'approve', 'h', ...options],
    ])
      expect(parse(words)).toMatchObject({ where, given: { words: ['h'] } });
  });

  it('takes a dry run for one run', () => {
    expect(parse(['sync', '--dry-run'])).toMatchObject({ options: { once: true, dryRun: true } });
  });

  it('[G123] prints its version, and help to everything; to nothing at all, too', () => {
    expect(parse(['--version'])).toMatchObject({
      kind: 'text',
      code: 0,
      text: expect.stringMatching(/^\d+\.\d+/),
    });
    for (const words of [[], ['--help'], ['help'], ['-h']])
      expect(parse(words)).toMatchObject({ code: 0, text: expect.stringContaining('Usage: ttsync') });
    expect(parse(['plan', 'approve', '--help'])).toMatchObject({ text: expect.stringContaining('--items') });
    expect(parse(['kv'])).toMatchObject({ code: 2, text: expect.stringContaining('rollback') });
  });

  it.each([
    [['sync', '--twice'], /unknown option '--twice'/],
    [['sync', '--onse'], /Did you mean --once\?/],
    [['sync', '--things'], /--things/],
    [['sync', '--things', ''], /--things is empty/],
    [['sync', '--strategy', 'loudest'], /^--strategy takes todoist_wins, .* or manual, not loudest/],
    [['sync', '--plan', 'gold'], /^--plan takes free or pro, not gold/],
    [['sync', '--port', '99999'], /--port/],
    [['sync', '--port', '8o8o'], /--port/],
    [['sync', '--yes', '--dry-run'], /can’t be used together/],
    [['sync', '--leave', '--take-over'], /can’t be used together/],
    [['sync', 'approve'], /^HASH is missing/],
    [['sync', 'resolve', 'c1', 'both'], /^both is not possible here: it takes todoist, things/],
    [['sync', 'status', '--run', '86'], /unknown option '--run'/],
    [['sync', 'history', '--run', 'last'], /number of a run/],
    [['history', '--limit', '501'], /--limit takes a whole number from 1 to 500/],
    [['sync', '--run', '86'], /unknown option '--run'/],
    [['start', '--run', '86'], /unknown option '--run'/],
    [['plan', 'approve', 'h', '--items', ', '], /--items needs the ids/],
    [['status', '--leave'], /unknown option '--leave'/],
    [['sync', 'dance'], /too many arguments|unknown command/],
    [['start', '--once'], /unknown option '--once'/],
    [['start', '--json'], /--json belongs to/],
    [['start', 'status'], /too many arguments/],
    [['jump'], /unknown command 'jump'/],
    [['stauts'], /Did you mean status\?/],
    [['status', '--url', 'ftp://a'], /--url takes an https URL/],
    [['status', '--url', 'http://example.org'], /in the clear/],
    [['status', '--url', 'https://me:secret@example.org'], /no user/],
    [['status', '--url', 'https://example.org', '--state', 'x'], /can’t be used together/],
    [['kv', 'dance'], /unknown command 'dance'/],
  ])('[G124] refuses %j in one line', (words, message) => {
    const attempt = () => parse(words);
    expect(attempt).toThrow(UsageError);
    expect(attempt).toThrow(LocalError);
    expect(attempt).toThrow(message);
    expect(attempt).not.toThrow(/\n/);
  });
});
