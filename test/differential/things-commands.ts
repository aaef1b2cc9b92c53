// Draws random Things commands from all makers. Must not look at the emulator.
import type { Context, ThingsCommand } from './things-draw.ts';
import { SCRIPT_MAKERS } from './things-script-commands.ts';
import { addTodo, URL_MAKERS } from './things-url-commands.ts';

const MAKERS = [...URL_MAKERS, ...SCRIPT_MAKERS];

/** Draws the next command. */
export function drawCommand(context: Context): ThingsCommand {
  const maker = context.draw.pick(MAKERS);
  return maker(context) ?? addTodo(context);
}
