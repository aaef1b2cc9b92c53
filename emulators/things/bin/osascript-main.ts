// `osascript -l JavaScript [-e script | file | -] args…` against the emulator.
// Of AppleScript only the few programs that the emulator knows are understood.
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { askEmulator } from '../control/client.ts';
import type { ScriptResult } from '../jxa/run-script.ts';
import { emulatorSocket } from './socket.ts';

interface ScriptArguments {
  readonly language: string;
  readonly script: string;
  readonly argv: readonly string[];
}

const STDIN_FD = 0;

/** Reads the arguments: options first, then a file (or `-`) unless `-e` was given, then the script's own words. */
function readArguments(words: readonly string[]): ScriptArguments {
  const rest = [...words];
  const lines: string[] = [];
  let language = 'AppleScript';
  while (rest[0]?.startsWith('-') === true && rest[0] !== '-') {
    const option = rest.shift();
    if (option === '-l') language = rest.shift() ?? '';
    else if (option === '-e') lines.push(rest.shift() ?? '');
    else if (option === '-s') rest.shift();
  }
  if (lines.length > 0) return { language, script: lines.join('\n'), argv: rest };
  const file = rest.shift() ?? '-';
  return { language, script: readFileSync(file === '-' ? STDIN_FD : file, 'utf8'), argv: rest };
}

async function main(): Promise<number> {
  const { language, script, argv } = readArguments(process.argv.slice(2));
  const op = language.toLowerCase() === 'javascript' ? 'script' : 'appleScript';
  const response = await askEmulator(emulatorSocket(), { op, script, argv });
  if (!response.ok) {
    process.stderr.write(`execution error: Error: ${response.error} (-2700)\n`);
    return 1;
  }
  const result = response.value as ScriptResult;
  process.stdout.write(result.stdout);
  process.stderr.write(result.stderr);
  return result.exitCode;
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`execution error: Error: ${String(error)} (-600)\n`);
    process.exitCode = 1;
  },
);
