// Listens for pokes: the Worker only says that there is something to fetch, so that all data goes through the exchange. A socket
// that breaks or goes silent is reopened; until then the agent exchanges at its interval, so nothing depends on pokes.

import { EXCHANGE } from '../../protocol/endpoints/exchange.ts';
import { withJitter } from '../jitter.ts';
import type { AgentClock } from '../write/app-session.ts';

/** Options for listening. */
export interface PokeOptions {
  /** Base URL of the Worker. */
  readonly url: string;
  /** The owner's token. Never logged. */
  readonly token: string;
  readonly clock: AgentClock;
  /** 0 to 1, by which waits differ; absent: by chance. */
  readonly random?: () => number;
  /** Stops listening. */
  readonly signal: AbortSignal;
  readonly onPoke: () => void;
}

const FIRST_RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 10 * 60_000;
/**
 * A network may drop an idle connection; the Worker answers a ping without waking up. If a ping is not answered before the next one
 * is due, the connection is closed.
 */
const PING_MS = 45_000;

/** Node's WebSocket also takes headers, which the web's own does not. Source: undici's WebSocketInit */
type WebSocketWithHeaders = new (
  url: string,
  init: { readonly headers: Record<string, string> },
) => WebSocket;

/** Listens until `signal` is aborted. Never throws because of the network or the server. */
export async function listenForPokes(options: PokeOptions): Promise<void> {
  const { random = Math.random } = options;
  let failures = 0;
  while (!options.signal.aborted) {
    const opened = await listenOnce(options);
    failures = opened ? 0 : failures + 1;
    const waitMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures);
    if (!options.signal.aborted) await options.clock.sleep(withJitter(waitMs, random));
  }
}

/** One connection, from its opening to its end. Tells whether it was ever open. */
function listenOnce({ url, token, signal, onPoke }: PokeOptions): Promise<boolean> {
  return new Promise((resolve) => {
    const Socket = WebSocket as unknown as WebSocketWithHeaders;
    const address = `${url.replace(/\/+$/, '').replace(/^http/, 'ws')}${EXCHANGE.poke.path}`;
    const socket = new Socket(address, { headers: { authorization: `Bearer ${token}` } });
    let opened = false;
    let awaitsPong = false;
    const end = (): void => {
      clearInterval(pinging);
      signal.removeEventListener('abort', end);
      socket.close();
      // A dead connection never confirms that it is closed, so its close event is not waited for.
      resolve(opened);
    };
    const pinging = setInterval(() => {
      if (socket.readyState !== WebSocket.OPEN) return;
      if (awaitsPong) return end();
      awaitsPong = true;
      socket.send('ping');
    }, PING_MS);
    signal.addEventListener('abort', end, { once: true });
    socket.addEventListener('open', () => {
      opened = true;
      // Fetches what happened while the socket was closed.
      onPoke();
    });
    socket.addEventListener('message', (event) => {
      awaitsPong = false;
      if (event.data !== 'pong') onPoke();
    });
    socket.addEventListener('close', end);
  });
}
