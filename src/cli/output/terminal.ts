// Where a command's words go: results on stdout, all else where it does not get in their way. Nothing that could steer the terminal
// passes, whoever wrote it.

import { createInterface } from 'node:readline/promises';
import { printableLines } from '../../model/printable.ts';
import { placeCommands, type Whereabouts } from './printed-commands.ts';
import type { ProgressTarget } from './progress-bar.ts';
import { createStyle, highlight, takesColor } from './style.ts';

/** A question was interrupted: what it asks about was not done. */
export class NotAnswered extends Error {
  override readonly name = 'NotAnswered';
}

/** The three voices of a command. */
export interface Terminal {
  /** For the person: on stdout, or on stderr where stdout is kept for JSON. */
  readonly say: (text: string) => void;
  /** What is good to know beside the result: one line on stderr. */
  readonly note: (text: string) => void;
  /** What went wrong: one line on stderr. */
  readonly complain: (text: string) => void;
  /** The result that was asked for: stdout. */
  readonly result: (text: string) => void;
  /** A file that was asked for: stdout, to the letter where that is none of a terminal. */
  readonly file: (text: string) => void;
  /** Asks a yes-or-no question; no is what an empty answer means. Only where `canAsk`. Rejects with `NotAnswered` when aborted. */
  readonly ask: (question: string, signal: AbortSignal) => Promise<boolean>;
  readonly canAsk: boolean;
  /** How many columns a picture in colour may take where results go; 0: none can be shown there. */
  readonly pictureColumns: number;
  readonly progressTarget: ProgressTarget;
}

/** The same terminal, whose commands for the person are those of one call: see `placeCommands`. Results pass as they are. */
export function placedTerminal(terminal: Terminal, call: Whereabouts): Terminal {
  return {
    ...terminal,
    say: (text) => terminal.say(placeCommands(text, call)),
    note: (text) => terminal.note(placeCommands(text, call)),
    complain: (text) => terminal.complain(placeCommands(text, call)),
  };
}

/** Makes the terminal of this process. `json`: stdout is for the result alone. `color` false: none is wanted. */
export function createTerminal({
  json,
  color,
}: {
  readonly json: boolean;
  readonly color: boolean;
}): Terminal {
  const spoken = json ? process.stderr : process.stdout;
  const styleOf = (stream: NodeJS.WriteStream) => createStyle(color && takesColor(stream, process.env));
  const write = (stream: NodeJS.WriteStream, text: string): void => {
    stream.write(`${printableLines(text, { styled: stream.isTTY })}\n`);
  };
  return {
    say: (text) => write(spoken, highlight(text, styleOf(spoken))),
    note: (text) => write(process.stderr, `note: ${text.replaceAll(/\s*\n\s*/g, ' ')}`),
    complain: (text) =>
      write(process.stderr, `${styleOf(process.stderr).red('error:')} ${text.replaceAll(/\s*\n\s*/g, ' ')}`),
    result: (text) => write(process.stdout, json ? text : highlight(text, styleOf(process.stdout))),
    file: (text) =>
      void process.stdout.write(process.stdout.isTTY ? printableLines(text.replaceAll('\r\n', '\n')) : text),
    pictureColumns: !json && color && takesColor(process.stdout, process.env) ? process.stdout.columns : 0,
    canAsk: process.stdin.isTTY && process.stdout.isTTY,
    progressTarget: process.stderr,
    async ask(question, signal) {
      const reader = createInterface({ input: process.stdin, output: process.stdout });
      // A raw terminal gives Ctrl-C to the reader instead of the process.
      reader.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
      // Ctrl-D, or a terminal that is gone, ends the reader: nothing was answered, which is no.
      const gone = new AbortController();
      reader.once('close', () => gone.abort());
      try {
        const answer = await reader.question(`${printableLines(question)} [y/N] `, {
          signal: AbortSignal.any([signal, gone.signal]),
        });
        return /^\s*(y|yes)\s*$/i.test(answer);
      } catch (error) {
        if (!(error instanceof Error && error.name === 'AbortError')) throw error;
        process.stdout.write('\n');
        if (!signal.aborted) return false;
        throw new NotAnswered('interrupted: nothing was changed', { cause: error });
      } finally {
        reader.close();
      }
    },
  };
}
