// The events of senders, as one account takes them: let in or not, kept, and worked on by a step of their own.

import { SOURCE_NAMES, type SourceName } from '../../model/webhook.ts';
import type { Store } from '../../hub/store.ts';
import type { Vault } from '../../hub/secrets.ts';
import type { WebhookRecords } from '../../hub/sqlite/tables/webhook-table.ts';
import type { ShownWebhookConfig } from '../../protocol/answers/webhooks.ts';
import type { WebhookConfigChange, WebhookTest } from '../../protocol/webhooks.ts';
import { visitOfWebhooks } from '../../replicas/webhooks/visit.ts';
import type { Account } from '../../sync/owner/account-port.ts';
import { isFirstSyncDone } from '../../sync/plan/stored-plan.ts';
import { acceptEvent, readTaken, refuseAsForged, type Accepted } from '../../webhooks/inbound/accept.ts';
import {
  DEFAULT_WEBHOOKS,
  describeConfig,
  mergeConfig,
  type WebhookConfig,
} from '../../webhooks/inbound/config.ts';
import { createRateWindows } from '../../webhooks/inbound/rate-windows.ts';
import type { Delivery } from '../../webhooks/inbound/source.ts';
import type { WebhookRequest } from '../webhook-inputs.ts';

/** What an account does with events. */
export interface WebhookDoor {
  /** Looks at a request and keeps what is to be worked on. */
  readonly receive: (source: SourceName, request: WebhookRequest) => Promise<Accepted>;
  /** Refuses a request for an account that is none, as that of a known one with a wrong signature. */
  readonly refuse: (source: SourceName, request: WebhookRequest) => Promise<Accepted>;
  /** What is configured; of secrets only whether they are set. */
  readonly config: () => Promise<Omit<ShownWebhookConfig, 'olderConfigWaits'>>;
  /** Gives why it can't be; null: it is done. */
  readonly changeConfig: (change: WebhookConfigChange) => Promise<string | null>;
  /** Says what an event would become. Changes nothing. */
  readonly test: (test: WebhookTest) => Accepted;
  /** What Notion sent to be shown to its owner, once; null: nothing. */
  readonly takeIntroduction: () => Promise<string | null>;
  /** When the step is due, epoch ms; null: nothing waits. `lastAt`: when it was last done. */
  readonly dueAt: (lastAt: number | null) => number | null;
  /** Takes in what waits. */
  readonly work: () => Promise<void>;
}

/** As many events are taken in at once. */
const MAX_AT_ONCE = 200;
/** What could not be taken in, because a plan waits, is tried again after that, ms. */
const RETRY_MS = 60_000;
/** Senders repeat a delivery for hours, some for three days. */
const KEPT_MS = 10 * 86_400_000;

const SECRET = 'webhook';
const INTRODUCTION = { purpose: 'webhook-introduction', id: 'notion' };

/** What the door works with. */
interface DoorParts {
  readonly records: WebhookRecords;
  readonly store: Store;
  readonly vault: Vault;
  readonly account: Pick<Account, 'visit'>;
  /** Has a run made in its turn. */
  readonly inRun: <T>(work: () => Promise<T>) => Promise<T>;
  readonly now: () => number;
  readonly newId: () => string;
}

