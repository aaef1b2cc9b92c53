// The agent's interaction with Things in one exchange: makes sure that the app runs, paces what is sent, reads back. Independent of
// operations.

import { dayInZone } from '../../model/zones.ts';
import type { Result } from '../../model/result.ts';
import { ThingsUnreachable, type ThingsApp } from './app.ts';
import {
  failureOf,
  isRunning,
  probe,
  runSteps,
  type JxaFailure,
  type JxaResult,
  type JxaRun,
  type JxaStep,
} from './jxa.ts';
import {
  ADD_WINDOW_MS,
  FIRST_POLL_MS,
  LATER_POLL_MS,
  MAX_ADDED_ITEMS,
  MAX_LAUNCH_MS,
  MAX_WAIT_MS,
  QUICK_POLL_MS,
} from '../limits.ts';
import { areUrlsEnabled } from '../read/app-settings.ts';
import {
  findProjectsByNotes,
  readHeadings,
  readPresent,
  readView,
  type Heading,
  type LibraryView,
  type ReadFailure,
} from '../read/reader.ts';

/** The clock given to the agent. */
export interface AgentClock {
  /** Epoch ms. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** Why writing stopped. What was begun stays in the journal and is checked before anything else is done. */
export type WriteFailure =
  | JxaFailure
  | ReadFailure
  /** Things is closed and could not be started. */
  | { readonly kind: 'app_not_running' }
  /** Things has no URL token: "Enable Things URLs" was never switched on. */
  | { readonly kind: 'no_auth_token' }
  /** According to the app's settings, it does not accept URLs. */
  | { readonly kind: 'urls_off' }
  /** Several consecutive URLs had no effect at all: URLs are switched off, or a dialog is open in Things. */
  | { readonly kind: 'urls_without_effect' }
  /** Things created something that the database does not show: the app writes to a different library than the one being read. */
  | { readonly kind: 'not_showing'; readonly path: string };

/** Stops writing for this run. Caught at the top of the run. */
export class WriteStop extends Error {
  readonly failure: WriteFailure;
  constructor(failure: WriteFailure) {
    super(`writing to Things stopped: ${failure.kind}`);
    this.failure = failure;
  }
}

/** What a session needs. */
export interface SessionOptions {
  readonly app: ThingsApp;
  readonly clock: AgentClock;
  readonly databasePath: string;
  /** IANA zone of the Mac. */
  readonly zone: string;
}

/** The app's error for a nonexistent object. Source: Apple event error errAENoSuchObject. */
const NO_SUCH_OBJECT = -1728;

/** The interaction with Things in one run. */
export class AppSession {
  readonly #options: SessionOptions;
  /** When the items of the current window were added by URL, epoch ms. */
  #additions: number[] = [];
  #isStarted = false;
  #effects = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** The current date on the Mac, `YYYY-MM-DD`. */
  today(): string {
    return dayInZone(this.#options.clock.now(), this.#options.zone);
  }

  /** Epoch ms. */
  now(): number {
    return this.#options.clock.now();
  }

  /** How many steps and URLs the app has accepted so far. If the number is unchanged, nothing was done in between. */
  get effects(): number {
    return this.#effects;
  }

  /** The file being read. */
  get databasePath(): string {
    return this.#options.databasePath;
  }

  /** Reads some to-dos and everything around them. Throws WriteStop if nothing can be read. */
  view(ids: Iterable<string>, notes: Iterable<string> = []): LibraryView {
    return unwrap(readView(this.#options.databasePath, { ids, notes }));
  }

  /** Tells whether the app (still) runs. If not, the next step or URL starts it again. */
  async isAppRunning(): Promise<boolean> {
    this.#isStarted = unwrap(await reaching(() => isRunning(this.#options.app)));
    return this.#isStarted;
  }

  /** Tells which ids have any row in the database. Throws WriteStop if nothing can be read. */
  present(ids: readonly string[]): ReadonlySet<string> {
    return unwrap(readPresent(this.#options.databasePath, ids));
  }

  /** Finds projects that are not in the trash by their exact notes, oldest first. Throws WriteStop if nothing can be read. */
  projectsWithNotes(notes: string): readonly string[] {
    return unwrap(findProjectsByNotes(this.#options.databasePath, notes));
  }

  /** Reads the headings of a project, in order. Throws WriteStop if nothing can be read. */
  headingsOf(projectId: string): readonly Heading[] {
    return unwrap(readHeadings(this.#options.databasePath, projectId));
  }

  /** Runs steps and reports how far they got; throws WriteStop only if the app can't be started. */
  async tryScript(steps: readonly JxaStep[]): Promise<JxaRun> {
    if (steps.length === 0) return { results: [], failure: null };
    await this.#start();
    const run = await reaching(() => runSteps(this.#options.app, steps));
    // A script without results may have been carried out in part.
    this.#effects += run.failure?.kind === 'permission' ? Math.max(0, run.results.length - 1) : steps.length;
    return run;
  }

  /** Runs steps. Throws WriteStop if the app stopped them; refusals of single steps are in the results. */
  async script(steps: readonly JxaStep[]): Promise<readonly JxaResult[]> {
    const run = await this.tryScript(steps);
    if (run.failure !== null) throw new WriteStop(run.failure);
    return run.results;
  }

  /** Runs an AppleScript program; returns the app's message if it refused it. Throws WriteStop as `script` does. */
  async appleScript(program: string, argv: readonly string[]): Promise<string | null> {
    const { runAppleScript } = this.#options.app;
    if (runAppleScript === undefined) return 'there is no way to run AppleScript';
    await this.#start();
    this.#effects += 1;
    const outcome = await reaching(() => runAppleScript(program, argv));
    if (outcome.exitCode === 0) return null;
    const failure = failureOf(outcome.stderr);
    if (failure.kind !== 'app_error') throw new WriteStop(failure);
    return failure.detail;
  }

  /**
   * Checks that the app can be written to, before anything is: URLs are enabled, it runs, and it accepts scripts. Throws WriteStop
   * with the obstacle. A blocking dialog only shows with the first change.
   */
  async expectReady(): Promise<void> {
    this.#expectUrls();
    await this.#start();
    const failure = await reaching(() => probe(this.#options.app));
    if (failure !== null) throw new WriteStop(failure);
  }

  /** Opens a URL that adds `additions` items, waiting first if that exceeds what Things accepts at once. */
  async open(url: string, additions = 0): Promise<void> {
    this.#expectUrls();
    await this.#start();
    await this.#pace(additions);
    this.#effects += 1;
    await reaching(() => this.#options.app.openUrl(url));
  }

  /**
   * Asks the app itself whether it has a to-do, area or project. In doubt the answer is yes: only an explicit "no such object"
   * means no.
   */
  async hasInApp(kind: 'todo' | 'area' | 'project', id: string): Promise<boolean> {
    const [result] = await this.script([{ do: 'name_of', kind, id }]);
    return result?.ok !== false || result.code !== NO_SUCH_OBJECT;
  }

  /**
   * Asks the app when it last changed some to-dos, epoch ms, to the second; null if it has no such to-do. To-dos without an answer
   * are left out.
   */
  async changedInApp(ids: readonly string[]): Promise<ReadonlyMap<string, number | null>> {
    const results = await this.script(ids.map((id) => ({ do: 'changed_at', id })));
    const changedAt = new Map<string, number | null>();
    for (const [at, id] of ids.entries()) {
      const result = results[at];
      const told = result?.ok === true ? Number(result.found?.[0]) : Number.NaN;
      if (result?.ok === false && result.code === NO_SUCH_OBJECT) changedAt.set(id, null);
      else if (Number.isFinite(told)) changedAt.set(id, told);
    }
    return changedAt;
  }

  /** Waits for an effect: checks at once, then repeatedly for 10 s or the given time. False if it did not happen. */
  async waitFor(hasCome: () => boolean, maxWaitMs = MAX_WAIT_MS): Promise<boolean> {
    let waitedMs = 0;
    while (!hasCome()) {
      if (waitedMs >= maxWaitMs) return false;
      const pauseMs = waitedMs < QUICK_POLL_MS ? FIRST_POLL_MS : LATER_POLL_MS;
      await this.#options.clock.sleep(pauseMs);
      waitedMs += pauseMs;
    }
    return true;
  }

  /** A URL that the app does not accept now would wait there, and later overwrite whatever the user did until then. */
  #expectUrls(): void {
    if (areUrlsEnabled(this.#options.databasePath) === false) throw new WriteStop({ kind: 'urls_off' });
  }

  /** An event sent to a closed app would bring it to the front, so it is started in the background first. */
  async #start(): Promise<void> {
    if (this.#isStarted) return;
    const { app, clock } = this.#options;
    if (await this.isAppRunning()) return;
    const { launch } = app;
    if (launch === undefined) throw new WriteStop({ kind: 'app_not_running' });
    await reaching(launch);
    for (let waitedMs = 0; !(await this.isAppRunning()); waitedMs += LATER_POLL_MS) {
      if (waitedMs >= MAX_LAUNCH_MS) throw new WriteStop({ kind: 'app_not_running' });
      await clock.sleep(LATER_POLL_MS);
    }
  }

  async #pace(additions: number): Promise<void> {
    if (additions === 0) return;
    const recent = (): readonly number[] =>
      this.#additions.filter((at) => at > this.#options.clock.now() - ADD_WINDOW_MS);
    if (recent().length + additions > MAX_ADDED_ITEMS) await this.#options.clock.sleep(ADD_WINDOW_MS);
    const now = this.#options.clock.now();
    this.#additions = [...recent(), ...Array.from({ length: additions }, () => now)];
  }
}

/** Turns a failure of the system's own commands into a failure of the run. */
async function reaching<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ThingsUnreachable)) throw error;
    throw new WriteStop({ kind: 'app_error', detail: error.message });
  }
}

function unwrap<T>(result: Result<T, WriteFailure>): T {
  if (!result.ok) throw new WriteStop(result.error);
  return result.value;
}
