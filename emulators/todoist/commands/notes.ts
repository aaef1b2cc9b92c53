/** The comment commands, on tasks and on projects. */
import * as z from 'zod';
import { argumentMissing, disallowedUrl, invalidArgument } from '../errors.ts';
import { MAX_NOTE_CHARS } from '../limits.ts';
import type { WireAttachment, WireNote, WireProjectNote } from '../wire.ts';
import { defineCommand, given } from './context.ts';
import type { CommandContext } from './context.ts';

const attachment = z
  .looseObject({ resource_type: z.string().default('file') })
  .transform((file): WireAttachment => file)
  .nullable();
const noteFields = {
  content: z.string().max(MAX_NOTE_CHARS).optional(),
  file_attachment: attachment.optional(),
  uids_to_notify: z.array(z.string()).nullable().optional(),
};
const AddArgs = z.object({
  ...noteFields,
  item_id: z.string().nullish(),
  project_id: z.string().nullish(),
  posted_at: z.string().nullish(),
});
const UpdateArgs = z.object({ ...noteFields, id: z.string() });
const IdArgs = z.object({ id: z.string() });
const ReactionArgs = z.object({ id: z.string(), reaction: z.string().min(1) });

/** Adds a comment to exactly one task or project. */
export const noteAdd = defineCommand(AddArgs, (context, args) => {
  const { account } = context;
  if ((args.content ?? '') === '' && args.file_attachment == null) throw argumentMissing('content');
  if (args.item_id != null && args.project_id != null)
    throw invalidArgument('project_id', 'item_id or project_id, not both');
  checkAttachment(args.file_attachment);
  const id = account.ids.object();
  const base = {
    id,
    content: args.content ?? '',
    posted_uid: account.userId,
    posted_at: account.clock.nowMicros(),
    file_attachment: args.file_attachment ?? null,
    uids_to_notify: args.uids_to_notify ?? null,
    reactions: null,
    is_deleted: false,
  };
  if (args.item_id != null) {
    account.store.notes.put({ ...base, item_id: context.item(args.item_id).id });
  } else if (args.project_id != null) {
    account.store.projectNotes.put({ ...base, project_id: context.project(args.project_id).id });
  } else {
    throw argumentMissing('item_id');
  }
  return id;
});

/** Addresses of attached files have to be of the web. */
function checkAttachment(file: WireAttachment | null | undefined): void {
  const url = file?.['file_url'];
  if (typeof url === 'string' && !/^https?:\/\//.test(url)) throw disallowedUrl('file_url');
}

/** Changes a comment; what is not given stays. */
export const noteUpdate = defineCommand(UpdateArgs, (context, args) => {
  checkAttachment(args.file_attachment);
  changeNote(context, args.id, () => given(args, 'id'));
  return null;
});

/** Deletes a comment. */
export const noteDelete = defineCommand(IdArgs, (context, args) => {
  changeNote(context, args.id, () => ({ is_deleted: true }));
  return null;
});

/** Adds the owner's reaction to a comment. */
export const noteReactionAdd = defineCommand(ReactionArgs, (context, args) => {
  const { userId } = context.account;
  changeNote(context, args.id, (note) => {
    const users = note.reactions?.[args.reaction] ?? [];
    return { reactions: { ...note.reactions, [args.reaction]: [...new Set([...users, userId])] } };
  });
  return null;
});

/** Takes the owner's reaction back; a comment without reactions has `null`. */
export const noteReactionRemove = defineCommand(ReactionArgs, (context, args) => {
  const { userId } = context.account;
  changeNote(context, args.id, (note) => {
    const users = (note.reactions?.[args.reaction] ?? []).filter((uid) => uid !== userId);
    const others = Object.entries(note.reactions ?? {}).filter(([reaction]) => reaction !== args.reaction);
    const kept = users.length === 0 ? others : [...others, [args.reaction, users] as const];
    return { reactions: kept.length === 0 ? null : Object.fromEntries(kept) };
  });
  return null;
});

type NoteChange = Partial<Omit<WireNote, 'id' | 'item_id'>>;

function changeNote(
  context: CommandContext,
  id: string,
  change: (note: WireNote | WireProjectNote) => NoteChange,
): void {
  const { store } = context.account;
  const onItem = store.notes.get(context.realId(id));
  const onProject = store.projectNotes.get(context.realId(id));
  if (onItem !== undefined && !onItem.is_deleted) store.notes.put({ ...onItem, ...change(onItem) });
  else if (onProject !== undefined && !onProject.is_deleted)
    store.projectNotes.put({ ...onProject, ...change(onProject) });
  else throw context.missing('note', id);
}
