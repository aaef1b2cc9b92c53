// What can stand behind a command's words.

/** One argument. `many`: any number of words, at the end. */
export interface ArgumentSpec {
  readonly name: string;
  readonly optional?: true;
  readonly many?: true;
  readonly choices?: readonly string[];
}

/** One option, in the parser's way of writing: `--items <ID,ID>`, `-y, --yes`. */
export interface OptionSpec {
  readonly flags: string;
  readonly does: string;
  readonly choices?: readonly string[];
  /** Checks a value and gives it as it is used. Throws `UsageError`. */
  readonly read?: (text: string) => string;
  /** Names of options that it can't stand beside, as the parser has them: `dryRun`. */
  readonly excludes?: readonly string[];
  /** Left out of help and completion. */
  readonly hidden?: true;
}
