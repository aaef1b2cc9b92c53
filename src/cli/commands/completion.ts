// Completion for shells.

import { SHELLS, completionScript } from '../arguments/completion.ts';
import type { CommandSpec } from '../arguments/command-spec.ts';
import { createProgram, type ProgramParts } from '../arguments/program.ts';

/** `completion`; `parts` gives what it completes, itself included. */
export function completionCommand(parts: () => ProgramParts): CommandSpec {
  return {
    kind: 'plain',
    name: 'completion',
    does: 'print a script that completes commands and options in a shell',
    example: 'bash',
    takes: [{ name: 'bash|zsh|fish', choices: SHELLS }],
    run: ({ given: { words } }) => {
      const shell = SHELLS.find((known) => known === words[0]) ?? 'bash';
      const program = createProgram(
        parts(),
        () => undefined,
        () => undefined,
      );
      const script = completionScript(program, shell);
      return { text: script.trimEnd(), json: { shell, script } };
    },
  };
}
