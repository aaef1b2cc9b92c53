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

const has = (shell: Shell): boolean => spawnSync(shell, ['--version']).status === 0;

describe('completion', () => {
  it.skipIf(!has('bash'))('[G136] bash offers what may follow, wherever options stand', () => {
    expect(offered('ttsync pl')).toEqual(['plan']);
    expect(offered('ttsync plan ')).toEqual(expect.arrayContaining(['show', 'approve', '--json']));
    expect(offered('ttsync plan ')).not.toContain('status');
    expect(offered('ttsync --state x plan ap')).toEqual(['approve']);
    expect(offered('ttsync --state plan ')).toContain('status');
    expect(offered('ttsync plan approve --it')).toEqual(['--items']);
    expect(offered('ttsync export --format t')).toEqual(['taskpaper', 'things-json', 'todoist-csv']);
    expect(offered('ttsync sync --str')).toEqual(['--strategy']);
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
