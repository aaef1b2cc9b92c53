// The application object of a script: `Application('Things3')` and what hangs on it.
// Other applications are refused; `Application.currentApplication()` is an inert stand-in.
import { emptyTrash } from '../state/trash.ts';
import { logCompletedNow } from '../state/lists.ts';
import { COLLECTION_KINDS } from './collections.ts';
import { AppleEventError, notHandled } from './errors.ts';
import type { ScriptHost } from './host.ts';
import { SpecifierFactory } from './specifiers.ts';

const APP_NAMES: readonly string[] = ['things3', 'things', 'com.culturedcode.thingsmac'];
const CLASS_NAMES: readonly string[] = ['ToDo', 'Project', 'Area', 'Tag'];
const APP_VERSION = '3.24';

/** Makes the global `Application` function of one script run. */
export function makeApplicationFunction(
  host: ScriptHost,
  toScript: (value: Date | readonly unknown[]) => unknown,
): object {
  const factory = new SpecifierFactory(host, toScript);
  const application = (name: unknown): unknown => {
    const wanted =
      String(name)
        .toLowerCase()
        .replace(/\.app$/, '')
        .split('/')
        .at(-1) ?? '';
    if (!APP_NAMES.includes(wanted)) throw new AppleEventError(-2700, "Application can't be found.");
    return makeApplication(host, factory);
  };
  return Object.assign(application, { currentApplication: () => ({ includeStandardAdditions: false }) });
}

function makeApplication(host: ScriptHost, factory: SpecifierFactory): object {
  const members = applicationCommands(host, factory);
  for (const [name, kind] of COLLECTION_KINDS) members[name] = factory.collection(null, kind);
  for (const name of CLASS_NAMES) {
    members[name] = (properties: unknown) => factory.unsaved(name, properties);
  }
  members['includeStandardAdditions'] = false;
  return members;
}

function applicationCommands(host: ScriptHost, factory: SpecifierFactory): Record<string, unknown> {
  const { state } = host;
  const inert = (): void => host.read(() => undefined);
  return {
    // Asking whether an application runs neither starts it nor needs permission.
    running: () => host.isRunning(),
    launch: () => host.launch(),
    activate: () => host.launch(),
    quit: () => host.quit(),
    name: () => host.read(() => 'Things'),
    id: () => host.read(() => 'com.culturedcode.ThingsMac'),
    version: () => host.read(() => APP_VERSION),
    frontmost: () => host.read(() => false),
    make: (argument: unknown) => factory.make(argument),
    delete: (target: unknown) => factory.delete(target),
    move: (target: unknown, argument: unknown) => factory.move(target, argument),
    schedule: (target: unknown, argument: unknown) => factory.schedule(target, argument),
    duplicate: () => host.read(() => refuseDuplicate()),
    selectedToDos: () => host.read(() => []),
    contacts: () => host.read(() => []),
    emptyTrash: () => host.write('empty trash', () => emptyTrash(state)),
    logCompletedNow: () => host.write('log completed now', () => logCompletedNow(state)),
    parseQuicksilverInput: (text: unknown) =>
      factory.make({ new: 'toDo', withProperties: { name: String(text) } }),
    show: inert,
    edit: inert,
    showQuickEntryPanel: inert,
  };
}

function refuseDuplicate(): never {
  throw notHandled();
}
