import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished, vi } from 'vitest';
import { startWorkerd } from './workerd-process.ts';

const GUARD = fileURLToPath(new URL('./workerd-guard.sh', import.meta.url));

it('[G186] a workerd that does not come up is ended, and what it said is told', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'workerd-process-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [fake, pids, pidFile] = ['workerd', 'pids', 'workerd.pid'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(fake, `#!/bin/sh\necho $$ >'${pids}'\necho waiting for a disk\nexec sleep 600\n`, {
    mode: 0o700,
  });
  const started = await startWorkerd({
    configFile: join(folder, 'none'),
    pidFile,
    environment: {} as Parameters<typeof startWorkerd>[0]['environment'],
    log: () => undefined,
    guard: { command: GUARD, environment: { REAL_WORKERD: fake, WORKERD_PID_FILE: pidFile } },
    limitMs: 1500,
  });
  expect(started).toEqual({ ok: false, error: { kind: 'silent', said: 'waiting for a disk' } });
  const pid = Number(readFileSync(pids, 'utf8'));
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), 5000);
});
