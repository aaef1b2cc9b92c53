// The Things app: owns one library and offers its front doors (URLs, scripts, a person, a control socket).
// Decides when things happen; what happens to rows is in state/.
import { AddBudget } from './add-budget.ts';
import { AppClock } from './clock.ts';
import { CommandQueue } from './command-queue.ts';
import type { ControlSocket } from './control/server.ts';
import { listenOnSocket } from './control/server.ts';
import { createIdSource } from './encodings/ids.ts';
import { packDay } from './encodings/packed.ts';
import { Zone } from './encodings/zone.ts';
import type { ThingsEvent } from './events.ts';
import { EventLog } from './events.ts';
import type { ThingsFaults } from './faults.ts';
import { FaultSwitches } from './faults.ts';
import { distortTouched } from './distortion.ts';
import { AppleEventError } from './jxa/errors.ts';
import type { ScriptResult } from './jxa/run-script.ts';
import { runScript } from './jxa/run-script.ts';
import { runAppleScript } from './jxa/run-apple-script.ts';
import type { ScriptHost } from './jxa/host.ts';
import type { ScriptLanguage } from './script-refusals.ts';
import { DEFAULT_DELAY_MS } from './limits.ts';
import { PersonInTheApp } from './person.ts';
import { AppState } from './state/app-state.ts';
import { checklistOf, copyOfItem, replaceChecklist } from './state/checklist.ts';
import { dayCursor, runDayMaintenance } from './state/day-maintenance.ts';
import { checkLibrary, finishCommand } from './state/invariants.ts';
import type { ListName } from './state/lists.ts';
import { listMembers } from './state/lists.ts';
import type { Library } from './store/library.ts';
import { openLibrary } from './store/library.ts';
import { AppCrash, UrlRejection } from './url/outcome.ts';
import type { ParsedUrl } from './url/parse.ts';
import { commandOf, parseThingsUrl } from './url/parse.ts';
import { runUrlCommand, successParameters } from './url/run-url.ts';

/** Settings of `createThingsApp`. */
export interface ThingsAppOptions {
  /** Created as an empty library (default tags, auth token) when absent. */
  readonly databasePath: string;
  /** IANA zone of the Mac; the zone of the process by default. */
  readonly zone?: string;
  /** Clock, epoch ms. */
  readonly now?: () => number;
  /** Makes ids and gaps repeatable. */
  readonly seed?: number;
  /** Time from accepting a URL command to its effect, in milliseconds; 50 by default. */
  readonly delayMs?: number;
  /** Timer; a simulation brings its own. */
  readonly schedule?: (run: () => void, delayMs: number) => void;
  /** False skips waiting for the disk; true by default. */
  readonly durable?: boolean;
  /** Called after the app crashed. */
  readonly onCrash?: () => void;
}

/** The app as tests and tools use it. */
export interface ThingsApp {
  /**
   * As `open -g`: starts a closed app (unless a fault keeps it closed) and never throws for a bad URL; the outcome
   * shows only in the library and the events.
   */
  openUrl(url: string): void;
  /** As `osascript -l JavaScript`. */
  runJxa(script: string, argv?: readonly string[]): ScriptResult;
  /** As `osascript` without `-l`; see `jxa/run-apple-script.ts` for the few programs that are understood. */
  runAppleScript(program: string, argv?: readonly string[]): ScriptResult;
  /** Applies every accepted command that still waits, now; a closed app applies nothing. */
  settle(): void;
  readonly person: PersonInTheApp;
  readonly faults: ThingsFaults;
  readonly events: readonly ThingsEvent[];
  /** Does what midnight and launch do; nothing while the app is closed. */
  dayMaintenance(): void;
  /** Returns the ids that a list shows, in its order. */
  list(name: ListName): string[];
  /** Checks every row of the library. Throws on a broken invariant. */
  checkInvariants(): void;
  /** Moves the app's clock to a moment (epoch ms); a day that changed is noticed at once by a running app. */
  setClock(atMs: number, isFrozen?: boolean): void;
  /** Moves the app's clock by milliseconds; see `setClock`. */
  advanceClock(ms: number): void;
  /** Returns to the clock of the options. */
  releaseClock(): void;
  /** Moves the Mac to another IANA zone; see `setClock`. Throws RangeError for an unknown name. */
  setZone(name: string): void;
  /** Runs the day maintenance if the day changed since the last one; cheap otherwise. */
  noticeDay(): void;
  readonly isRunning: boolean;
  launch(): void;
  quit(): void;
  /** Serves the control protocol on a Unix socket. */
  listen(socketPath: string): Promise<ControlSocket>;
  /** Stops the app and closes the library; waiting commands are lost. */
  close(): void;
}

/** Opens or creates a library and starts the app on it. Throws when the library's layout is not supported. */
export function createThingsApp(options: ThingsAppOptions): ThingsApp {
  return new EmulatedThings(options);
}

