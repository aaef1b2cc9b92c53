// Samples the memory of a process and everything below it, from /proc. Where there is no /proc it measures nothing and says so.

import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** How often the tree is looked at, ms. */
export const SAMPLE_EVERY_MS = 50;

/** The kernel counts CPU time in hundredths of a second. Source: proc(5), `utime`, USER_HZ. */
const TICK_MS = 10;

/** The largest sums that were seen, in bytes, and what the processes used. */
export interface PeakMemory {
  /** CPU time of all processes together, as far as they were seen alive, ms. */
  readonly cpuMs: number;
  /** Proportional set size: a page that n processes share counts 1/n in each. */
  readonly pss: number;
  /** Resident set size: shared pages count in each. */
  readonly rss: number;
  /** What each program had at the moment of the largest RSS sum, by name. */
  readonly rssByName: Readonly<Record<string, number>>;
}

/** Watches the tree below `pid` until stopped; null where the system has no /proc. */
export function watchTree(pid: number): { readonly stop: () => PeakMemory } | null {
  if (!existsSync('/proc/self/smaps_rollup')) return null;
  let peak: PeakMemory = { cpuMs: 0, pss: 0, rss: 0, rssByName: {} };
  const ticksByPid = new Map<number, number>();
  const look = (): void => {
    const tree = treeOf(pid);
    for (const each of tree) ticksByPid.set(each, ticksOf(each) ?? ticksByPid.get(each) ?? 0);
    const seen = tree.flatMap((each) => memoryOf(each) ?? []);
    const rss = seen.reduce((sum, each) => sum + each.rss, 0);
    const pss = seen.reduce((sum, each) => sum + each.pss, 0);
    peak = {
      cpuMs: TICK_MS * [...ticksByPid.values()].reduce((sum, ticks) => sum + ticks, 0),
      pss: Math.max(peak.pss, pss),
      rss: Math.max(peak.rss, rss),
      rssByName: rss > peak.rss ? byName(seen) : peak.rssByName,
    };
  };
  const timer = setInterval(look, SAMPLE_EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return peak;
    },
  };
}

interface ProcessMemory {
  readonly name: string;
  readonly rss: number;
  readonly pss: number;
}

function byName(seen: readonly ProcessMemory[]): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const { name, rss } of seen) sums[name] = (sums[name] ?? 0) + rss;
  return sums;
}

/** A process and all its descendants. */
function treeOf(root: number): readonly number[] {
  const childrenByParent = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const parent = parentOf(pid);
    if (parent !== null) childrenByParent.set(parent, [...(childrenByParent.get(parent) ?? []), pid]);
  }
  const tree = [root];
  for (const pid of tree) tree.push(...(childrenByParent.get(pid) ?? []));
  return tree;
}

function parentOf(pid: number): number | null {
  const fields = statOf(pid);
  return fields === null ? null : Number(fields[1]);
}

/** CPU time of a process so far, in user and in system mode. */
function ticksOf(pid: number): number | null {
  const fields = statOf(pid);
  return fields === null ? null : Number(fields[11]) + Number(fields[12]);
}

/** `stat` from its third field on; the second is a name in parentheses that may hold anything. */
function statOf(pid: number): readonly string[] | null {
  const stat = readProc(`/proc/${pid}/stat`);
  return stat === null ? null : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function memoryOf(pid: number): ProcessMemory | null {
  const rollup = readProc(`/proc/${pid}/smaps_rollup`);
  if (rollup === null) return null;
  const bytes = (field: string): number =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1] ?? 0) * 1024;
  return { name: readProc(`/proc/${pid}/comm`)?.trim() ?? '', rss: bytes('Rss'), pss: bytes('Pss') };
}

/** null for a process that ended between two looks. */
function readProc(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return null;
    throw error;
  }
}
