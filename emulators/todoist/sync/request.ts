/** Reads the body of a `/sync` request, form-encoded or JSON, into one checked shape. Executes nothing. */
import * as z from 'zod';
import { parseArgs } from '../commands/context.ts';
import { badRequest, invalidArgument } from '../errors.ts';
import { MAX_COMMANDS_PER_SYNC } from '../limits.ts';

/** One command as it was sent; its arguments are checked when it runs. */
export interface SyncCommand {
  readonly type: string;
  readonly uuid: string;
  readonly args: unknown;
  readonly tempId: string | null;
}

/** A request; `null` means that the field was not sent. */
export interface SyncRequest {
  readonly syncToken: string | null;
  readonly resourceTypes: readonly string[] | null;
  readonly commands: readonly SyncCommand[] | null;
}

const Body = z.object({
  sync_token: z.string().nullish(),
  resource_types: z.array(z.string()).nullish(),
  commands: z
    .array(
      z.object({
        type: z.string(),
        uuid: z.string().min(1),
        args: z.unknown(),
        temp_id: z.string().nullish(),
      }),
    )
    .nullish(),
});

/** Parses a body; throws the API's 400 answers for bad JSON, bad shapes and more than 100 commands. */
export function parseSyncRequest(contentType: string, body: string): SyncRequest {
  const fields = contentType.includes('json') ? parseJson('', body === '' ? '{}' : body) : parseForm(body);
  const parsed = parseArgs(Body, fields);
  const commands = parsed.commands ?? null;
  if (commands !== null && commands.length > MAX_COMMANDS_PER_SYNC) {
    throw badRequest(
      `You can only submit max ${MAX_COMMANDS_PER_SYNC} commands pr. sync operation. Please split them up in smaller chunks`,
      { max_count: MAX_COMMANDS_PER_SYNC },
    );
  }
  return {
    syncToken: parsed.sync_token ?? null,
    resourceTypes: parsed.resource_types ?? null,
    commands:
      commands?.map(({ type, uuid, args, temp_id: tempId }) => ({
        type,
        uuid,
        args: args ?? {},
        tempId: tempId ?? null,
      })) ?? null,
  };
}

function parseForm(body: string): unknown {
  const form = new URLSearchParams(body);
  const fields: Record<string, unknown> = {};
  for (const name of ['resource_types', 'commands']) {
    const text = form.get(name);
    if (text !== null) fields[name] = parseJson(name, text);
  }
  const token = form.get('sync_token');
  return token === null ? fields : { ...fields, sync_token: token };
}

function parseJson(argument: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw argument === '' ? badRequest('Invalid JSON') : invalidArgument(argument, 'json');
  }
}