class EmulatedThings implements ThingsApp {
  readonly person: PersonInTheApp;
  readonly faults: FaultSwitches;
  readonly #library: Library;
  readonly #state: AppState;
  readonly #log: EventLog;
  readonly #queue: CommandQueue;
  readonly #budget: AddBudget;
  readonly #clock: AppClock;
  readonly #options: ThingsAppOptions;
  readonly #late: (() => void)[] = [];
  #isRunning = false;
  #isClosed = false;
  constructor(options: ThingsAppOptions) {
    this.#clock = new AppClock(options.now ?? Date.now);
    const now = (): number => this.#clock.now();
    const zone = new Zone(options.zone);
    this.#options = options;
    this.#library = openLibrary({
      path: options.databasePath,
      durable: options.durable ?? true,
      todayPacked: packDay(zone.dayOf(now())),
    });
    const ids = createIdSource(
      options.seed,
      options.seed === undefined ? new Set() : takenIds(this.#library),
    );
    this.#state = new AppState({ library: this.#library, zone, now, ids });
    this.#log = new EventLog(now);
    this.#budget = new AddBudget(now);
    this.#queue = new CommandQueue({
      schedule: options.schedule ?? ((run, delayMs) => void setTimeout(run, delayMs)),
      canApply: () => this.#isRunning && !this.faults.areUrlsDisabled && !this.faults.isDialogOpen,
    });
    this.faults = new FaultSwitches(options.delayMs ?? DEFAULT_DELAY_MS, {
      databasePath: options.databasePath,
      setVersionMark: (version) => this.#library.setVersionMark(version),
      onUrlsEnabled: () => this.#queue.release(),
      setLanguage: (language) => (this.#state.language = language),
      onModalClosed: () => {
        for (const run of this.#late.splice(0)) run();
      },
      regenerateChecklist: (todoId) =>
        this.#command(() =>
          replaceChecklist(this.#state, todoId, checklistOf(this.#state, todoId).map(copyOfItem)),
        ),
    });
    this.person = new PersonInTheApp((work) => this.#runAsPerson(work));
    this.launch();
  }

  get events(): readonly ThingsEvent[] {
    return this.#log.entries;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  openUrl(url: string): void {
    if (this.#isClosed) return;
    const command = commandOf(url);
    if (this.faults.takeIgnore()) {
      this.#log.add('dropped', command, 'ignored by a fault');
      return;
    }
    if (!this.faults.staysClosedOnOpen) this.launch();
    if (this.faults.areUrlsDisabled) this.#log.add('modal', command, 'Things URLs are switched off');
    const copies = this.faults.takeDuplicate() ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) {
      this.#queue.accept(command, () => this.#applyUrl(command, url), this.faults.takeDelay());
    }
  }

  runJxa(script: string, argv: readonly string[] = []): ScriptResult {
    if (this.faults.takeIgnore()) {
      this.#log.add('dropped', 'osascript', 'ignored by a fault');
      return { stdout: '', stderr: '', exitCode: 0 };
    }
    // Measured apps take URLs and Apple events from different queues; by default the script is the faster one.
    if (this.faults.areScriptsOrdered) this.#queue.settle();
    return runScript(this.#scriptHost('JavaScript'), script, argv);
  }

  runAppleScript(program: string, argv: readonly string[] = []): ScriptResult {
    if (this.faults.areScriptsOrdered) this.#queue.settle();
    return runAppleScript(this.#scriptHost('AppleScript'), program, argv);
  }

  #scriptHost(language: ScriptLanguage): ScriptHost {
    return {
      state: this.#state,
      isRunning: () => this.#isRunning,
      launch: () => this.launch(),
      quit: () => this.quit(),
      read: (work) => this.#appleEvent(work),
      write: (label, work) => this.#appleEventWrite(label, language, work),
    };
  }

  settle(): void {
    this.#queue.settle();
  }

  dayMaintenance(): void {
    if (!this.#isRunning) return;
    this.#command(() => runDayMaintenance(this.#state));
  }

  setClock(atMs: number, isFrozen = false): void {
    this.#clock.set(atMs, isFrozen);
    this.noticeDay();
  }

  advanceClock(ms: number): void {
    this.#clock.advance(ms);
    this.noticeDay();
  }

  releaseClock(): void {
    this.#clock.release();
    this.noticeDay();
  }

  setZone(name: string): void {
    this.#state.moveToZone(new Zone(name));
    this.noticeDay();
  }

  noticeDay(): void {
    if (dayCursor(this.#state) !== this.#state.today()) this.dayMaintenance();
  }

  list(name: ListName): string[] {
    return listMembers(this.#state, name).map((row) => row.uuid);
  }

  checkInvariants(): void {
    checkLibrary(this.#state);
  }

  launch(): void {
    if (this.#isRunning || this.#isClosed) return;
    this.#isRunning = true;
    this.dayMaintenance();
    this.#queue.release();
  }

  quit(): void {
    this.#isRunning = false;
    this.faults.isDialogOpen = false;
  }

  listen(socketPath: string): Promise<ControlSocket> {
    return listenOnSocket(this, socketPath);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isRunning = false;
    this.#isClosed = true;
    this.#queue.drop();
    this.faults.failReads(false);
    this.#library.close();
  }

  #applyUrl(command: string, url: string): void {
    if (this.faults.takeCrash()) {
      this.#crash(command, 'crashed by a fault');
      return;
    }
    try {
      this.#runParsed(command, parseThingsUrl(url));
    } catch (error) {
      if (error instanceof UrlRejection) this.#log.add('modal', command, error.message);
      else if (error instanceof AppCrash) this.#crash(command, error.message);
      else throw error;
    }
  }

  #runParsed(command: string, parsed: ParsedUrl): void {
    try {
      const outcome = this.#distorting(() => runUrlCommand(this.#state, parsed, this.#surroundings(command)));
      this.#log.add(outcome.kind, command, outcome.detail || outcome.ids.join(','));
      if (outcome.kind === 'ok') {
        this.#callBack(parsed, 'x-success', successParameters(parsed.command, outcome));
      }
    } catch (error) {
      // The names of error parameters are not known; this one follows the x-callback convention.
      if (error instanceof UrlRejection) this.#callBack(parsed, 'x-error', { errorMessage: error.message });
      throw error;
    }
  }

  #surroundings(command: string): Parameters<typeof runUrlCommand>[2] {
    return {
      take: (what) => {
        const isTaken = !this.faults.isLimitOn || this.#budget.take();
        if (!isTaken) this.#log.add('dropped', command, `${what} beyond the item limit`);
        return isTaken;
      },
      onClipped: (what) => this.#log.add('dropped', command, what),
      isJsonRefusedWhole: this.faults.isJsonRefusedWhole,
      onUnknownId: () => this.faults.showDialog(),
    };
  }

  #callBack(
    parsed: ParsedUrl,
    key: 'x-success' | 'x-error',
    parameters: Readonly<Record<string, string>>,
  ): void {
    const target = parsed.parameters.get(key);
    if (target === undefined) return;
    const query = new URLSearchParams(parameters).toString();
    const separator = target.includes('?') ? '&' : '?';
    this.#log.add('callback', parsed.command, query === '' ? target : target + separator + query);
  }

  #crash(command: string, detail: string): void {
    this.#isRunning = false;
    this.#log.add('crash', command, detail);
    for (const label of this.#queue.drop()) this.#log.add('dropped', label, 'lost in a crash');
    this.#options.onCrash?.();
  }

  #runAsPerson<T>(work: (state: AppState) => T): T {
    this.launch();
    return this.#command(() => work(this.#state));
  }

  /** Gates one Apple event: permission, and a closed app comes to the front first. */
  #appleEvent<T>(work: () => T): T {
    const code = this.faults.denial;
    if (code === -1712) throw new AppleEventError(code, 'AppleEvent timed out.');
    if (code !== null) throw new AppleEventError(code, 'Not authorized to send Apple events to Things3.');
    if (!this.#isRunning) {
      this.launch();
      this.#log.add('ok', 'osascript', 'an Apple event started the app in the foreground');
    }
    return work();
  }

  #appleEventWrite<T>(label: string, language: ScriptLanguage, work: () => T): T {
    return this.#appleEvent(() => {
      if (this.faults.isModalOpen && this.faults.doTimedOutScriptsRun)
        this.#late.push(() => void this.#command(work));
      if (this.faults.isModalOpen || this.faults.isDialogOpen)
        throw new AppleEventError(-1712, 'AppleEvent timed out.');
      const refusal = this.faults.refusals.take(label, language);
      if (refusal !== null) throw new AppleEventError(refusal, `Can't ${label}.`);
      if (this.faults.takeCrash()) {
        this.#crash(label, 'crashed by a fault');
        throw new AppleEventError(-609, 'Connection is invalid.');
      }
      try {
        const result = this.#distorting(work);
        this.#log.add('ok', label);
        return result;
      } catch (error) {
        if (!(error instanceof AppCrash)) throw error;
        this.#crash(label, error.message);
        throw new AppleEventError(-609, 'Connection is invalid.');
      }
    });
  }

  /** Runs one command from outside, and keeps of it what a fault says. */
  #distorting<T>(work: () => T): T {
    return this.#command(() => {
      const result = work();
      const { distortion } = this.faults;
      if (distortion !== null) distortTouched(this.#state, distortion);
      return result;
    });
  }

  /** Runs one command in one transaction, after a day change that nobody noticed yet, and checks its rows. */
  #command<T>(work: () => T): T {
    const state = this.#state;
    try {
      return this.#library.transaction(() => {
        if (this.#isRunning && dayCursor(state) !== state.today()) runDayMaintenance(state);
        const result = work();
        finishCommand(state);
        return result;
      });
    } catch (error) {
      state.touched.clear();
      state.staleParents.clear();
      state.lowestIndexes.clear();
      throw error;
    }
  }
}

function takenIds(library: Library): ReadonlySet<string> {
  const tables = ['TMTask', 'TMArea', 'TMTag', 'TMChecklistItem', 'TMTombstone'];
  const ids = tables.flatMap((table) => library.all<{ uuid: string }>(`SELECT uuid FROM ${table}`));
  return new Set(ids.map((row) => row.uuid));
}
