// The Date of a script: built and read in the zone of the Mac, on the clock of the app, whatever zone the process has.
import { describe, expect, it } from 'vitest';
import { packDay } from '../encodings/packed.ts';
import { openBench } from '../test-bench.ts';

describe('dates of a script', () => {
  it.each(['Pacific/Pago_Pago', 'America/New_York', 'UTC', 'Asia/Kathmandu', 'Pacific/Kiritimati'])(
    'are read and built in the zone of the Mac: %s',
    (zone) => {
      const bench = openBench({ zone });
      const id = bench.app.person.addTodo({ title: 'a' });
      const said = bench.jxa(
        `const t = app.toDos.byId(argv[0]);
         t.dueDate = new Date(2026, 2, 8, 0, 0, 0);
         app.schedule(t, {for: new Date(2026, 10, 1, 23, 59)});
         const due = t.dueDate(); const start = t.activationDate();
         const set = new Date(0); set.setFullYear(2026, 11, 24); set.setHours(23, 30, 0, 0);
         return [due.getFullYear(), due.getMonth(), due.getDate(), due.getHours(), start.getDate(),
           set.getDate(), set.getHours(), new Date('2026-03-08T05:00:00').getHours(),
           new Date('March 8, 2026 05:00').getHours(), new Date(due).getTime() === due.getTime()].join(' ')`,
        id,
      );
      expect(said).toBe('2026 2 8 0 1 24 23 5 5 true');
      expect(bench.row(id)).toMatchObject({
        deadline: packDay('2026-03-08'),
        startDate: packDay('2026-11-01'),
      });
    },
  );

  it('tell the time of the app, skip what the clock skips and print with an offset', () => {
    const bench = openBench({ zone: 'America/New_York' });
    expect(
      bench.jxa(
        `return [new Date().toISOString(), Date.now() === new Date().getTime(), new Date(2026, 2, 8, 2, 30).getHours(),
           String(new Date(2026, 2, 8, 12)), new Date(2026, 0, 1).getTimezoneOffset(), isNaN(new Date('x')),
           new Date('2026-01-01').toISOString(), JSON.stringify(new Date(0)), new Date(0) instanceof Date].join('|')`,
      ),
    ).toBe(
      '2026-07-05T10:00:00.250Z|true|3|Sun Mar 08 2026 12:00:00 GMT-0400|300|true|2026-01-01T00:00:00.000Z|"1970-01-01T00:00:00.000Z"|true',
    );
  });
});
