// What must hold of devices when edits stopped and everything was delivered. Looks at what each one shows with its own eyes.

import type { TaskId } from '../../../src/model/ids.ts';
import { isSame } from '../../../src/model/same.ts';
import type { HubTask } from '../../../src/model/task.ts';
import type { Ledger } from '../ledger.ts';
import { allEvents } from '../events-oracle.ts';
import { comeToRest } from '../rest.ts';
import type { World } from '../world.ts';
import type { SeenTask } from './app.ts';
import type { Device, Devices } from './devices.ts';

const MAX_ROUNDS = 6;
const MAX_TRIES = 5;

/** Lets apps and devices come to rest together. Gives what is wrong then. */
export async function bringDevicesToRest(
  world: World,
  ledger: Ledger,
  devices: Devices,
): Promise<readonly string[]> {
  devices.mend();
  let waiting = devices.all.length;
  for (let round = 0; waiting > 0 && round < MAX_ROUNDS; round += 1) {
    waiting = 0;
    for (const device of devices.all) waiting += await deliver(world, devices, device);
    const kept = await Promise.all(devices.all.map(({ app }) => app.conflicts()));
    // What one device typed and another one replaced reached no app: only what the hub decided tells of it.
    world.keptElsewhere = () => [kept, allEvents(world.store)];
    forgetUnmade(world, ledger);
    // What devices told now reaches the apps, and what follows there reaches the devices.
    await comeToRest(world, ledger);
  }
  for (const device of devices.all) await deliver(world, devices, device);
  if (waiting > 0) return [`devices still have ${waiting} changes`];
  const rows = world.store.rowsWritten();
  for (const device of devices.all) await deliver(world, devices, device);
  const written = world.store.rowsWritten() - rows;
  const bad = written === 0 ? [] : [`pulls of devices wrote ${written} rows`];
  bad.push(...linesTwice(world, devices));
  for (const device of devices.all) bad.push(...(await disagreements(world, ledger, device)));
  return bad;
}

/** Gives how many changes it had. */
async function deliver(world: World, devices: Devices, device: Device): Promise<number> {
  const waiting = await device.app.pending();
  for (let nth = 0; nth < MAX_TRIES; nth += 1) {
    world.pass(90_000);
    if (await devices.sync(device)) return waiting;
  }
  world.tell(`${device.side} can't sync`);
  return Math.max(1, waiting);
}

/** What the owner declined on both sides is kept by the hub alone. */
function forgetUnmade({ store }: World, ledger: Ledger): void {
  for (const hub of store.tasks.all()) {
    if (store.links.of(hub.id).length > 0) continue;
    const declined = store.outbox.ofTask(hub.id).filter(({ state }) => state === 'declined');
    if (declined.length > 1) ledger.deleted(hub.fields.notes ?? '');
  }
}

/** No line is there twice, under one title or under its former one beside the new one. */
function linesTwice({ store }: World, { renamed }: Devices): readonly string[] {
  return [...store.tasks.all()].flatMap(({ fields, deletedAt }) => {
    if (deletedAt !== null) return [];
    const titles = fields.checklist.map(({ title }) => title);
    const twice = titles.filter((title, at) => titles.indexOf(title) !== at);
    const both = renamed.filter(([from, to]) => titles.includes(from) && titles.includes(to));
    return [
      ...twice.map((title) => `“${fields.title}” has the line ${title} twice`),
      ...both.map(([from, to]) => `“${fields.title}” has the line ${from}, and ${to}, which it became`),
    ];
  });
}

async function disagreements(world: World, ledger: Ledger, device: Device): Promise<readonly string[]> {
  const tasks = await device.app.tasks();
  const byHubId = new Map(tasks.map((task) => [task.hubId, task]));
  const bad: string[] = [];
  for (const hub of world.store.tasks.all()) {
    const seen = byHubId.get(hub.id);
    if (hub.deletedAt === null) bad.push(...comparedWithHub(hub, seen));
  }
  for (const { hubId, title } of tasks) {
    const hub = world.store.tasks.get(hubId as TaskId);
    if (hub === null || hub.deletedAt !== null) bad.push(`shows “${title}”, which is gone`);
  }
  bad.push(...doubles(ledger, tasks), ...strangers(ledger, device, tasks));
  return bad.map((line) => `${device.side} (${device.app.kind}): ${line}`);
}

function comparedWithHub({ fields }: HubTask, seen: SeenTask | undefined): readonly string[] {
  if (seen === undefined) return fields.status === 'open' ? [`does not show “${fields.title}”`] : [];
  const wanted: Readonly<Record<string, unknown>> = { ...fields, notes: fields.notes ?? '' };
  const shown: Readonly<Record<string, unknown>> = { ...seen.fields, notes: seen.fields['notes'] ?? '' };
  const status = fields.status === 'canceled' ? ['canceled', 'completed'] : [fields.status];
  return Object.keys(seen.fields).flatMap((name) => {
    const isEqual =
      name === 'status' ? status.includes(String(shown[name])) : isSame(shown[name], wanted[name]);
    if (isEqual) return [];
    return [
      `${name} of “${seen.title}” is ${JSON.stringify(shown[name])}, not ${JSON.stringify(wanted[name])}`,
    ];
  });
}

function doubles(ledger: Ledger, tasks: readonly SeenTask[]): readonly string[] {
  const births = tasks
    .filter(({ status }) => status === 'open')
    .map(({ notes }) => ledger.birthOf(notes))
    .filter((birth) => birth !== '' && !ledger.mayBeTwo(birth));
  return births.filter((birth, at) => births.indexOf(birth) !== at).map((birth) => `has ${birth} twice`);
}

/** A task that was made here keeps the id that it was given. */
function strangers(ledger: Ledger, { made }: Device, tasks: readonly SeenTask[]): readonly string[] {
  return tasks.flatMap(({ id, notes, status }) => {
    const birth = ledger.birthOf(notes);
    const own = made.get(birth);
    const isOther = own !== undefined && own !== id && status === 'open' && !ledger.mayBeTwo(birth);
    return isOther ? [`calls ${birth} ${id}, which was ${own}`] : [];
  });
}
