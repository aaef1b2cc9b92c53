// The socket over which the agent is poked, held open by the benchmark. A ping behind each look makes it exact: what the Worker
// sent before its answer is here when the answer is.

/** Node's WebSocket also takes headers, which the web's own does not. Source: undici's WebSocketInit */
type WebSocketWithHeaders = new (
  url: string,
  init: { readonly headers: Record<string, string> },
) => WebSocket;

/** A socket that listens. */
export interface PokeSocket {
  /** Tells whether the Worker has poked since this was last asked. */
  readonly takePoke: () => Promise<boolean>;
  readonly close: () => void;
}

/** Opens the socket. `url`: the Worker's, without a slash at the end; `now`: epoch ms by the day's clock. */
export async function openPokeSocket(options: {
  readonly url: string;
  readonly token: string;
  readonly now: number;
}): Promise<PokeSocket> {
  const Socket = WebSocket as unknown as WebSocketWithHeaders;
  const headers = { authorization: `Bearer ${options.token}`, 'x-day-now': String(options.now) };
  const socket = new Socket(`${options.url.replace(/^http/, 'ws')}/v1/poke`, { headers });
  let isPoked = false;
  let onPong: () => void = () => undefined;
  socket.addEventListener('message', (event) => {
    if (event.data === 'pong') onPong();
    else isPoked = true;
  });
  const closed = new Promise<void>((resolve) => {
    socket.addEventListener('close', () => resolve());
  });
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new Error('the socket for pokes can’t be opened')));
  });
  const lost = closed.then(() => Promise.reject(new Error('the socket for pokes was closed')));
  // Whoever waits for an answer gets the failure; nobody else has to.
  lost.catch(() => undefined);
  return {
    takePoke: async () => {
      const answered = new Promise<void>((resolve) => {
        onPong = resolve;
      });
      socket.send('ping');
      await Promise.race([answered, lost]);
      const wasPoked = isPoked;
      isPoked = false;
      return wasPoked;
    },
    // Not waited for: the Worker does not answer it, and is ended right after.
    close: () => socket.close(),
  };
}
