// The sockets of devices in the foreground. They carry one message: something changed. What a socket was told of stands in its own
// attachment, which outlives an eviction and costs no row; so an open socket costs nothing until something changes.

import { asksForProtocol, CHANGED, SOCKET_CLOSED, SOCKET_PROTOCOL } from '../../protocol/mobile-socket.ts';

/** Sets these sockets apart from those of agents. */
const TAG = 'device';

/** How many sockets of one device are open at once: a browser has one for each page. */
const MAX_OF_DEVICE = 4;
/** How many of all devices are. */
const MAX_OF_ALL = 100;
/** A socket that has sent no ping for this long may be a connection that is dead, ms. */
const QUIET_MS = 5 * 60_000;
/** What changes within this time is told at once, ms. */
const SETTLE_MS = 100;
/** No more than one message in this time, ms. */
const BETWEEN_MS = 1000;

/** What a socket keeps. */
interface Attached {
  readonly device: string;
  /** Epoch ms. */
  readonly openedAt: number;
  /** The tick of the hub's clock up to which it was told that something changed. */
  readonly toldTo: number;
  /** What opened it. */
  readonly signature: string;
}

/** A device that has shown who it is, and what it showed that by. */
interface Opening {
  readonly device: string;
  readonly signature: string;
}

/** The devices that listen. */
export interface DeviceSockets {
  /** Tells whether this very signature opened a socket that is still open: whoever repeats it is to take no place. */
  readonly isOpenedBy: (opening: Opening) => boolean;
  /** Accepts a socket, and gives the answer that opens it; null: too many are open. */
  readonly accept: (opening: Opening, request: Request) => Response | null;
  /** Says that what the open transaction changes comes from this device, which needs not be told of it. */
  readonly claim: (device: string) => void;
  /** Takes note of the end of a transaction, and of the tick that it committed; null: none. */
  readonly committed: (tick: number | null) => void;
  /** Tells before long whoever was not told of something yet. */
  readonly catchUp: () => void;
  /** Ends the sockets of a device that has no access any more. */
  readonly end: (device: string) => void;
}

/** What the sockets of devices are opened with. */
export interface DeviceSocketParts {
  readonly state: Pick<
    DurableObjectState,
    'acceptWebSocket' | 'getWebSockets' | 'getWebSocketAutoResponseTimestamp'
  >;
  /** Where the hub's clock stands. */
  readonly tick: () => number;
  readonly hasAccess: (device: string) => boolean;
  readonly now: () => number;
}

/** Opens the sockets of an object. */
export function openDeviceSockets(parts: DeviceSocketParts): DeviceSockets {
  const { state, tick, now } = parts;
  /** Whose the changes of the open transaction are. */
  let claimant: string | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let toldAt = Number.NEGATIVE_INFINITY;
  const tellSoon = (): void => {
    if (timer !== null || state.getWebSockets(TAG).length === 0) return;
    const tell = (): void => {
      timer = null;
      toldAt = now();
      tellChanged(parts);
    };
    timer = setTimeout(tell, Math.min(BETWEEN_MS, Math.max(SETTLE_MS, toldAt + BETWEEN_MS - now())));
  };
  return {
    isOpenedBy: ({ device, signature }) =>
      open(state.getWebSockets(tagOf(device))).some((socket) => attachedTo(socket).signature === signature),
    accept: ({ device, signature }, request) => {
      if (!makeRoom(parts, device)) return null;
      const pair = new WebSocketPair();
      state.acceptWebSocket(pair[1], [TAG, tagOf(device)]);
      const attached: Attached = { device, openedAt: now(), toldTo: tick(), signature };
      pair[1].serializeAttachment(attached);
      const asked = asksForProtocol(request.headers.get('sec-websocket-protocol') ?? '');
      const headers = asked ? { 'sec-websocket-protocol': SOCKET_PROTOCOL } : {};
      return new Response(null, { status: 101, webSocket: pair[0], headers });
    },
    claim: (device) => {
      claimant = device;
    },
    committed: (given) => {
      const own = claimant;
      claimant = null;
      if (given === null) return;
      if (own !== null) skip(state.getWebSockets(tagOf(own)), given);
      tellSoon();
    },
    catchUp: tellSoon,
    end: (device) => {
      for (const socket of open(state.getWebSockets(tagOf(device)))) closeUnpaired(socket);
    },
  };
}

function tagOf(device: string): string {
  return `${TAG}:${device}`;
}

/** Sockets that were told of everything before this tick have no need of it. */
function skip(sockets: readonly WebSocket[], tick: number): void {
  for (const socket of open(sockets)) {
    const attached = attachedTo(socket);
    if (attached.toldTo === tick - 1) socket.serializeAttachment({ ...attached, toldTo: tick });
  }
}

/** Tells every socket that is behind the clock, once for all that it missed. */
function tellChanged({ state, tick, hasAccess }: DeviceSocketParts): void {
  const sockets = open(state.getWebSockets(TAG));
  if (sockets.length === 0) return;
  const toldTo = tick();
  for (const socket of sockets) {
    const attached = attachedTo(socket);
    if (attached.toldTo >= toldTo) continue;
    // Its access may have ended in a process that died before it closed the sockets.
    if (!hasAccess(attached.device)) {
      closeUnpaired(socket);
      continue;
    }
    socket.send(CHANGED);
    socket.serializeAttachment({ ...attached, toldTo });
  }
}

/** Closes what has to give way to one more socket of a device. false: everybody else is alive. */
function makeRoom({ state, now }: DeviceSocketParts, device: string): boolean {
  const heardAt = (socket: WebSocket): number =>
    state.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? attachedTo(socket).openedAt;
  const byAge = (sockets: readonly WebSocket[]): readonly WebSocket[] =>
    open(sockets).toSorted((a, b) => heardAt(a) - heardAt(b));
  const own = byAge(state.getWebSockets(tagOf(device)));
  for (const socket of own.slice(0, Math.max(0, own.length - MAX_OF_DEVICE + 1)))
    socket.close(SOCKET_CLOSED.replaced, 'This device opened other sockets since.');
  const [quietest, ...others] = byAge(state.getWebSockets(TAG));
  if (quietest === undefined || others.length + 1 < MAX_OF_ALL) return true;
  if (heardAt(quietest) > now() - QUIET_MS) return false;
  quietest.close(SOCKET_CLOSED.replaced, 'This socket was quiet, and others need its place.');
  return true;
}

function closeUnpaired(socket: WebSocket): void {
  socket.close(SOCKET_CLOSED.notPaired, 'This device is not paired any more.');
}

function open(sockets: readonly WebSocket[]): readonly WebSocket[] {
  return sockets.filter(({ readyState }) => readyState === WebSocket.OPEN);
}

function attachedTo(socket: WebSocket): Attached {
  return socket.deserializeAttachment() as Attached;
}
