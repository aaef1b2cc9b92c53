// The objects a script holds: lazy specifiers for elements, collections and properties, as proxies.
// Nothing is looked up before a script reads, writes or calls; each of those is one Apple event.
import type { AppState } from '../state/app-state.ts';
import { COLLECTION_KINDS, elementsOf, findById } from './collections.ts';
import { deleteObject, deleteRelation, makeObject, moveObject, scheduleObject } from './commands.ts';
import { cannotConvert, noSuchObject, notHandled } from './errors.ts';
import type { ObjectKind, ObjectRef, ScriptHost } from './host.ts';
import { isObjectRef, PROPERTY_NAMES, readProperty, writeProperty } from './properties.ts';
import { matchesFilter } from './whose.ts';

/** Key under which a proxy gives out what it stands for. */
const SPECIFIER: unique symbol = Symbol('specifier');

/** What a proxy stands for. */
type Specifier =
  | { readonly kind: 'element'; readonly resolve: () => ObjectRef; readonly unsaved?: UnsavedObject }
  | { readonly kind: 'property'; readonly owner: () => ObjectRef; readonly name: string }
  | { readonly kind: 'collection'; readonly owner: (() => ObjectRef) | null; readonly elements: ObjectKind };

/** An object made by `app.ToDo({…})` that no collection has taken yet. */
interface UnsavedObject {
  readonly className: string;
  readonly properties: Readonly<Record<string, unknown>>;
  ref: ObjectRef | null;
}

type Values = (value: unknown) => unknown;

/** Makes specifiers for one script run. */
export class SpecifierFactory {
  readonly #host: ScriptHost;
  readonly #toScript: (value: Date | readonly unknown[]) => unknown;
  /** `toScript` copies dates and arrays into the script's own realm. */
  constructor(host: ScriptHost, toScript: (value: Date | readonly unknown[]) => unknown) {
    this.#host = host;
    this.#toScript = toScript;
  }

