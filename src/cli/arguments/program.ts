// The commands as the parser knows them. Says what was asked for; does nothing itself.

import { Argument, Command, Option } from 'commander';
import type { CommandSpec, Given } from './command-spec.ts';
import type { ArgumentSpec, OptionSpec } from './option-spec.ts';
import { SYNC_OPTIONS, toOptions, type LocalOptions } from './options.ts';
import { WHERE_OPTIONS, whereOf, type Where } from './where.ts';

/** What was asked for. */
export type Invocation =
  /** A text, such as help, and how to end. */
  | { readonly kind: 'text'; readonly text: string; readonly code: number }
  /** Begin to sync. */
  | { readonly kind: 'sync'; readonly options: LocalOptions }
  /** Run the agent, which reads these words itself. */
  | { readonly kind: 'agent'; readonly words: readonly string[] }
  | {
      readonly kind: 'command';
      readonly command: CommandSpec;
      readonly given: Given;
      readonly where: Where;
      readonly json: boolean;
    };

/** What the parser is told besides the commands. */
export interface ProgramParts {
  readonly commands: readonly CommandSpec[];
  /** What each group of commands is about, by its word. */
  readonly groups: Readonly<Record<string, string>>;
  readonly version: string;
  /** The words that start the program, for its help. */
  readonly name: string;
  readonly epilogue: string;
}

/** Makes the parser. `take` gets what was asked for, `write` what it says. */
export function createProgram(
  parts: ProgramParts,
  take: (invocation: Invocation) => void,
  write: (text: string) => void,
): Command {
  const program = new Command(parts.name)
    .description('Keeps Things 3 and Todoist in sync, both ways.')
    .version(parts.version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'help about a command')
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: write, outputError: () => undefined })
    .configureHelp({ showGlobalOptions: true, helpWidth: 100 })
    .addHelpText('after', `\n${parts.epilogue}`);
  for (const option of WHERE_OPTIONS) program.addOption(optionOf(option));
  program.option('--json', 'print JSON: all of stdout, or with sync --once its last line');
  program.option('--no-color', 'no colour (as with NO_COLOR)');
  addSyncing(program, 'start', 'sync and keep syncing, with all that happens on this terminal', take);
  const sync = addSyncing(program, 'sync', 'sync; with --once one run, with an exit code', take);
  addCommands(program, parts, take);
  for (const command of parts.commands) {
    addHidden(program, command, take);
    // `npm run sync -- WORDS` is how all of them were called once.
    if (command.name.includes(' ')) addHidden(sync, command, take);
    else addCommand(sync, command, { take, hiddenAs: command.name });
  }
  return program;
}

function addSyncing(
  program: Command,
  name: 'start' | 'sync',
  does: string,
  take: (invocation: Invocation) => void,
): Command {
  const command = program.command(name).description(does).allowExcessArguments(false);
  for (const option of SYNC_OPTIONS[name]) command.addOption(optionOf(option));
  command.action(() => {
    const all = command.optsWithGlobals<Record<string, unknown>>();
    const options = toOptions(name, {
      given: givenOf([], all),
      where: whereOf(all),
      json: all['json'] === true,
    });
    take({ kind: 'sync', options });
  });
  return command;
}

function addCommands(
  program: Command,
  { commands, groups }: ProgramParts,
  take: (invocation: Invocation) => void,
): void {
  const made = new Map<string, Command>();
  for (const command of commands) {
    const [word = '', second] = command.name.split(' ');
    if (second === undefined) {
      addCommand(program, command, { take, hiddenAs: null });
      continue;
    }
    const group = made.get(word) ?? program.command(word).description(groups[word] ?? '');
    made.set(word, group);
    addCommand(group, command, { take, hiddenAs: null });
  }
}

/** A command under the one word by which it was known before. */
function addHidden(parent: Command, command: CommandSpec, take: (invocation: Invocation) => void): void {
  if (command.formerly === undefined) return;
  if (parent.commands.some((each) => each.name() === command.formerly)) return;
  addCommand(parent, command, { take, hiddenAs: command.formerly });
}

function addCommand(
  parent: Command,
  spec: CommandSpec,
  { take, hiddenAs }: { readonly take: (invocation: Invocation) => void; readonly hiddenAs: string | null },
): void {
  const name = hiddenAs ?? spec.name.split(' ').at(-1) ?? '';
  const command = parent
    .command(name, { hidden: hiddenAs !== null, isDefault: hiddenAs === null && spec.isUsual === true })
    .description(spec.does)
    .allowExcessArguments(false);
  for (const argument of spec.takes ?? []) command.addArgument(argumentOf(argument));
  for (const option of spec.options ?? []) command.addOption(optionOf(option));
  command.action(() => {
    const all = command.optsWithGlobals<Record<string, unknown>>();
    const given = givenOf(command.args, all);
    take({ kind: 'command', command: spec, given, where: whereOf(all), json: all['json'] === true });
  });
}

function argumentOf({ name, optional, many, choices }: ArgumentSpec): Argument {
  const inner = many === true ? `${name}...` : name;
  const argument = new Argument(optional === true ? `[${inner}]` : `<${inner}>`);
  return choices === undefined ? argument : argument.choices([...choices]);
}

function optionOf({ flags, does, choices, read, excludes, hidden }: OptionSpec): Option {
  const option = new Option(flags, does);
  if (choices !== undefined) option.choices([...choices]);
  if (read !== undefined) option.argParser(read);
  if (excludes !== undefined) option.conflicts([...excludes]);
  return option.hideHelp(hidden === true);
}

function givenOf(words: readonly string[], all: Readonly<Record<string, unknown>>): Given {
  return {
    words,
    option: (name) => {
      const value = all[name];
      return typeof value === 'string' ? value : undefined;
    },
    has: (name) => all[name] === true,
  };
}
