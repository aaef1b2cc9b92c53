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
import type { TaskStart } from '../../mobile-client/types.ts';
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
  const app = useApp();
  const { store } = app;
  const close = useClose();
  const [text, setText] = useState('');
  const today = store.state.today.value;
  const task = store.views.task(id).value;
  if (task === null) return null;
  const choose = (start: TaskStart) => {
    close();
    void store.commands.schedule(id, start);
  };
  const typed = text.trim() === '' ? null : understandStart(text, readingOf(app));
  const choices = choicesFor(today);
  const isSame = (start: TaskStart) => JSON.stringify(start) === JSON.stringify(task.start);
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
          <ul class="choices">
            {choices.map(({ name, hint, icon, tone, start }) => (
              <li key={name}>
                <button
                  type="button"
                  class="choice"
                  aria-pressed={isSame(start)}
                  onClick={() => choose(start)}
                >
                  <Icon name={icon} tone={tone} />
                  <span class="choice-name">{name}</span>
                  <span class="choice-hint">{hint}</span>
                  {isSame(start) && <Icon name="check" tone="accent" />}
                </button>
              </li>
            ))}
          </ul>
          <div class="dialog-calendar">
            <Calendar
              today={today}
              chosen={typeof task.start === 'string' ? null : task.start.date}
              words={{ ...WORDS, monthName: (month) => monthName(month, today) }}
              onChoose={(date) => choose({ date, evening: false, time: timeOf(task.start) })}
            />
          </div>
        </>
      )}
    </Dialog>
  );
}

/** A task that moves to another day keeps its time. */
function timeOf(start: TaskStart): Extract<TaskStart, object>['time'] {
  return typeof start === 'string' ? null : start.time;
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
  const app = useApp();
  const { store } = app;
  const close = useClose();
  const [text, setText] = useState('');
  const today = store.state.today.value;
  const task = store.views.task(id).value;
  if (task === null) return null;
  const choose = (deadline: string | null) => {
    close();
    void store.commands.setDeadline(id, deadline);
  };
  const start = text.trim() === '' ? null : understandStart(text, readingOf(app));
  const typed = typeof start === 'object' && start !== null ? start.date : null;
  return (
    <Dialog title="Deadline" hidesTitle size="s" onClose={close}>
      <DayField
        label="Deadline"
        text={text}
        onText={setText}
        shown={typed === null ? null : shortDay(typed, today)}
        onSubmit={() => typed !== null && choose(typed)}
      />
      <div class="dialog-calendar">
        <Calendar
          today={today}
          chosen={task.deadline}
          words={{ ...WORDS, monthName: (month) => monthName(month, today) }}
          onChoose={choose}
        />
      </div>
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
          {shown === null ? 'That is no day' : shown}
          {shown !== null && <kbd aria-hidden="true">Enter</kbd>}
        </button>
      )}
    </DialogField>
  );
}
