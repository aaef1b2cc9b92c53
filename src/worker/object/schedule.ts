// What the object does by itself, and when: named alarms over the one alarm that the platform gives. Each step is done in its own
// try: one that throws is logged, waits longer each time, and keeps no other from its turn.

import type { AlarmRecord, AlarmRecords } from '../../hub/sqlite/tables/alarm-table.ts';
import type { RunNote } from '../../protocol/run.ts';
import { backoffMs, STEP_FAILED } from '../../sync/run/backoff.ts';

/** An alarm is only ever moved nearer, and by more than this, ms: setting one is a write. One that comes too soon sets itself anew. */
export const ALARM_SLACK_MS = 1000;

/** Something that is done by itself. */
export interface Step {
  readonly name: 'webhooks' | 'poll' | 'migration' | 'checkpoint' | 'metrics' | 'deliveries';
  /** Its times follow from what is stored elsewhere: no row is written where they move, and after an eviction `lastAt` is null. */
  readonly isUnkept?: true;
  /** Epoch ms at which it should be done, by all that is known now; null: not at all. `lastAt`: when it was last done. */
  readonly dueAt: (lastAt: number | null) => number | null;
  /** Tells whether it should be done now. */
  readonly isDue: (lastAt: number | null) => boolean;
  readonly work: () => Promise<unknown>;
}

/** The platform's one alarm. */
type OneAlarm = Pick<DurableObjectStorage, 'getAlarm' | 'setAlarm' | 'deleteAlarm'>;

/** What a schedule is made of. */
export interface ScheduleParts {
  readonly records: AlarmRecords;
  readonly alarm: OneAlarm;
  readonly steps: readonly Step[];
  readonly now: () => number;
  readonly newId: () => string;
  /** Logs what was thrown under an id; `about` says what it was, in words of ours, and `run` in which run. */
  readonly log: (id: string, error: unknown, about: string, run: number | null) => void;
  /** The last run that is over: a step whose work is a run is told under its number. */
  readonly lastRun: () => Pick<RunNote, 'run'> | null;
  /** A step is done. */
  readonly tell: (done: {
    readonly step: Step['name'];
    readonly ms: number;
    readonly run: number | null;
  }) => void;
}

/** Named alarms. Nothing here throws for what a step does. */
export interface Schedule {
  /** Sets the platform's alarm for the step that is due first. */
  readonly arm: () => Promise<void>;
  /** Does every step that is due, and sets the alarm anew. */
  readonly ring: () => Promise<void>;
  /** Notes that the work of a step is done, or begun, by somebody else now. */
  readonly note: (name: Step['name']) => void;
  /** What fails, in plain words. */
  readonly problems: () => readonly string[];
}

/** Opens the schedule. */
export function createSchedule(parts: ScheduleParts): Schedule {
  const lastAt = new Map<Step['name'], number>();
  const known = ({ name, isUnkept }: Step): AlarmRecord => {
    const record = parts.records.get(name);
    return { ...record, lastAt: lastAt.get(name) ?? (isUnkept === true ? null : record.lastAt) };
  };
  const attempt = async (step: Step): Promise<void> => {
    const [begun, before] = [parts.now(), parts.lastRun()];
    const runOf = (): number | null => {
      const last = parts.lastRun();
      return last === before ? null : (last?.run ?? null);
    };
    try {
      if (!isTime(step, known(step), begun)) return;
      lastAt.set(step.name, begun);
      await step.work();
      forgive(parts, step.name, known(step));
      parts.tell({ step: step.name, ms: Math.max(0, parts.now() - begun), run: runOf() });
    } catch (error) {
      blame(parts, step.name, known(step), { error, run: runOf() });
    }
  };
  const arm = async (): Promise<void> => {
    const times = parts.steps.map((step) => plan(parts, step, known(step)));
    await setAlarm(parts.alarm, earliest(times));
  };
  return {
    arm,
    ring: async () => {
      for (const step of parts.steps) await attempt(step);
      await arm();
    },
    note: (name) => {
      lastAt.set(name, parts.now());
    },
    problems: () => parts.steps.flatMap(({ name }) => describe(name, parts.records.get(name))),
  };
}

/** One that failed waits for its own time, whatever else the alarm came for. */
function isTime(step: Step, { dueAt, lastAt, failures }: AlarmRecord, now: number): boolean {
  if (failures > 0) return dueAt !== null && dueAt <= now + ALARM_SLACK_MS;
  return step.isDue(lastAt);
}

/** Gives the time of a step and puts it down where it moved. */
function plan(parts: ScheduleParts, step: Step, record: AlarmRecord): number | null {
  if (record.failures > 0) return record.dueAt;
  try {
    const dueAt = step.dueAt(record.lastAt);
    if (step.isUnkept !== true && isElsewhere(record.dueAt, dueAt))
      parts.records.put(step.name, { ...record, dueAt });
    return dueAt;
  } catch (error) {
    return blame(parts, step.name, record, { error, run: null });
  }
}

function isElsewhere(before: number | null, after: number | null): boolean {
  if (before === null || after === null) return before !== after;
  return Math.abs(after - before) > ALARM_SLACK_MS;
}

function forgive(parts: ScheduleParts, name: Step['name'], record: AlarmRecord): void {
  if (record.failures > 0) parts.records.put(name, { ...record, dueAt: null, failures: 0, failure: null });
}

/** Logs what a step threw, and has it wait. Gives the time of the next try. */
function blame(
  parts: ScheduleParts,
  name: Step['name'],
  record: AlarmRecord,
  { error, run }: { readonly error: unknown; readonly run: number | null },
): number {
  const failure = parts.newId();
  const failures = record.failures + 1;
  const dueAt = parts.now() + backoffMs(STEP_FAILED, failures, failure);
  parts.log(failure, error, `${name} failed ${failures} times in a row`, run);
  parts.records.put(name, { ...record, dueAt, failures, failure });
  return dueAt;
}

function describe(name: Step['name'], { failures, failure, dueAt }: AlarmRecord): readonly string[] {
  if (failures === 0) return [];
  const at = dueAt === null ? '' : `, and is tried again at ${new Date(dueAt).toISOString()}`;
  return [`The ${WORDS[name]} failed ${failures} times in a row (${failure ?? ''} in the log)${at}.`];
}

const WORDS: { readonly [Name in Step['name']]: string } = {
  webhooks: 'taking in of events',
  poll: 'read of Todoist',
  migration: 'migration',
  checkpoint: 'copy into KV',
  deliveries: 'delivery of events',
  metrics: 'copy of the metrics into KV',
};

function earliest(times: readonly (number | null)[]): number | null {
  const due = times.filter((time) => time !== null);
  return due.length === 0 ? null : Math.min(...due);
}

async function setAlarm(alarm: OneAlarm, due: number | null): Promise<void> {
  const set = await alarm.getAlarm();
  if (due === null) {
    if (set !== null) await alarm.deleteAlarm();
  } else if (set === null || due < set - ALARM_SLACK_MS) {
    await alarm.setAlarm(due);
  }
}
