// When a task is to be started, and until when it has to be done: in words, by one press, or in a calendar.

import { useState } from 'preact/hooks';
import { Button } from '../../ui/button.tsx';
import { Calendar } from '../../ui/calendar.tsx';
import { DialogField } from '../../ui/dialog-field.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { understandStart } from '../adding/understood.ts';
import { readingOf } from '../adding/use-line.ts';
import { useApp } from '../app-context.ts';
import { isPlanned } from '../state/task-of.ts';
import type { TaskStart, TaskTime } from '../../mobile-client/types.ts';
import { isSame } from '../../model/same.ts';
import {
  fullDay,
  monthName,
  plusDays,
  plusMonths,
  shortDay,
  startWords,
  weekdayOf,
  weeksOf,
} from '../words/days.ts';
import { useClose } from './use-close.ts';
import './dialogs.css';

const WORDS = { weeksOf, plusDays, plusMonths, fullDay };

interface Choice {
  readonly name: string;
  readonly hint: string;
  readonly icon: IconName;
  readonly tone: string;
  readonly start: TaskStart;
}

/** When it is to be started. */
export function WhenDialog({ id }: { readonly id: string }) {
  const { task, today, text, setText, typed, close } = useDayDialog(id);
  const { schedule } = useApp().store.commands;
  if (task === null) return null;
  const choose = (start: TaskStart) => {
    close();
    void schedule(id, start);
  };
  return (
    <Dialog title="When" hidesTitle size="s" onClose={close}>
      <DayField
        label="When"
        text={text}
        onText={setText}
        shown={typed === null ? null : startWords(typed, today)}
        onSubmit={() => typed !== null && choose(typed)}
      />
      {text.trim() === '' && (
        <>
          <Choices today={today} chosen={task.start} onChoose={choose} />
          <DayCalendar
            today={today}
            chosen={isPlanned(task.start) ? task.start.date : null}
            onChoose={(date) => choose({ date, evening: false, time: timeOf(task.start) })}
          />
        </>
      )}
    </Dialog>
  );
}

/** What both dialogs hold: the task, what is typed, and as what it is understood. `typed`: null if it is no day. */
function useDayDialog(id: string) {
  const app = useApp();
  const close = useClose();
  const [text, setText] = useState('');
  return {
    task: app.store.views.task(id).value,
    today: app.store.state.today.value,
    text,
    setText,
    typed: text.trim() === '' ? null : understandStart(text, readingOf(app)),
    close,
  };
}

/** The starts that one press chooses. */
function Choices({
  today,
  chosen,
  onChoose,
}: {
  readonly today: string;
  readonly chosen: TaskStart;
  readonly onChoose: (start: TaskStart) => void;
}) {
  return (
    <ul class="choices">
      {choicesFor(today).map(({ name, hint, icon, tone, start }) => (
        <li key={name}>
          <button
            type="button"
            class="choice"
            aria-pressed={isSame(start, chosen)}
            onClick={() => onChoose(start)}
          >
            <Icon name={icon} tone={tone} />
            <span class="choice-name">{name}</span>
            <span class="choice-hint">{hint}</span>
            {isSame(start, chosen) && <Icon name="check" tone="accent" />}
          </button>
        </li>
      ))}
    </ul>
  );
}

function DayCalendar({
  today,
  chosen,
  onChoose,
}: {
  readonly today: string;
  readonly chosen: string | null;
  readonly onChoose: (date: string) => void;
}) {
  return (
    <div class="dialog-calendar">
      <Calendar
        today={today}
        chosen={chosen}
        words={{ ...WORDS, monthName: (month) => monthName(month, today) }}
        onChoose={onChoose}
      />
    </div>
  );
}

/** A task that moves to another day keeps its time. */
function timeOf(start: TaskStart): TaskTime | null {
  return isPlanned(start) ? start.time : null;
}

function choicesFor(today: string): readonly Choice[] {
  const day = (days: number) => ({ date: plusDays(today, days), evening: false, time: null });
  const toMonday = 7 - weekdayOf(today);
  return [
    { name: 'Today', hint: '', icon: 'today', tone: 'today', start: day(0) },
    { name: 'This Evening', hint: '', icon: 'evening', tone: 'evening', start: { ...day(0), evening: true } },
    { name: 'Tomorrow', hint: weekday(plusDays(today, 1)), icon: 'right', tone: 'upcoming', start: day(1) },
    {
      name: 'Next week',
      hint: shortMonday(plusDays(today, toMonday)),
      icon: 'upcoming',
      tone: 'upcoming',
      start: day(toMonday),
    },
    { name: 'Anytime', hint: 'No day', icon: 'anytime', tone: 'anytime', start: 'anytime' },
    { name: 'Someday', hint: '', icon: 'someday', tone: 'someday', start: 'someday' },
  ];
}

function weekday(day: string): string {
  return fullDay(day).slice(0, 3);
}

function shortMonday(day: string): string {
  return fullDay(day).replace(/^(\w{3})\w*, (\d+) (\w{3}).*$/, '$1 $2 $3');
}

/** Until when it has to be done. */
export function DeadlineDialog({ id }: { readonly id: string }) {
  const { task, today, text, setText, typed, close } = useDayDialog(id);
  const { setDeadline } = useApp().store.commands;
  if (task === null) return null;
  const choose = (deadline: string | null) => {
    close();
    void setDeadline(id, deadline);
  };
  const date = typed !== null && isPlanned(typed) ? typed.date : null;
  return (
    <Dialog title="Deadline" hidesTitle size="s" onClose={close}>
      <DayField
        label="Deadline"
        text={text}
        onText={setText}
        shown={date === null ? null : shortDay(date, today)}
        onSubmit={() => date !== null && choose(date)}
      />
      <DayCalendar today={today} chosen={task.deadline} onChoose={choose} />
      {task.deadline !== null && (
        <footer class="dialog-foot">
          <Button kind="danger" icon="clear" onClick={() => choose(null)}>
            Remove the deadline
          </Button>
        </footer>
      )}
    </Dialog>
  );
}

/** A field for a day in words, with what it is understood as. */
function DayField({
  label,
  text,
  onText,
  shown,
  onSubmit,
}: {
  readonly label: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  /** null: it is no day. */
  readonly shown: string | null;
  readonly onSubmit: () => void;
}) {
  return (
    <DialogField
      label={label}
      placeholder={`${label}: tomorrow, fri, 12 dec…`}
      text={text}
      onType={onText}
      onSubmit={onSubmit}
    >
      {text.trim() !== '' && (
        <button type="submit" class="day-typed" disabled={shown === null}>
          {shown === null ? 'That is not a day' : shown}
          {shown !== null && <kbd aria-hidden="true">Enter</kbd>}
        </button>
      )}
    </DialogField>
  );
}
