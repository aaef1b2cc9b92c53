// Switches that make the app misbehave the way a real Mac sometimes does.
// Must not change rows itself; the app asks the switches at the moments they concern.
import { existsSync, mkdirSync, readdirSync, renameSync, rmdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { writeUrlSetting } from './app-settings.ts';
import type { Distortion } from './distortion.ts';
import { NEVER_DAY } from './encodings/packed.ts';
import type { AppLanguage } from './jxa/list-names.ts';
import type { StepRefusal } from './script-refusals.ts';
import { ScriptRefusals } from './script-refusals.ts';
import { openLibrary } from './store/library.ts';

/** Apple event error of a refused or unanswered automation request: -1743 refused, -1712 no answer. */
export type AutomationDenial = -1743 | -1744 | -1712;

/** The switches of the emulator; each stays as set until changed, counters run down. */
export interface ThingsFaults {
  /** Delay of commands accepted from now on, in milliseconds. */
  setDelay(ms: number): void;
  /** Delays of commands accepted from now on, ms, one after the other and then from the beginning. */
  setDelays(ms: readonly number[]): void;
  /** The next n URL commands or scripts succeed on the outside and do nothing. */
  ignoreNext(n: number): void;
  /** The next n URL commands are applied twice. */
  duplicateNext(n: number): void;
  /** Every Apple event fails with this error number; null allows them again. */
  denyAutomation(code: AutomationDenial | null): void;
  /** The owner switched Things URLs off: each waits behind a question until this is switched off again. */
  urlsDisabled(isOn: boolean): void;
  /** Whether `urlsDisabled` shows in the app's settings file, as it does on a Mac; on by default. */
  savesUrlSetting(isOn: boolean): void;
  /** A modal sheet is open: changes by Apple event time out (-1712), URL commands still run. */
  openModal(isOn: boolean): void;
  /** Language of the app: lists are called otherwise, their ids stay. */
  setLanguage(language: AppLanguage): void;
  /** A step of scripts, by its label (`make tag`, `delete`, `set area`), fails with an error number. */
  refuseScriptStep(label: string, refusal?: StepRefusal): void;
  /** Allows a step again that `refuseScriptStep` refused. */
  allowScriptStep(label: string): void;
  /** A json command with one update of an unknown id is refused as a whole, with a dialog. */
  refuseWholeJson(isOn: boolean): void;
  /** The dialog about an unknown id holds up URLs and scripts that change something until it is dismissed. */
  dialogsBlock(isOn: boolean): void;
  /** A person clicks the dialog away. */
  dismissDialog(): void;
  /** What times out behind a sheet or dialog is done once that is closed; off by default. */
  timedOutScriptsRunLate(isOn: boolean): void;
  /** The app dies when it is about to apply each of the next n changing commands. */
  crashOnNext(n: number): void;
  /** Writes another layout version into the library's Meta table; the layout stays. */
  setDatabaseVersion(version: number): void;
  /** Whether items added by URL beyond 250 in 10 s are dropped; on by default. */
  dropBeyond250(isOn: boolean): void;
  /** A URL no longer starts a closed app; it waits until something else does. */
  staysClosed(isOn: boolean): void;
  /** A script waits for the URL commands accepted before it, instead of taking effect ahead of them. */
  scriptsWaitForUrls(isOn: boolean): void;
  /** URL commands and scripts are kept otherwise than they say, from now on; null keeps them as they are told. */
  storeDifferently(distortion: Distortion | null): void;
  /** Gives every checklist item of a to-do a new id, as a replaced checklist has; nothing else changes. */
  regenerateChecklist(todoId: string): void;
  /**
   * Makes an empty library in a second `ThingsData-` folder beside the app's own and returns its file. Throws when the
   * library does not sit in such a folder.
   */
  addSecondLibrary(suffix?: string): string;
  /** Hides the library from readers, as a lost permission does; the app itself goes on. */
  failReads(isOn: boolean): void;
}

/** What the switches need from the app. */
interface FaultHooks {
  readonly databasePath: string;
  readonly setVersionMark: (version: number) => void;
  readonly onUrlsEnabled: () => void;
  readonly setLanguage: (language: AppLanguage) => void;
  readonly onModalClosed: () => void;
  readonly regenerateChecklist: (todoId: string) => void;
}

/** The switches with the questions the app asks them. */
export class FaultSwitches implements ThingsFaults {
  denial: AutomationDenial | null = null;
  areUrlsDisabled = false;
  isModalOpen = false;
  doTimedOutScriptsRun = false;
  isLimitOn = true;
  staysClosedOnOpen = false;
  areScriptsOrdered = false;
  isJsonRefusedWhole = false;
  /** A dialog holds everything up. */
  isDialogOpen = false;
  readonly refusals = new ScriptRefusals();
  distortion: Distortion | null = null;
  readonly #hooks: FaultHooks;
  #delays: readonly number[];
  #accepted = 0;
  #doDialogsBlock = false;
  #isSettingSaved = true;
  #ignores = 0;
  #duplicates = 0;
  #crashes = 0;
  #hidden: (() => void) | null = null;
  constructor(delayMs: number, hooks: FaultHooks) {
    this.#delays = [delayMs];
    this.#hooks = hooks;
  }

  setDelay(ms: number): void {
    this.setDelays([ms]);
  }

  setDelays(ms: readonly number[]): void {
    this.#delays = ms;
    this.#accepted = 0;
  }

  setLanguage(language: AppLanguage): void {
    this.#hooks.setLanguage(language);
  }

  refuseScriptStep(label: string, refusal: StepRefusal = {}): void {
    this.refusals.refuse(label, refusal);
  }

  allowScriptStep(label: string): void {
    this.refusals.allow(label);
  }

  timedOutScriptsRunLate(isOn: boolean): void {
    this.doTimedOutScriptsRun = isOn;
  }

  refuseWholeJson(isOn: boolean): void {
    this.isJsonRefusedWhole = isOn;
  }

  dialogsBlock(isOn: boolean): void {
    this.#doDialogsBlock = isOn;
  }

  dismissDialog(): void {
    this.isDialogOpen = false;
    this.#hooks.onUrlsEnabled();
  }

  ignoreNext(n: number): void {
    this.#ignores = n;
  }

  duplicateNext(n: number): void {
    this.#duplicates = n;
  }

  denyAutomation(code: AutomationDenial | null): void {
    this.denial = code;
  }

  urlsDisabled(isOn: boolean): void {
    if (this.areUrlsDisabled !== isOn && this.#isSettingSaved)
      writeUrlSetting(this.#hooks.databasePath, !isOn);
    this.areUrlsDisabled = isOn;
    if (!isOn) this.#hooks.onUrlsEnabled();
  }

  savesUrlSetting(isOn: boolean): void {
    this.#isSettingSaved = isOn;
  }

  openModal(isOn: boolean): void {
    this.isModalOpen = isOn;
    if (!isOn) this.#hooks.onModalClosed();
  }

  crashOnNext(n: number): void {
    this.#crashes = n;
  }

  setDatabaseVersion(version: number): void {
    this.#hooks.setVersionMark(version);
  }

  dropBeyond250(isOn: boolean): void {
    this.isLimitOn = isOn;
  }

  staysClosed(isOn: boolean): void {
    this.staysClosedOnOpen = isOn;
  }

  scriptsWaitForUrls(isOn: boolean): void {
    this.areScriptsOrdered = isOn;
  }

  storeDifferently(distortion: Distortion | null): void {
    this.distortion = distortion;
  }

  regenerateChecklist(todoId: string): void {
    this.#hooks.regenerateChecklist(todoId);
  }

  addSecondLibrary(suffix = 'ZZZZ9'): string {
    return addSecondLibrary(this.#hooks.databasePath, suffix);
  }

  failReads(isOn: boolean): void {
    if (isOn && this.#hidden === null) this.#hidden = hideLibrary(this.#hooks.databasePath);
    if (!isOn && this.#hidden !== null) {
      this.#hidden();
      this.#hidden = null;
    }
  }

  /** Shows a dialog about a command; it holds things up where `dialogsBlock` says so. */
  showDialog(): void {
    if (this.#doDialogsBlock) this.isDialogOpen = true;
  }

  /** Returns the delay of the command that is accepted now, ms. */
  takeDelay(): number {
    const delay = this.#delays[this.#accepted % this.#delays.length] ?? 0;
    this.#accepted += 1;
    return delay;
  }

  /** Uses up one `ignoreNext`. */
  takeIgnore(): boolean {
    if (this.#ignores === 0) return false;
    this.#ignores -= 1;
    return true;
  }

  /** Uses up one `duplicateNext`. */
  takeDuplicate(): boolean {
    if (this.#duplicates === 0) return false;
    this.#duplicates -= 1;
    return true;
  }

  /** Uses up one `crashOnNext`. */
  takeCrash(): boolean {
    if (this.#crashes === 0) return false;
    this.#crashes -= 1;
    return true;
  }
}

function addSecondLibrary(databasePath: string, suffix: string): string {
  const folder = dirname(dirname(databasePath));
  if (!/^ThingsData-\w+$/.test(basename(folder))) {
    throw new Error('the library is not in a ThingsData folder');
  }
  const path = join(
    dirname(folder),
    `ThingsData-${suffix}`,
    basename(dirname(databasePath)),
    basename(databasePath),
  );
  openLibrary({ path, durable: false, todayPacked: NEVER_DAY }).close();
  return path;
}

/**
 * Puts an empty, unreadable directory where the library was and returns the way back. Open file handles of the app
 * keep working. When other files share the directory, only the library's own files are renamed.
 */
function hideLibrary(databasePath: string): () => void {
  const directory = dirname(databasePath);
  const name = basename(databasePath);
  const own = ['', '-wal', '-shm'].map((suffix) => name + suffix);
  if (readdirSync(directory).every((entry) => own.includes(entry))) {
    const away = `${directory}.hidden`;
    renameSync(directory, away);
    mkdirSync(directory, { mode: 0o000 });
    return () => {
      rmdirSync(directory);
      renameSync(away, directory);
    };
  }
  const present = own.map((entry) => join(directory, entry)).filter((path) => existsSync(path));
  for (const path of present) renameSync(path, `${path}.hidden`);
  return () => {
    for (const path of present) renameSync(`${path}.hidden`, path);
  };
}
