// What is used of a WebSocket. Types only: browsers and Node have one that fits.

/** A socket that only listens, and sends pings. */
export interface ListeningSocket {
  readonly readyState: number;
  send(text: string): void;
  close(code?: number): void;
  addEventListener(name: 'open', listener: () => void): void;
  addEventListener(name: 'message', listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(name: 'close', listener: (event: { readonly code: number }) => void): void;
}

/** Makes one; as the web's `WebSocket`. */
export type SocketClass = new (url: string, protocols: string[]) => ListeningSocket;
