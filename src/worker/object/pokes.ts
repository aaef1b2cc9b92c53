// The sockets of agents that listen. They carry nothing but pokes: “there is something for you”.

import { PING, PONG } from '../../protocol/mobile-socket.ts';

/** Sets these sockets apart from those of devices. */
const TAG = 'agent';

const POKE = JSON.stringify({ type: 'poke' });

/** The agents that listen. */
export interface Pokes {
  /** Accepts a socket and gives the answer that opens it. The Worker has checked who asks. */
  readonly accept: () => Response;
  readonly listeners: () => number;
  /** Tells every agent that something waits for it. */
  readonly poke: () => void;
}

/** Opens the sockets of an object. They outlive its eviction, so nothing is kept here. */
export function openPokes(state: DurableObjectState): Pokes {
  // For every socket of the object.
  state.setWebSocketAutoResponse(new WebSocketRequestResponsePair(PING, PONG));
  return {
    accept: () => {
      const pair = new WebSocketPair();
      state.acceptWebSocket(pair[1], [TAG]);
      return new Response(null, { status: 101, webSocket: pair[0] });
    },
    listeners: () => state.getWebSockets(TAG).length,
    poke: () => {
      for (const socket of state.getWebSockets(TAG)) {
        if (socket.readyState === WebSocket.OPEN) socket.send(POKE);
      }
    },
  };
}
