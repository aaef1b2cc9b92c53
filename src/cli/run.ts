// One call of the program: reads the command line, opens what is needed, and ends cleanly whatever happens.

import { ApiError } from '../client/api-client.ts';
import type { Environment } from '../local/environment.ts';
import { StateInUse, StateUnreadable } from '../agent/state/state-file.ts';
import { LocalError } from '../local/local-error.ts';
import { systemWords } from '../local/system-words.ts';
import { parseCommandLine } from './arguments/parse.ts';
import type { Finding } from './arguments/command-spec.ts';
import type { Invocation } from './arguments/program.ts';
import type { Where } from './arguments/where.ts';
import { UsageError } from './arguments/usage-error.ts';
import { agentArguments } from './commands/agent.ts';
import { programParts } from './commands/all.ts';
import { withAccount } from './connect.ts';
import { ownEnvironment, placeOf } from './place.ts';
import { describeApiError } from './output/api-failure.ts';
import { printableJson } from '../model/printable.ts';
import { placeCommands } from './output/printed-commands.ts';
import { createTerminal, NotAnswered, placedTerminal, type Terminal } from './output/terminal.ts';
import { runSession } from './sync/run-session.ts';
import { EXIT } from './exit.ts';

/** What is left over after everything was closed (an idle connection, …) may keep the process this long, ms. */
const LINGER_MS = 1000;

async function run(words: readonly string[], signal: AbortSignal): Promise<number> {
  const isStart = words[0] === 'start';
  const json = words.includes('--json');
  let terminal = createTerminal({ json, color: !words.includes('--no-color') });
  try {
    const invocation = parseCommandLine(words, programParts());
    if (invocation.kind === 'text') {
      (invocation.code === EXIT.done ? terminal.result : terminal.say)(invocation.text);
      return invocation.code;
    }
    if (invocation.kind === 'agent') {
      const { runAgent } = await import('../agent/run-agent.ts');
      return await runAgent(agentArguments(invocation.words, process.env), signal);
    }
    const where = invocation.kind === 'sync' ? invocation.options : invocation.where;
    terminal = placedTerminal(terminal, where);
    const environment = ownEnvironment();
    if (invocation.kind === 'command') return await runCommand(invocation, { environment, terminal, signal });
    const place = placeOf(where, environment);
    terminal = placedTerminal(terminal, place.said);
    return await runSession({ options: invocation.options, place, environment, terminal, signal });
  } catch (error) {
    const { code, said } = failureOf(error, { signal, isStart });
    if (said !== null) terminal.complain(said);
    if (json && code !== EXIT.done) terminal.result(printableJson({ error: said ?? INTERRUPTED }));
    return code;
  }
}

async function runCommand(
  invocation: Extract<Invocation, { kind: 'command' }>,
  parts: {
    readonly environment: Environment;
    readonly terminal: Terminal;
    readonly signal: AbortSignal;
  },
): Promise<number> {
  const { command, given, where, json } = invocation;
  const { terminal, environment } = parts;
  const call = { ...parts, given, where, json, environment: environment.all };
  if (command.kind === 'plain') return show(await command.run(call), where);
  const place = placeOf(where, environment);
  const log = (line: string): void => terminal.complain(`Worker: ${line}`);
  const finding = await withAccount(place, { environment, log, signal: parts.signal }, (api, isRunning) =>
    command.run(api, { ...call, isRunning }),
  );
  return show(finding, place.said);

  function show(finding: Finding, said: Where): number {
    if (finding.isWritten === true) return finding.code ?? EXIT.done;
    if (json) terminal.result(printableJson(finding.json));
    else if (finding.text !== '') terminal.result(placeCommands(finding.text, said));
    return finding.code ?? EXIT.done;
  }
}

/** Those that are words for a person already. */
const KNOWN_FAILURES = [LocalError, StateInUse, StateUnreadable];

const INTERRUPTED = 'interrupted';

/** How the program ends because of a failure, and what it says about that. */
interface Ending {
  readonly code: number;
  readonly said: string | null;
}

/** The one place where a failure becomes an exit code. A person's own Ctrl-C is no failure of `start`, once it syncs. */
function failureOf(
  error: unknown,
  { signal, isStart }: { readonly signal: AbortSignal; readonly isStart: boolean },
): Ending {
  if (error instanceof NotAnswered) return { code: EXIT.interrupted, said: error.message };
  if (signal.aborted) return { code: isStart ? EXIT.done : EXIT.interrupted, said: null };
  if (error instanceof ApiError) return { code: EXIT.error, said: describeApiError(error) };
  if (KNOWN_FAILURES.some((known) => error instanceof known) && error instanceof Error)
    return { code: error instanceof UsageError ? EXIT.usage : EXIT.error, said: error.message };
  const unforeseen = error instanceof Error ? `unforeseen: ${error.stack ?? error.message}` : 'unforeseen';
  return { code: EXIT.error, said: systemWords(error) ?? unforeseen };
}

// Whatever this program and those that it starts write down is of tasks and tokens, wherever it is put: for its owner alone.
process.umask(0o077);

const interruption = new AbortController();
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    // Whoever read has read enough; else what could not be written is no result.
    const isEnough = 'code' in error && error.code === 'EPIPE';
    if (stream === process.stdout && !isEnough)
      process.stderr.write(`error: the output can’t be written: ${systemWords(error) ?? error.message}\n`);
    process.exit(isEnough ? EXIT.interrupted : EXIT.error);
  });
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (interruption.signal.aborted) process.exit(EXIT.interrupted);
    interruption.abort();
  });
}
process.exitCode = await run(process.argv.slice(2), interruption.signal);
setTimeout(() => process.exit(), LINGER_MS).unref();
