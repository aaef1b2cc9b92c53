// Completion for shells, made from what the parser knows: nothing is looked up, so it is as fast as a shell.

import type { Command, Option } from 'commander';

/** The shells that there is a completion for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** One of these shells. */
export type Shell = (typeof SHELLS)[number];

/** The names of the program: of its file, and short. */
const NAMES = ['ttsync', 'todoist-things-sync'] as const;

interface Word {
  readonly word: string;
  readonly does: string;
}

/** What may follow the words of a command; '' is the program itself. */
interface Stage {
  readonly path: string;
  readonly words: readonly Word[];
  readonly options: readonly Word[];
}

/** Writes the script that a shell reads. */
export function completionScript(program: Command, shell: Shell): string {
  const stages = stagesOf(program, '', optionsOf(program));
  const choices = new Map(choicesIn(program));
  const script = { bash: bashScript, zsh: zshScript, fish: fishScript }[shell];
  return script(stages, choices);
}

function stagesOf(command: Command, path: string, global: readonly Word[]): readonly Stage[] {
  const visible = command.createHelp().visibleCommands(command);
  const below = visible.filter((each) => each.name() !== 'help');
  const choices = command.registeredArguments[0]?.argChoices ?? [];
  const words = [
    ...visible.map((each) => ({ word: each.name(), does: each.description() })),
    ...choices.map((word) => ({ word, does: '' })),
  ];
  const own = path === '' ? [] : optionsOf(command);
  return [
    { path, words, options: [...own, ...global] },
    ...below.flatMap((each) => stagesOf(each, `${path} ${each.name()}`.trim(), global)),
  ];
}

function optionsOf(command: Command): readonly Word[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .flatMap(({ long, description }) =>
      long === undefined || long === null ? [] : [{ word: long, does: description }],
    );
}

/** Options that take one of some words, `FILE` for one that takes a file. */
function choicesIn(command: Command): readonly (readonly [string, readonly string[] | 'FILE' | 'ANY'])[] {
  const own = command.options.flatMap((option) => {
    const name = option.long;
    return name === undefined || !option.required ? [] : [[name, valuesOf(option)] as const];
  });
  return [...own, ...command.commands.flatMap(choicesIn)];
}

function valuesOf(option: Option): readonly string[] | 'FILE' | 'ANY' {
  if (option.argChoices !== undefined) return option.argChoices;
  return /<(FILE|DIR)>/.test(option.flags) ? 'FILE' : 'ANY';
}

type Choices =
  ReturnType<typeof choicesIn> extends readonly (infer Entry)[]
    ? Entry extends readonly [infer Key, infer Value]
      ? ReadonlyMap<Key, Value>
      : never
    : never;

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** The words of a shell's `case` that finds out where in the line the cursor is. */
function pathCases(stages: readonly Stage[], choices: Choices): string {
  const steps = stages.filter(({ path }) => path !== '').map(({ path }) => quoted(path));
  const valued = [...choices.keys()].join('|');
  return `    case "$word" in
      ${valued}) skip=1; continue ;;
      -*) continue ;;
    esac
    case "\${stage:+$stage }$word" in
      ${steps.join('|')}) stage="\${stage:+$stage }$word" ;;
    esac`;
}

function bashScript(stages: readonly Stage[], choices: Choices): string {
  const values = [...choices].map(([option, value]) =>
    value === 'FILE'
      ? `    ${option}) compopt -o default; COMPREPLY=(); return ;;`
      : `    ${option}) COMPREPLY=($(compgen -W ${quoted(value === 'ANY' ? '' : value.join(' '))} -- "$current")); return ;;`,
  );
  const cases = stages.map(
    ({ path, words, options }) =>
      `    ${quoted(path)}) all=${quoted([...words, ...options].map(({ word }) => word).join(' '))} ;;`,
  );
  return `# bash completion of ttsync: eval "$(ttsync completion bash)"
_ttsync() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} stage='' all='' word i skip=0
  case "$previous" in
${values.join('\n')}
  esac
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if ((skip)); then skip=0; continue; fi
${pathCases(stages, choices)}
  done
  case "$stage" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$all" -- "$current"))
}
complete -F _ttsync ${NAMES.join(' ')}
`;
}

function zshScript(stages: readonly Stage[], choices: Choices): string {
  const told = ({ word, does }: Word): string => quoted(`${word.replaceAll(':', String.raw`\:`)}:${does}`);
  const values = [...choices].map(([option, value]) =>
    value === 'FILE'
      ? `    ${option}) _files; return ;;`
      : `    ${option}) compadd -- ${value === 'ANY' ? '' : value.map(quoted).join(' ')}; return ;;`,
  );
  const cases = stages.map(
    ({ path, words, options }) =>
      `    ${quoted(path)}) all=(${[...words, ...options].map(told).join(' ')}) ;;`,
  );
  return `#compdef ${NAMES.join(' ')}
# zsh completion of ttsync: source <(ttsync completion zsh)
_ttsync() {
  local stage='' word i skip=0
  local -a all
  case "\${words[CURRENT-1]}" in
${values.join('\n')}
  esac
  for ((i = 2; i < CURRENT; i++)); do
    word=\${words[i]}
    if ((skip)); then skip=0; continue; fi
${pathCases(stages, choices)}
  done
  case "$stage" in
${cases.join('\n')}
  esac
  _describe 'ttsync' all
}
compdef _ttsync ${NAMES.join(' ')}
`;
}

/** fish looks for itself: a word is offered while those before it are there and none of its own kind is. */
function fishScript(stages: readonly Stage[], choices: Choices): string {
  const lines = NAMES.flatMap((name) => [
    `complete -c ${name} -f`,
    ...stages.flatMap(({ path, words, options }) => [
      ...words.map(
        ({ word, does }) =>
          `complete -c ${name} -n ${quoted(`__ttsync_at ${quoted(path)}`)} -a ${quoted(word)} -d ${quoted(does)}`,
      ),
      ...options.map(({ word, does }) => {
        const value = choices.get(word);
        const takes =
          value === undefined
            ? ''
            : value === 'FILE'
              ? ' -r -F'
              : value === 'ANY'
                ? ' -x'
                : ` -x -a ${quoted(value.join(' '))}`;
        return `complete -c ${name} -n ${quoted(`__ttsync_at ${quoted(path)}`)} -l ${word.slice(2)}${takes} -d ${quoted(does)}`;
      }),
    ]),
  ]);
  const paths = stages.filter(({ path }) => path !== '').map(({ path }) => quoted(path));
  return `# fish completion of ttsync: ttsync completion fish | source
function __ttsync_at
  set -l path ''
  set -l skip 0
  for word in (commandline -opc)[2..-1]
    if test $skip = 1
      set skip 0
      continue
    end
    if contains -- $word ${[...choices.keys()].join(' ')}
      set skip 1
      continue
    end
    set -l next (string trim -- "$path $word")
    if contains -- $next ${paths.join(' ')}
      set path $next
    end
  end
  test "$path" = "$argv[1]"
end
${lines.join('\n')}
`;
}
