// A month in which a day is chosen: by pressing it, or with the arrow keys. Days are `YYYY-MM-DD`; how they are reckoned is handed in.

import { useEffect, useRef, useState } from 'preact/hooks';
import { IconButton } from './button.tsx';
import './styles/calendar.css';

/** How days are reckoned and named. */
export interface CalendarWords {
  readonly weeksOf: (month: string) => readonly (readonly string[])[];
  readonly plusDays: (day: string, days: number) => string;
  readonly plusMonths: (month: string, months: number) => string;
  readonly monthName: (month: string) => string;
  readonly fullDay: (day: string) => string;
}

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
const WEEKDAYS = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];

/** The calendar. `chosen`: null for no day. Days before `today` can't be chosen. */
export function Calendar({
  today,
  chosen,
  words,
  onChoose,
}: {
  readonly today: string;
  readonly chosen: string | null;
  readonly words: CalendarWords;
  readonly onChoose: (day: string) => void;
}) {
  const [at, setAt] = useState(chosen !== null && chosen > today ? chosen : today);
  const [month, setMonth] = useState(at.slice(0, 7));
  const grid = useRef<HTMLDivElement>(null);
  const wantsFocus = useRef(false);
  useEffect(() => {
    if (wantsFocus.current) grid.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
    wantsFocus.current = false;
  }, [at]);
  const step = (event: KeyboardEvent) => {
    const days = STEPS[event.key];
    if (days === undefined) return;
    event.preventDefault();
    const next = words.plusDays(at, days);
    if (next < today) return;
    wantsFocus.current = true;
    setAt(next);
    setMonth(next.slice(0, 7));
  };
  const focused = at.startsWith(month) ? at : month === today.slice(0, 7) ? today : `${month}-01`;
  return (
    <div class="calendar">
      <MonthHead month={month} today={today} words={words} onShow={setMonth} />
      <div class="calendar-week" aria-hidden="true">
        {WEEKDAYS.map((name) => (
          <span key={name}>{name}</span>
        ))}
      </div>
      <div ref={grid} class="calendar-days" role="group" aria-label={words.monthName(month)} onKeyDown={step}>
        {words
          .weeksOf(month)
          .flatMap((week) =>
            week.map((day) => (
              <Day
                key={day}
                day={day}
                today={today}
                name={words.fullDay(day)}
                isOutside={!day.startsWith(month)}
                isChosen={day === chosen}
                canTab={day === focused}
                onChoose={onChoose}
              />
            )),
          )}
      </div>
    </div>
  );
}

function Day({
  day,
  today,
  name,
  isOutside,
  isChosen,
  canTab,
  onChoose,
}: {
  readonly day: string;
  readonly today: string;
  readonly name: string;
  /** It is of another month than the one that is shown. */
  readonly isOutside: boolean;
  readonly isChosen: boolean;
  readonly canTab: boolean;
  readonly onChoose: (day: string) => void;
}) {
  return (
    <button
      type="button"
      class={`calendar-day${day === today ? ' today' : ''}${isOutside ? ' outside' : ''}`}
      disabled={day < today}
      aria-label={name}
      aria-pressed={isChosen}
      aria-current={day === today ? 'date' : undefined}
      tabIndex={canTab ? 0 : -1}
      onClick={() => onChoose(day)}
    >
      {Number(day.slice(8))}
    </button>
  );
}

function MonthHead({
  month,
  today,
  words,
  onShow,
}: {
  readonly month: string;
  readonly today: string;
  readonly words: CalendarWords;
  readonly onShow: (month: string) => void;
}) {
  return (
    <div class="calendar-head">
      <IconButton
        icon="left"
        name="Previous month"
        disabled={month <= today.slice(0, 7)}
        onClick={() => onShow(words.plusMonths(month, -1))}
      />
      <h3 aria-live="polite">{words.monthName(month)}</h3>
      <IconButton icon="right" name="Next month" onClick={() => onShow(words.plusMonths(month, 1))} />
    </div>
  );
}