  get #state(): AppState {
    return this.#host.state;
  }

  /** Makes the specifier of a known object. */
  elementOf(ref: ObjectRef): unknown {
    return this.element({ kind: 'element', resolve: () => ref });
  }

  /** Makes the specifier of an object that is found, or saved, later. */
  element(spec: Extract<Specifier, { kind: 'element' }>): unknown {
    return makeProxy(spec, {
      call: () => this.elementOf(this.#host.read(() => this.#existing(spec.resolve()))),
      get: (name) => this.#elementMember(spec, name),
      set: (name, value) => {
        const resolved = resolveArgument(value);
        this.#host.write(`set ${name}`, () => writeProperty(this.#state, spec.resolve(), name, resolved));
      },
    });
  }

  /** Makes the specifier of a collection; `owner` null is the application. */
  collection(owner: (() => ObjectRef) | null, elements: ObjectKind): unknown {
    const spec = { kind: 'collection', owner, elements } as const;
    const all = (): ObjectRef[] =>
      this.#host.read(() => elementsOf(this.#state, owner === null ? null : owner(), elements));
    return makeProxy(spec, {
      call: () => this.#toScript(all().map((ref) => this.elementOf(ref))),
      get: (name) => this.#collectionMember(spec, all, name),
      set: () => {
        throw cannotConvert();
      },
    });
  }

  /** Makes an unsaved object of a class. */
  unsaved(className: string, properties: unknown): unknown {
    const unsaved: UnsavedObject = { className, properties: resolveProperties(properties), ref: null };
    const resolve = (): ObjectRef => {
      if (unsaved.ref === null) throw noSuchObject();
      return unsaved.ref;
    };
    return this.element({ kind: 'element', resolve, unsaved });
  }

  /** Runs `make` and returns the specifier of the new object. */
  make(argument: unknown): unknown {
    const options = asRecord(argument);
    const className = typeof options['new'] === 'string' ? options['new'] : '';
    const properties = resolveProperties(options['withProperties']);
    const ref = this.#host.write(`make ${className}`, () =>
      makeObject(this.#state, className, properties, placeOf(options['at'])),
    );
    return this.elementOf(ref);
  }

  /** Runs `delete` on an element, or takes an object out of the relation that a property specifier names. */
  delete(target: unknown): void {
    const spec = specifierOf(target);
    this.#host.write('delete', () => {
      if (spec?.kind === 'property') deleteRelation(this.#state, spec.owner(), spec.name);
      else deleteObject(this.#state, mustRef(target));
    });
  }

  /** Runs `move … to`. */
  move(target: unknown, argument: unknown): void {
    this.#host.write('move', () =>
      moveObject(this.#state, mustRef(target), mustRef(asRecord(argument)['to'])),
    );
  }

  /** Runs `schedule … for`. */
  schedule(target: unknown, argument: unknown): void {
    this.#host.write('schedule', () =>
      scheduleObject(this.#state, mustRef(target), asRecord(argument)['for']),
    );
  }

  #existing(ref: ObjectRef): ObjectRef {
    if (findById(this.#state, ref.kind, ref.id) === null) throw noSuchObject();
    return ref;
  }

  #elementMember(spec: Extract<Specifier, { kind: 'element' }>, name: string): unknown {
    const elements = COLLECTION_KINDS.get(name);
    if (elements !== undefined) return this.collection(spec.resolve, elements);
    const target = this.element(spec);
    switch (name) {
      case 'exists':
        return () => this.#host.read(() => this.#exists(spec));
      case 'properties':
        return () => this.#allProperties(spec);
      case 'delete':
        return () => this.delete(target);
      case 'move':
        return (argument: unknown) => this.move(target, argument);
      case 'schedule':
        return (argument: unknown) => this.schedule(target, argument);
      case 'show':
      case 'edit':
        return () => this.#host.read(() => void this.#existing(spec.resolve()));
      case 'duplicate':
        return () => this.#host.read(() => refuse());
      case 'beginning':
      case 'end':
        return target;
      case 'class':
        return () => this.#host.read(() => classOf(this.#existing(spec.resolve())));
      default:
        return this.#property(spec.resolve, name);
    }
  }

  #exists(spec: Extract<Specifier, { kind: 'element' }>): boolean {
    try {
      return findById(this.#state, spec.resolve().kind, spec.resolve().id) !== null;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }

  #allProperties(spec: Extract<Specifier, { kind: 'element' }>): unknown {
    return this.#host.read(() => {
      const ref = spec.resolve();
      const entries = PROPERTY_NAMES[ref.kind].map((name) => [
        name,
        this.#wrap(readProperty(this.#state, ref, name)),
      ]);
      return Object.fromEntries([...entries, ['class', classOf(ref)]]);
    });
  }

  #property(owner: () => ObjectRef, name: string): unknown {
    const read = (): unknown => this.#host.read(() => readProperty(this.#state, owner(), name));
    return makeProxy(
      { kind: 'property', owner, name },
      {
        call: () => this.#wrap(read()),
        // A property that is an object goes on as a specifier: `x.project.name()`.
        get: (member) => {
          const resolve = (): ObjectRef => {
            const value = read();
            if (!isObjectRef(value)) throw noSuchObject();
            return value;
          };
          return this.#elementMember({ kind: 'element', resolve }, member);
        },
        set: (member, value) => {
          const target = read();
          if (!isObjectRef(target)) throw noSuchObject();
          const resolved = resolveArgument(value);
          this.#host.write(`set ${member}`, () => writeProperty(this.#state, target, member, resolved));
        },
      },
    );
  }

  #collectionMember(
    spec: Extract<Specifier, { kind: 'collection' }>,
    all: () => ObjectRef[],
    name: string,
  ): unknown {
    if (name === 'length') return all().length;
    if (/^\d+$/.test(name)) return this.#at(all, Number(name));
    switch (name) {
      case 'byId':
        return (id: unknown) => this.#byId(spec.elements, String(id));
      case 'byName':
        return (wanted: unknown) => this.#byName(spec.elements, all, String(wanted));
      case 'at':
        return (position: unknown) => this.#at(all, Number(position));
      case 'first':
        return () => this.#at(all, 0);
      case 'last':
        return () => this.#at(all, -1);
      case 'whose':
      case 'where':
        return (filter: unknown) => this.#filtered(spec, all, filter);
      case 'push':
        return (item: unknown) => this.#push(spec, item);
      case 'beginning':
      case 'end':
        return this.element({ kind: 'element', resolve: spec.owner ?? missing });
      default:
        // `lists['Today']` is short for `byName`; a known property is read from all elements in one event.
        if (!PROPERTY_NAMES[spec.elements].includes(name)) return this.#byName(spec.elements, all, name);
        return () => this.#batch(all, name);
    }
  }

  #batch(all: () => ObjectRef[], name: string): unknown {
    const read = (ref: ObjectRef): unknown => this.#wrap(readProperty(this.#state, ref, name));
    return this.#host.read(() => this.#toScript(all().map(read)));
  }

  #at(all: () => ObjectRef[], position: number): unknown {
    const resolve = (): ObjectRef => {
      const ref = all().at(position);
      if (ref === undefined) throw noSuchObject();
      return ref;
    };
    return this.element({ kind: 'element', resolve });
  }

  #byId(kind: ObjectKind, id: string): unknown {
    const resolve = (): ObjectRef => {
      const ref = findById(this.#state, kind, id);
      if (ref === null) throw noSuchObject();
      return ref;
    };
    return this.element({ kind: 'element', resolve });
  }

  #byName(kind: ObjectKind, all: () => ObjectRef[], wanted: string): unknown {
    const hasName = (ref: ObjectRef): boolean =>
      matchesFilter((name) => readProperty(this.#state, ref, name), { name: wanted });
    const resolve = (): ObjectRef => {
      // An area is a list: `lists.byName` finds it too.
      const areas = kind === 'list' ? elementsOf(this.#state, null, 'area') : [];
      const ref = [...all(), ...areas].find(hasName);
      if (ref === undefined) throw noSuchObject();
      return ref;
    };
    return this.element({ kind: 'element', resolve });
  }

  #filtered(
    spec: Extract<Specifier, { kind: 'collection' }>,
    all: () => ObjectRef[],
    filter: unknown,
  ): unknown {
    const matching = (): ObjectRef[] => {
      const read = (ref: ObjectRef, name: string): unknown => readProperty(this.#state, ref, name);
      return all().filter((ref) => matchesFilter((name) => read(ref, name), filter));
    };
    return makeProxy(spec, {
      call: () => this.#toScript(matching().map((ref) => this.elementOf(ref))),
      get: (name) => this.#collectionMember(spec, matching, name),
      set: () => {
        throw cannotConvert();
      },
    });
  }

  #push(spec: Extract<Specifier, { kind: 'collection' }>, item: unknown): number {
    const given = specifierOf(item);
    const unsaved = given?.kind === 'element' ? given.unsaved : undefined;
    if (unsaved === undefined || unsaved.ref !== null) throw cannotConvert();
    const at = spec.owner === null ? null : spec.owner();
    unsaved.ref = this.#host.write(`make ${unsaved.className}`, () =>
      makeObject(this.#state, unsaved.className, unsaved.properties, at),
    );
    return 0;
  }

  #wrap(value: unknown): unknown {
    if (isObjectRef(value)) return this.elementOf(value);
    return value instanceof Date ? this.#toScript(value) : value;
  }
}

