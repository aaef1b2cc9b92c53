// Where a command's words go: results on stdout, all else where it does not get in their way.

import { createInterface } from 'node:readline/promises';
import { placeCommands, type Whereabouts } from './commands.ts';
import type { ProgressTarget } from './progress-bar.ts';

/** The three voices of a command. */
export interface Terminal {
  /** For the person: on stdout, or on stderr where stdout is kept for JSON. */
  readonly say: (text: string) => void;
  /** What went wrong: one line on stderr. */
  readonly complain: (text: string) => void;
  /** The result that was asked for: stdout. */
  readonly result: (text: string) => void;
  /** Asks a yes-or-no question; no is what an empty answer means. Only where `canAsk`. Rejects when aborted. */
  readonly ask: (question: string, signal: AbortSignal) => Promise<boolean>;
  readonly canAsk: boolean;
  readonly progressTarget: ProgressTarget;
}

/** The same terminal, whose commands for the person are those of one call: see `placeCommands`. Results pass as they are. */
export function placedTerminal(terminal: Terminal, call: Whereabouts): Terminal {
  return {
    ...terminal,
    say: (text) => terminal.say(placeCommands(text, call)),
    complain: (text) => terminal.complain(placeCommands(text, call)),
  };
}

/** Makes the terminal of this process. `json`: stdout is for the result alone. */
export function createTerminal(json: boolean): Terminal {
  const spoken = json ? process.stderr : process.stdout;
  return {
    say: (text) => void spoken.write(`${text}\n`),
    complain: (text) => void process.stderr.write(`error: ${text.replaceAll(/\s*\n\s*/g, ' ')}\n`),
    result: (text) => void process.stdout.write(`${text}\n`),
    canAsk: process.stdin.isTTY && process.stdout.isTTY,
    progressTarget: process.stderr,
    async ask(question, signal) {
      const reader = createInterface({ input: process.stdin, output: process.stdout });
      // A raw terminal gives Ctrl-C to the reader instead of the process.
      reader.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
      try {
        const answer = await reader.question(`${question} [y/N] `, { signal });
        return /^\s*(y|yes)\s*$/i.test(answer);
      } finally {
        reader.close();
      }
    },
  };
}
