// The agent's dealings with Things in one exchange: sees that the app runs, paces what is sent, reads back. Knows nothing of
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

/** Time, as the agent is given it. */
export interface AgentClock {
  /** Epoch ms. */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** Why writing stopped. What was begun stays in the journal and is looked after before anything else is done. */
export type WriteFailure =
  | JxaFailure
  | ReadFailure
  /** Things is closed and could not be started. */
  | { readonly kind: 'app_not_running' }
  /** Things has no URL token: "Enable Things URLs" was never switched on. */
  | { readonly kind: 'no_auth_token' }
  /** The app's settings say that it does not act on URLs. */
  | { readonly kind: 'urls_off' }
  /** Several URLs in a row had no effect at all: URLs are switched off, or a dialog is open in Things. */
  | { readonly kind: 'urls_without_effect' }
  /** Things made something that the file does not show: the app writes to another library than the one that is read. */
  | { readonly kind: 'not_showing'; readonly path: string };

/** Stops writing for this run. Caught where the run is. */
export class WriteStop extends Error {
  readonly failure: WriteFailure;
  constructor(failure: WriteFailure) {
    super(`writing to Things stopped: ${failure.kind}`);
    this.failure = failure;
  }
}

/** What a session works with. */
export interface SessionOptions {
  readonly app: ThingsApp;
  readonly clock: AgentClock;
  readonly databasePath: string;
  /** IANA zone of the Mac. */
  readonly zone: string;
}

/** What the app answers when it is asked for something that is not there. Source: Apple event error errAENoSuchObject. */
const NO_SUCH_OBJECT = -1728;

/** One run's dealings with Things. */
export class AppSession {
  readonly #options: SessionOptions;
  /** When each item of the current window was added by URL, epoch ms. */
  #additions: number[] = [];
  #isStarted = false;
  #effects = 0;

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** The day that it is on the Mac, `YYYY-MM-DD`. */
  today(): string {
    return dayInZone(this.#options.clock.now(), this.#options.zone);
  }

  /** Epoch ms. */
  now(): number {
    return this.#options.clock.now();
  }

  /** How many steps and URLs the app took so far: the same number before and after means that nothing was done. */
  get effects(): number {
    return this.#effects;
  }

  /** The file that is read. */
  get databasePath(): string {
    return this.#options.databasePath;
  }

  /** Reads some to-dos and everything around them. Throws WriteStop when nothing can be read. */
  view(ids: Iterable<string>, notes: Iterable<string> = []): LibraryView {
    return unwrap(readView(this.#options.databasePath, { ids, notes }));
  }

  /** Tells whether the app (still) runs. If it does not, the next step or URL starts it again. */
  async isAppRunning(): Promise<boolean> {
    this.#isStarted = unwrap(await reaching(() => isRunning(this.#options.app)));
    return this.#isStarted;
  }

  /** Tells which of some ids the file has any row for. Throws WriteStop when nothing can be read. */
  present(ids: readonly string[]): ReadonlySet<string> {
    return unwrap(readPresent(this.#options.databasePath, ids));
  }

  /** Finds live projects by their exact notes, the oldest first. Throws WriteStop when nothing can be read. */
  projectsWithNotes(notes: string): readonly string[] {
    return unwrap(findProjectsByNotes(this.#options.databasePath, notes));
  }

  /** Reads the headings of a project in their order. Throws WriteStop when nothing can be read. */
  headingsOf(projectId: string): readonly Heading[] {
    return unwrap(readHeadings(this.#options.databasePath, projectId));
  }

  /** Runs steps and tells how far they came; throws WriteStop only when the app can't be started. */
  async tryScript(steps: readonly JxaStep[]): Promise<JxaRun> {
    if (steps.length === 0) return { results: [], failure: null };
    await this.#start();
    const run = await reaching(() => runSteps(this.#options.app, steps));
    // A script without results may have been carried out in part.
    this.#effects += run.failure?.kind === 'permission' ? Math.max(0, run.results.length - 1) : steps.length;
    return run;
  }

  /** Runs steps. Throws WriteStop when the app stopped them; a refusal of single steps is in the results. */
  async script(steps: readonly JxaStep[]): Promise<readonly JxaResult[]> {
    const run = await this.tryScript(steps);
    if (run.failure !== null) throw new WriteStop(run.failure);
    return run.results;
  }

  /** Runs an AppleScript program; returns the app's words where it refused it. Throws WriteStop as `script` does. */
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
   * Sees that the app can be written to, before anything is: URLs are on, it runs, and it lets itself be scripted. Throws
   * WriteStop with what is in the way. What a sheet holds up shows only with the first change.
   */
  async expectReady(): Promise<void> {
    this.#expectUrls();
    await this.#start();
    const failure = await reaching(() => probe(this.#options.app));
    if (failure !== null) throw new WriteStop(failure);
  }

  /** Opens a URL that adds `additions` items, waiting first where Things would not take so many at once. */
  async open(url: string, additions = 0): Promise<void> {
    this.#expectUrls();
    await this.#start();
    await this.#pace(additions);
    this.#effects += 1;
    await reaching(() => this.#options.app.openUrl(url));
  }

  /** Asks the app itself whether it has a to-do, area or project. In doubt it has: only a plain "no such object" is a no. */
  async hasInApp(kind: 'todo' | 'area' | 'project', id: string): Promise<boolean> {
    const [result] = await this.script([{ do: 'name_of', kind, id }]);
    return result?.ok !== false || result.code !== NO_SUCH_OBJECT;
  }

  /** Asks the app when it last changed some to-dos, epoch ms, to the second; null where it has no such to-do. What it does not tell is left out. */
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

  /** Awaits an effect: looks at once, then ever again for 10 s or as long as is said. False when it did not come. */
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

  /** A URL that the app does not act on now would wait there, and come over whatever a person does until then. */
  #expectUrls(): void {
    if (areUrlsEnabled(this.#options.databasePath) === false) throw new WriteStop({ kind: 'urls_off' });
  }

  /** An event sent to a closed app would bring it to the front: it is started in the background first. */
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

/** Makes a failure of the run of what the system's own commands could not do. */
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
