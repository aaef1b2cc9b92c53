// The messages of the control socket: one json line each way, then the connection ends.
// Must not carry the auth token.
import type { ListName } from '../state/lists.ts';

/** What a client may ask. */
export type ControlRequest =
  | { readonly op: 'open'; readonly launch: boolean; readonly url?: string }
  | {
      readonly op: 'script' | 'appleScript';
      readonly script: string;
      readonly argv: readonly string[];
    }
  | { readonly op: 'settle' | 'dayMaintenance' | 'launch' | 'quit' | 'events' | 'isRunning' }
  /** Moves the clock: an ISO instant or epoch ms, frozen there if asked; `at` null returns to the real one. */
  | { readonly op: 'clock'; readonly at: string | number | null; readonly frozen?: boolean }
  | { readonly op: 'advance'; readonly ms: number }
  | { readonly op: 'zone'; readonly name: string }
  | { readonly op: 'list'; readonly name: ListName }
  | { readonly op: 'person'; readonly method: string; readonly args: readonly unknown[] }
  | { readonly op: 'fault'; readonly method: string; readonly args: readonly unknown[] };

/** The answer: a value, or a text that says what was wrong. */
export type ControlResponse =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: string };