interface ProxyBehavior {
  readonly call: () => unknown;
  readonly get: (name: string) => unknown;
  readonly set: (name: string, value: unknown) => void;
}

/** Makes a callable proxy. Symbols and `then` stay undefined, so that printing and awaiting ask no events. */
function makeProxy(spec: Specifier, behavior: ProxyBehavior): unknown {
  const target: object = () => undefined;
  return new Proxy(target, {
    apply: () => behavior.call(),
    get: (_target, name) => {
      if (name === SPECIFIER) return spec;
      if (typeof name === 'symbol' || name === 'then' || name === 'toJSON') return undefined;
      return behavior.get(name);
    },
    set: (_target, name, value) => {
      if (typeof name === 'symbol') return false;
      behavior.set(name, value);
      return true;
    },
    has: (_target, name) => name === SPECIFIER,
  });
}

/** Returns what a proxy stands for; undefined for any other value. */
export function specifierOf(value: unknown): Specifier | undefined {
  if (typeof value !== 'function' || !(SPECIFIER in value)) return undefined;
  return value[SPECIFIER] as Specifier;
}

function mustRef(value: unknown): ObjectRef {
  const resolved = resolveArgument(value);
  if (!isObjectRef(resolved)) throw noSuchObject();
  return resolved;
}

/** Resolves a specifier argument to its object; other values stay. */
const resolveArgument: Values = (value) => {
  const spec = specifierOf(value);
  if (spec?.kind === 'element') return spec.resolve();
  if (spec?.kind === 'property' || spec?.kind === 'collection') {
    return specifierOf(callSpecifier(value))?.kind === 'element'
      ? resolveArgument(callSpecifier(value))
      : value;
  }
  return value;
};

function callSpecifier(value: unknown): unknown {
  return typeof value === 'function' ? (value as () => unknown)() : value;
}

function resolveProperties(properties: unknown): Readonly<Record<string, unknown>> {
  const entries = Object.entries(asRecord(properties));
  return Object.fromEntries(entries.map(([key, value]) => [key, resolveArgument(value)]));
}

function placeOf(at: unknown): ObjectRef | null {
  const spec = specifierOf(at);
  if (spec === undefined) return null;
  if (spec.kind === 'collection') return spec.owner === null ? null : spec.owner();
  return spec.kind === 'element' ? spec.resolve() : mustRef(at);
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object') throw cannotConvert();
  return value as Readonly<Record<string, unknown>>;
}

function classOf(ref: ObjectRef): string {
  return ref.kind === 'todo' ? 'toDo' : ref.kind;
}

function refuse(): never {
  throw notHandled();
}

function missing(): never {
  throw noSuchObject();
}

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'errorNumber' in error && error.errorNumber === -1728;
}
