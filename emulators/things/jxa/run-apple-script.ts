// Runs the few AppleScript programs that the emulator understands: one sentence told to Things, with texts from argv.
// Anything else is a syntax error, as a word that osascript does not know is one.
import { makeObject } from './commands.ts';
import type { ScriptHost } from './host.ts';
import type { ScriptResult } from './run-script.ts';

const PROGRAM =
  /^on run argv\s+tell application (?:id "com\.culturedcode\.ThingsMac"|"Things3")\s+make new tag with properties \{name:\s?\(?item (\d+) of argv\)?\}\s+end tell\s+end run\s*$/;

/** Runs a program as osascript does without `-l`; it never throws for an error of the program. */
export function runAppleScript(host: ScriptHost, program: string, argv: readonly string[]): ScriptResult {
  const match = PROGRAM.exec(program.trim());
  const name = argv[Number(match?.[1]) - 1];
  if (match === null || name === undefined) return failed('syntax error: Expected end of line.', -2741);
  try {
    const made = host.write('make tag', () => makeObject(host.state, 'tag', { name }, null));
    return { stdout: `tag id "${made.id}" of application "Things3"\n`, stderr: '', exitCode: 0 };
  } catch (error) {
    if (!(error instanceof Error) || !('errorNumber' in error)) throw error;
    return failed(`Things3 got an error: ${error.message}`, Number(error.errorNumber));
  }
}

function failed(message: string, code: number): ScriptResult {
  return { stdout: '', stderr: `execution error: ${message} (${code})\n`, exitCode: 1 };
}
