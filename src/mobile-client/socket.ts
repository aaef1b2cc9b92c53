// Listens while an app is in the foreground: keeps one socket open over which the Worker says that something changed, and syncs then.
// A socket that breaks or falls silent is replaced. Nothing depends on it: what was missed comes with the sync that follows.

import { CHANGED, PING, SOCKET_CLOSED } from '../protocol/mobile-socket.ts';
import type { CallFailure } from './calls.ts';
import type { ListeningSocket } from './socket-class.ts';
import { LONGEST_WAIT_MS, waitAfter } from './wait-after.ts';

/** How often a ping is sent, ms. Networks drop connections over which nothing goes. */
const PING_MS = 45_000;
/** A connection that brings nothing for this long after a ping is dead, ms: a phone that changed networks is not told. */
const ANSWER_MS = 10_000;
/** The wait where this device has too many sockets, ms: an earlier return would only drive out another page. */
const REPLACED_WAIT_MS = 60_000;
/** `WebSocket.OPEN` */
const OPEN = 1;

/** Listens until it is stopped. */
export interface Listening {
  /** Closes the socket, and opens none before `resume`: for as long as the app is hidden or offline. */
  readonly pause: () => void;
  readonly resume: () => void;
  /** Ends for good. */
  readonly stop: () => void;
}

/** How a sync ended, as far as listening goes on by it. */
type SyncEnd =
  | { readonly kind: 'done' }
  | {
      readonly kind: 'failed';
      readonly failure: Pick<CallFailure, 'kind'>;
      readonly retryInMs: number | null;
    };

/** What listening is made of. */
export interface ListeningParts {
  /** Begins to open a socket; null: this device is not paired. */
  readonly connect: () => Promise<ListeningSocket | null>;
  readonly sync: () => Promise<SyncEnd>;
  /** Says that changes are heard of from now on, or that they are not. */
  readonly tell: (isLive: boolean) => void;
}

/** Begins to listen. It ends by itself where this device is not paired, or not any more. */
export function listen(parts: ListeningParts): Listening {
  const listener = new Listener(parts);
  listener.resume();
  return listener;
}

class Listener implements Listening {
  readonly #parts: ListeningParts;
  #state: 'on' | 'paused' | 'stopped' = 'paused';
  /** Those of earlier ones are not listened to any more. */
  #socket: ListeningSocket | null = null;
  /** Grows with each socket, also with one that is not there yet. */
  #turn = 0;
  #isLive = false;
  /** Sockets in a row that ended before they proved themselves. */
  #failures = 0;
  readonly #reopening = new Timer();
  readonly #pinging = new Timer();
  readonly #resyncing = new Timer();

  constructor(parts: ListeningParts) {
    this.#parts = parts;
  }

  readonly resume = (): void => {
    if (this.#state !== 'paused') return;
    this.#state = 'on';
    this.#failures = 0;
    void this.#open();
  };

  readonly pause = (): void => {
    if (this.#state === 'on') this.#end('paused');
  };

  readonly stop = (): void => {
    this.#end('stopped');
  };

  #end(state: 'paused' | 'stopped'): void {
    this.#state = state;
    this.#reopening.clear();
    this.#resyncing.clear();
    this.#drop();
  }

  /** Lets go of the socket, whatever becomes of it: one that is dead never says that it is closed. */
  #drop(): void {
    this.#turn += 1;
    this.#pinging.clear();
    this.#socket?.close(1000);
    this.#socket = null;
    this.#setLive(false);
  }

  async #open(): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    const isMine = (): boolean => turn === this.#turn;
    // A store that can't be read, and an address that is none, are told by the sync that follows.
    const socket = await this.#parts.connect().catch(() => 'failed' as const);
    if (!isMine()) {
      if (socket !== 'failed') socket?.close(1000);
    } else if (socket === null) this.stop();
    else if (socket === 'failed') this.#closed(0);
    else this.#follow(socket, isMine);
  }

  #follow(socket: ListeningSocket, isMine: () => boolean): void {
    this.#socket = socket;
    socket.addEventListener('open', () => {
      if (isMine()) this.#opened();
    });
    socket.addEventListener('message', ({ data }) => {
      if (isMine()) this.#heard(data);
    });
    socket.addEventListener('close', ({ code }) => {
      if (isMine()) this.#closed(code);
    });
    // One that never opens is as dead as one that never answers.
    this.#pinging.set(ANSWER_MS, () => this.#closed(0));
  }

  #opened(): void {
    this.#setLive(true);
    this.#pingLater();
    // What changed before is not told.
    this.#sync();
  }

  #heard(data: unknown): void {
    this.#failures = 0;
    this.#pingLater();
    if (data === CHANGED) this.#sync();
  }

  #pingLater(): void {
    this.#pinging.set(PING_MS, () => {
      if (this.#socket?.readyState === OPEN) this.#socket.send(PING);
      this.#pinging.set(ANSWER_MS, () => this.#closed(0));
    });
  }

  /** A socket is over. `code`: 0 where it was given up. */
  #closed(code: number): void {
    const wasLive = this.#isLive;
    this.#drop();
    this.#failures += 1;
    const least = code === SOCKET_CLOSED.replaced ? REPLACED_WAIT_MS : 0;
    this.#reopening.set(Math.max(least, waitAfter(this.#failures)), () => void this.#open());
    // Why no socket is opened is told to nobody; a sync finds out, and brings what there is.
    if (!wasLive || code === SOCKET_CLOSED.notPaired) this.#sync();
  }

  /** Syncs, again where that failed, and listens no longer where this device is not paired any more. */
  #sync(): void {
    this.#resyncing.clear();
    const follow = (end: SyncEnd): void => {
      if (this.#state !== 'on' || end.kind === 'done') return;
      if (end.failure.kind === 'not_paired') this.stop();
      else if (end.retryInMs !== null) this.#syncAfter(end.retryInMs);
    };
    // What a store throws is told to whoever syncs by hand; here it is tried again.
    this.#parts.sync().then(follow, () => this.#syncAfter(LONGEST_WAIT_MS));
  }

  #syncAfter(ms: number): void {
    if (this.#state === 'on') this.#resyncing.set(ms, () => this.#sync());
  }

  #setLive(isLive: boolean): void {
    if (this.#isLive === isLive) return;
    this.#isLive = isLive;
    this.#parts.tell(isLive);
  }
}

/** One thing to do later: the last that was asked for. */
class Timer {
  #set: ReturnType<typeof setTimeout> | null = null;

  set(ms: number, work: () => void): void {
    this.clear();
    this.#set = setTimeout(work, ms);
  }

  clear(): void {
    if (this.#set !== null) clearTimeout(this.#set);
    this.#set = null;
  }
}
