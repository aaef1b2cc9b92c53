// Finds the emulator's socket for the stand-in commands.
import process from 'node:process';

/** Returns the socket path of the environment. Throws when none is named. */
export function emulatorSocket(): string {
  const path = process.env['THINGS_EMULATOR_SOCKET'];
  if (path === undefined || path === '') throw new Error('THINGS_EMULATOR_SOCKET is not set');
  return path;
}
