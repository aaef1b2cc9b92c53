/** Cuts a time of day out of a due phrase: "at 10:00", "9am", "9:30 pm", "noon". Pure. */

const TIME =
  /(?:^|\s)(?:at\s+|@\s*)?(?:(\d{1,2}):(\d{2})(?::\d{2})?\s*(am|pm)?|(\d{1,2})\s*(am|pm)|(noon|midnight))(?=\s|$)/;
/** Parts of the day and the hour that each stands for. */
const DAY_PART = /(?:^|\s)(?:in the\s+|at\s+)?(morning|afternoon|evening|night)(?=\s|$)/;
const HOUR_BY_PART: Readonly<Record<string, number>> = { morning: 9, afternoon: 12, evening: 19, night: 22 };
const BARE_HOUR = /(?:^|\s)at\s+(\d{1,2})(?=\s|$)/;

/** A phrase without its time, and the time in minutes since midnight, or null when it names none. */
export interface SplitTime {
  readonly rest: string;
  readonly minute: number | null;
}

/** Splits a lower-case phrase into its time and everything else; an impossible time stays in the rest. */
export function splitTime(text: string): SplitTime {
  const match = TIME.exec(text);
  if (match !== null) {
    const [, hour, minutes, half, bareHour, bareHalf, word] = match;
    const minute =
      word === undefined
        ? toMinute(Number(hour ?? bareHour), Number(minutes ?? 0), half ?? bareHalf)
        : word === 'noon'
          ? 720
          : 0;
    if (minute !== null) return { rest: cut(text, match), minute };
  }
  const bare = BARE_HOUR.exec(text);
  const minute = bare === null ? null : toMinute(Number(bare[1]), 0, undefined);
  if (bare !== null && minute !== null) return { rest: cut(text, bare), minute };
  const part = DAY_PART.exec(text);
  const hour = HOUR_BY_PART[part?.[1] ?? ''];
  return part === null || hour === undefined
    ? { rest: text, minute: null }
    : { rest: cut(text, part), minute: hour * 60 };
}

function toMinute(hour: number, minutes: number, half: string | undefined): number | null {
  if (minutes > 59) return null;
  if (half === undefined) return hour <= 23 ? hour * 60 + minutes : null;
  if (hour < 1 || hour > 12) return null;
  return ((hour % 12) + (half === 'pm' ? 12 : 0)) * 60 + minutes;
}

function cut(text: string, match: RegExpExecArray): string {
  return `${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}`
    .replaceAll(/\s+/g, ' ')
    .trim();
}
