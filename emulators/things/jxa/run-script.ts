// Runs one JXA script as osascript does: in its own realm, with `Application`, `console` and `delay`.
// Must not give the script anything of Node.
import vm from 'node:vm';
import { MAX_SCRIPT_MS } from '../limits.ts';
import { makeApplicationFunction } from './application.ts';
import type { ScriptHost } from './host.ts';
import { installDate } from './script-date.ts';
import { specifierOf } from './specifiers.ts';

/** What osascript leaves behind. */
export interface ScriptResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** Error number that osascript prints for errors of the script itself. */
const SCRIPT_ERROR = -2700;

/** Runs a script; the value of `run(argv)`, else of the last expression, becomes stdout. Never throws for a script error. */
export function runScript(host: ScriptHost, script: string, argv: readonly string[]): ScriptResult {
  const logged: string[] = [];
  const context = vm.createContext({});
  installDate(context, { zone: host.state.zone, nowMs: () => host.state.nowMs() });
  const toScript = realmCopier(context);
  const log = (...values: readonly unknown[]): void => void logged.push(values.map(formatValue).join(' '));
  Object.assign(context, {
    Application: makeApplicationFunction(host, toScript),
    console: { log },
    delay: () => undefined,
    Path: String,
  });
  try {
    const last: unknown = vm.runInContext(script, context, { timeout: MAX_SCRIPT_MS });
    const value = hasRun(context) ? callRun(context, toScript(argv)) : last;
    const stdout = value === undefined ? '' : `${formatValue(value)}\n`;
    return { stdout, stderr: lines(logged), exitCode: 0 };
  } catch (error) {
    if (isBrokenEmulator(error)) throw error;
    return { stdout: '', stderr: lines([...logged, describeError(error)]), exitCode: 1 };
  }
}

/** Returns a function that copies dates and arrays into the realm of a context, so `instanceof` works there. */
function realmCopier(context: vm.Context): (value: Date | readonly unknown[]) => unknown {
  const [makeDate, makeArray] = vm.runInContext(
    '[(ms) => new Date(ms), (list) => Array.from(list)]',
    context,
  ) as [(ms: number) => unknown, (list: readonly unknown[]) => unknown];
  return (value) => (value instanceof Date ? makeDate(value.getTime()) : makeArray(value));
}

function hasRun(context: vm.Context): boolean {
  return vm.runInContext("typeof run === 'function'", context) === true;
}

function callRun(context: vm.Context, argv: unknown): unknown {
  Object.assign(context, { __argv: argv });
  return vm.runInContext('run(__argv)', context, { timeout: MAX_SCRIPT_MS });
}

/** A broken invariant must stop the test that met it, not look like a failed script. */
function isBrokenEmulator(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('broken Things invariant');
}

function describeError(error: unknown): string {
  const number =
    typeof error === 'object' &&
    error !== null &&
    'errorNumber' in error &&
    typeof error.errorNumber === 'number'
      ? error.errorNumber
      : SCRIPT_ERROR;
  return `execution error: Error: ${String(error)} (${number})`;
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}

/** Prints a value as osascript does: texts bare, lists with commas, records as json. */
function formatValue(value: unknown): string {
  if (typeof value === 'string') return value;
  const spec = specifierOf(value);
  if (spec !== undefined)
    return spec.kind === 'element' ? `[object ${spec.resolve().id}]` : `[object ${spec.kind}]`;
  if (Array.isArray(value)) return value.map(formatValue).join(', ');
  if (Object.prototype.toString.call(value) === '[object Date]') return String(value);
  if (typeof value === 'object' && value !== null) return JSON.stringify(value);
  return String(value);
}
