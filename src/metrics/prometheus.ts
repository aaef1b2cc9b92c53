// What was counted, in the text format of Prometheus, version 0.0.4. Pure.

import { addTallies, EMPTY_TALLY, type Counts, type Hour, type Tally } from './hour.ts';
import { EMPTY_SKETCH, percentileOf, type Sketch } from './sketch.ts';

/** The media type of the text. */
export const PROMETHEUS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

const PREFIX = 'ttsync_';
const SHARES = [0.5, 0.9, 0.99] as const;

/** Labels by name. */
type Labels = Readonly<Record<string, string>>;

/** One value that goes up and down. */
export interface Gauge {
  readonly name: string;
  readonly help: string;
  readonly values: readonly { readonly labels?: Labels; readonly value: number }[];
}

/** Writes counters that never fall (`totals`), summaries whose percentiles are those of `recent`, and gauges. */
export function prometheusText(given: {
  readonly totals: Hour;
  readonly recent: Hour;
  readonly gauges: readonly Gauge[];
}): string {
  const { totals, recent, gauges } = given;
  const lines = [
    ...tallies('runs_total', 'Runs by who came and how they ended.', 'type', totals.runs),
    ...summary('run_duration_seconds', 'How long runs took that ended well, by who came.', {
      label: 'type',
      totals: sketchesOf(totals.runs),
      recent: sketchesOf(recent.runs),
    }),
    ...tallies('requests_total', 'Requests that reached the account, by call.', 'call', totals.requests),
    ...summary('request_duration_seconds', 'How long requests took.', {
      label: null,
      totals: { all: allOf(totals.requests) },
      recent: { all: allOf(recent.requests) },
    }),
    ...counters('task_decisions_total', 'Decisions about tasks.', 'kind', totals.tasks),
    ...counters('operations_total', 'Operations that were carried out.', 'replica', totals.carriedOut),
    ...counters('replica_requests_total', 'Requests made to replicas.', 'replica', totals.calls),
    ...summary('lag_seconds', 'From when a change was seen until the replica acknowledged it.', {
      label: 'replica',
      totals: totals.lag,
      recent: recent.lag,
    }),
    ...counters('kv_operations_total', 'Workers KV operations.', 'operation', totals.kv),
    ...counters('object_use_total', 'Use of the Durable Object.', 'what', totals.object),
    ...gauges.flatMap(gaugeLines),
  ];
  return `${lines.join('\n')}\n`;
}

function head(name: string, help: string, type: 'counter' | 'gauge' | 'summary'): readonly string[] {
  return [`# HELP ${PREFIX}${name} ${help}`, `# TYPE ${PREFIX}${name} ${type}`];
}

function sample(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  const set = pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
  return `${PREFIX}${name}${set} ${Number.isFinite(value) ? String(value) : 'NaN'}`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
}

function counters(name: string, help: string, label: string, counts: Counts): readonly string[] {
  const lines = Object.entries(counts).map(([key, value]) => sample(name, { [label]: key }, value));
  return lines.length === 0 ? [] : [...head(name, help, 'counter'), ...lines];
}

function tallies(name: string, help: string, label: string, all: Hour['runs']): readonly string[] {
  const lines = Object.entries(all).flatMap(([key, { count, failed, refused }]) =>
    Object.entries({ ok: count - failed - refused, failed, refused }).map(([result, value]) =>
      sample(name, { [label]: key, result }, value),
    ),
  );
  return lines.length === 0 ? [] : [...head(name, help, 'counter'), ...lines];
}

interface SummaryParts {
  /** null: there is one series, without a label. */
  readonly label: string | null;
  readonly totals: Readonly<Record<string, Sketch>>;
  readonly recent: Readonly<Record<string, Sketch>>;
}

function summary(name: string, help: string, { label, totals, recent }: SummaryParts): readonly string[] {
  const lines = Object.entries(totals).flatMap(([key, { count, total }]) => {
    const labels: Labels = label === null ? {} : { [label]: key };
    const sketch = recent[key] ?? EMPTY_SKETCH;
    // Where nothing was measured lately, a percentile is none.
    const quantiles = SHARES.map((share) => {
      const value = sketch.count === 0 ? Number.NaN : seconds(percentileOf(sketch, share));
      return sample(name, { ...labels, quantile: String(share) }, value);
    });
    return [
      ...quantiles,
      sample(`${name}_sum`, labels, seconds(total)),
      sample(`${name}_count`, labels, count),
    ];
  });
  return lines.length === 0 ? [] : [...head(name, help, 'summary'), ...lines];
}

function gaugeLines({ name, help, values }: Gauge): readonly string[] {
  if (values.length === 0) return [];
  return [
    ...head(name, help, 'gauge'),
    ...values.map(({ labels = {}, value }) => sample(name, labels, value)),
  ];
}

function sketchesOf(all: Hour['runs']): Readonly<Record<string, Sketch>> {
  return Object.fromEntries(Object.entries(all).map(([key, { durations }]) => [key, durations]));
}

function allOf(all: Readonly<Record<string, Tally>>): Sketch {
  return Object.values(all).reduce(addTallies, EMPTY_TALLY).durations;
}

function seconds(ms: number): number {
  return Math.round(ms) / 1000;
}
