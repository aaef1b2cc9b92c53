import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { programParts } from '../commands/all.ts';
import { completionScript, SHELLS, type Shell } from './completion.ts';
import { createProgram } from './program.ts';

function script(shell: Shell): string {
  return completionScript(
    createProgram(
      programParts(),
      () => undefined,
      () => undefined,
    ),
    shell,
  );
}

/** What bash offers at the end of a line. */
function offered(line: string): readonly string[] {
  const words = line.split(' ');
  const ask = `COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _ttsync; printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', `${script('bash')}\n${ask}`], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .filter((word) => word !== '');
}

/** What zsh hands over to its own completion at the end of a line: words without what they do. */
function offeredInZsh(line: string): readonly string[] {
  const words = line.split(' ').map((word) => `'${word}'`);
  // Its completion runs only where somebody types; these stand in for what it is asked with.
  const asked = `compdef() { : }
_describe() { print -rl -- "\${(@P)2}" }
compadd() { shift; print -rl -- "$@" }
_files() { print FILES }
${script('zsh')}
words=(${words.join(' ')}); CURRENT=${words.length}; _ttsync`;
  const current = line.split(' ').at(-1) ?? '';
  return execFileSync('zsh', ['-f', '-c', asked], { encoding: 'utf8' })
    .split('\n')
    .map((told) => told.replace(/:.*$/, ''))
    .filter((word) => word !== '' && word.startsWith(current));
}

/** What fish offers at the end of a line. */
function offeredInFish(line: string): readonly string[] {
  const directory = mkdtempSync(join(tmpdir(), 'completion-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, 'script'), script('fish'));
  return execFileSync('fish', ['--no-config', '-c', `source ${directory}/script; complete -C '${line}'`], {
    encoding: 'utf8',
    env: { ...process.env, HOME: directory },
  })
    .split('\n')
    .map((told) => told.replace(/\t.*$/, ''))
    .filter((word) => word !== '');
}

const OFFERED = { bash: offered, zsh: offeredInZsh, fish: offeredInFish } as const;

const has = (shell: Shell): boolean => spawnSync(shell, ['--version']).status === 0;

describe('completion', () => {
  it.each(SHELLS.filter(has))('[G136] %s offers what may follow, wherever options stand', (shell) => {
    const after = (line: string): readonly string[] => OFFERED[shell](line);
    expect(after('ttsync pla')).toEqual(['plan']);
    expect(after('ttsync plan ')).toEqual(expect.arrayContaining(['show', 'approve']));
    expect(after('ttsync plan --js')).toEqual(['--json']);
    expect(after('ttsync plan ')).not.toContain('status');
    expect(after('ttsync --state x plan ap')).toEqual(['approve']);
    expect(after('ttsync --state plan ')).toContain('status');
    expect(after('ttsync plan approve --it')).toEqual(['--items']);
    expect(after('ttsync export --format t')).toEqual(['taskpaper', 'things-json', 'todoist-csv']);
    expect(after('ttsync sync --str')).toEqual(['--strategy']);
    expect(after('ttsync completion f')).toEqual(['fish']);
  });

  it.each(SHELLS)('[G136] %s is offered every command, and none of the former words', (shell) => {
    const text = script(shell);
    for (const word of ['status', 'catch-up', 'rollback', 'completion', '--dry-run', '--profile'])
      expect(text).toContain(shell === 'fish' ? word.replace('--', '') : word);
    expect(text).not.toMatch(/['"( ](sync )?resume-/);
    expect(text).toContain('todoist-things-sync');
  });

  it.each(SHELLS.filter(has))('[G136] %s can read it', (shell) => {
    const flag = shell === 'fish' ? '--no-execute' : '-n';
    const directory = mkdtempSync(join(tmpdir(), 'completion-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    writeFileSync(join(directory, 'script'), script(shell));
    const read = spawnSync(shell, [flag, join(directory, 'script')], { encoding: 'utf8' });
    expect([read.status, read.stderr]).toEqual([0, '']);
  });
});