/** Opens the door of an account. */
export function createWebhookDoor(parts: DoorParts): WebhookDoor {
  const { records, store, vault, now, newId } = parts;
  const windows = createRateWindows();
  const config = (): WebhookConfig =>
    mergeConfig(DEFAULT_WEBHOOKS, (store.meta.get('webhooks') as object | undefined) ?? {});
  const secretOf = async (id: SourceName): Promise<string | null> => {
    const opened = await vault.open({ purpose: SECRET, id });
    return opened.ok ? opened.value : null;
  };
  return {
    receive: async (source, request) => {
      const door = { config: config(), secretOf, isKnown: records.isKnown, windows, newId };
      const accepted = await acceptEvent(door, source, deliveryOf(request, now()));
      if (accepted.kind === 'handshake' && accepted.secret !== null)
        await keepIntroduction(vault, store, accepted.secret);
      return accepted.kind === 'taken' ? keep(parts, accepted) : accepted;
    },
    refuse: async (source, request) => {
      config();
      await secretOf(source);
      return refuseAsForged(source, deliveryOf(request, now()));
    },
    config: async () => ({
      ...describeConfig(config(), await setSecrets(secretOf)),
      verificationTokenWaits: (await vault.open(INTRODUCTION)).ok,
    }),
    changeConfig: (change) => changeConfig({ ...parts, before: config() }, change),
    test: (test) => readTaken(config(), test, { newId, at: now() }),
    takeIntroduction: async () => {
      const opened = await vault.open(INTRODUCTION);
      if (!opened.ok) return null;
      store.transaction(() => vault.remove(INTRODUCTION));
      return opened.value;
    },
    dueAt: (lastAt) => {
      const newest = isFirstSyncDone({ store }) ? records.newestWaitingAt() : null;
      if (newest === null) return null;
      return lastAt === null || newest > lastAt ? now() : lastAt + RETRY_MS;
    },
    work: () => takeIn(parts),
  };
}

/** Takes in one part after the other, until nothing waits or a plan holds it up. */
async function takeIn({
  records,
  account,
  inRun,
  now,
}: Pick<DoorParts, 'records' | 'account' | 'inRun' | 'now'>): Promise<void> {
  let isTaken = true;
  while (isTaken) {
    isTaken = false;
    const { changes, upTo } = records.waiting(MAX_AT_ONCE);
    if (changes.length === 0) return;
    const taken = (): void => {
      records.markTaken(upTo);
      records.prune(now() - KEPT_MS);
      isTaken = true;
    };
    await inRun(() => account.visit(visitOfWebhooks({ changes, taken })));
  }
}

function deliveryOf({ headers, body }: WebhookRequest, receivedAt: number): Delivery {
  return { header: (name) => headers[name.toLowerCase()] ?? null, raw: new Uint8Array(body), receivedAt };
}

/** What came twice at once is kept once. */
function keep(
  { store, records }: { readonly store: Store; readonly records: WebhookRecords },
  accepted: Extract<Accepted, { readonly kind: 'taken' }>,
): Accepted {
  const { source, delivery } = accepted.event;
  return store.transaction(() => {
    if (records.isKnown(source, delivery)) return { kind: 'again', delivery };
    records.add(accepted.event);
    return accepted;
  });
}

async function keepIntroduction(vault: Vault, store: Store, secret: string): Promise<void> {
  if (vault.problem() !== null) return;
  const sealed = await vault.seal(INTRODUCTION, secret);
  store.transaction(() => vault.put(sealed));
}

async function setSecrets(
  secretOf: (source: SourceName) => Promise<string | null>,
): Promise<ReadonlySet<SourceName>> {
  const set: SourceName[] = [];
  for (const name of SOURCE_NAMES) if ((await secretOf(name)) !== null) set.push(name);
  return new Set(set);
}

type SecretChange = { readonly id: SourceName; readonly secret: string | null };

/** Secrets go where secrets are, everything else beside what is configured. */
async function changeConfig(
  { store, vault, before }: { readonly store: Store; readonly vault: Vault; readonly before: WebhookConfig },
  change: WebhookConfigChange,
): Promise<string | null> {
  const secrets: SecretChange[] = [];
  const sources = Object.entries(change.sources ?? {}).map(([name, settings]) => {
    const { secret, ...rest } = settings as { readonly secret?: string | null };
    if (secret !== undefined) secrets.push({ id: name as SourceName, secret });
    return [name, rest] as const;
  });
  const problem = vault.problem();
  if (problem !== null && secrets.some(({ secret }) => secret !== null)) return problem;
  const sealed = await Promise.all(
    secrets.flatMap(({ id, secret }) =>
      secret === null ? [] : [vault.seal({ purpose: SECRET, id }, secret)],
    ),
  );
  store.transaction(() => {
    for (const { id, secret } of secrets) if (secret === null) vault.remove({ purpose: SECRET, id });
    for (const each of sealed) vault.put(each);
    store.meta.set('webhooks', mergeConfig(before, { ...change, sources: Object.fromEntries(sources) }));
  });
  return null;
}
