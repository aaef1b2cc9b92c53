/** The map from command type to command. The only place that knows which commands exist. */
import type { Command } from './context.ts';
import {
  itemClose,
  itemComplete,
  itemCompleteUndo,
  itemDelete,
  itemUncomplete,
  itemUpdateDateComplete,
} from './item-complete.ts';
import { itemMove, itemReorder, itemUpdateDayOrders } from './item-move.ts';
import { itemAdd, itemUpdate } from './item-write.ts';
import {
  labelAdd,
  labelDelete,
  labelDeleteOccurrences,
  labelRename,
  labelUpdate,
  labelUpdateOrders,
} from './labels.ts';
import { noteAdd, noteDelete, noteReactionAdd, noteReactionRemove, noteUpdate } from './notes.ts';
import {
  projectAdd,
  projectArchive,
  projectDelete,
  projectMove,
  projectReorder,
  projectUnarchive,
  projectUpdate,
} from './projects.ts';
import { reminderAdd, reminderDelete, reminderUpdate } from './reminders.ts';
import {
  sectionAdd,
  sectionArchive,
  sectionDelete,
  sectionMove,
  sectionReorder,
  sectionUnarchive,
  sectionUpdate,
} from './sections.ts';
import { userUpdate } from './user.ts';

/** Every command that `/sync` takes, by its type on the wire. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['item_add', itemAdd],
  ['item_update', itemUpdate],
  ['item_move', itemMove],
  ['item_close', itemClose],
  ['item_complete', itemComplete],
  ['item_complete_undo', itemCompleteUndo],
  ['item_uncomplete', itemUncomplete],
  ['item_update_date_complete', itemUpdateDateComplete],
  ['item_delete', itemDelete],
  ['item_reorder', itemReorder],
  ['item_update_day_orders', itemUpdateDayOrders],
  ['project_add', projectAdd],
  ['project_update', projectUpdate],
  ['project_move', projectMove],
  ['project_delete', projectDelete],
  ['project_archive', projectArchive],
  ['project_unarchive', projectUnarchive],
  ['project_reorder', projectReorder],
  ['section_add', sectionAdd],
  ['section_update', sectionUpdate],
  ['section_move', sectionMove],
  ['section_delete', sectionDelete],
  ['section_archive', sectionArchive],
  ['section_unarchive', sectionUnarchive],
  ['section_reorder', sectionReorder],
  ['label_add', labelAdd],
  ['label_update', labelUpdate],
  ['label_delete', labelDelete],
  ['label_rename', labelRename],
  ['label_delete_occurrences', labelDeleteOccurrences],
  ['label_update_orders', labelUpdateOrders],
  ['note_add', noteAdd],
  ['note_update', noteUpdate],
  ['note_delete', noteDelete],
  ['note_reaction_add', noteReactionAdd],
  ['note_reaction_remove', noteReactionRemove],
  ['reminder_add', reminderAdd],
  ['reminder_update', reminderUpdate],
  ['reminder_delete', reminderDelete],
  ['user_update', userUpdate],
]);
