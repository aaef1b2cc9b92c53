// The tables, columns and indexes of database layout 29, and the rows of an empty library.
// Column order follows the published layout; a library of an older layout is never altered to match it.
import { CURRENT_DATABASE_VERSION } from '../limits.ts';

/** Statements that make an empty layout 29, without rows. */
export const SCHEMA_SQL: string = [
  table('Meta', 'key TEXT PRIMARY KEY, value TEXT'),
  table('BSSyncronyMetadata', 'uuid TEXT PRIMARY KEY, value BLOB'),
  table(
    'BSSpotlightDirtyEntity',
    'entityType INTEGER NOT NULL, id BLOB NOT NULL, changeToken BLOB NOT NULL, expansionCursor BLOB, PRIMARY KEY (entityType, id)',
    ' WITHOUT ROWID',
  ),
  table(
    'BSSpotlightIndexState',
    `id INTEGER PRIMARY KEY CHECK (id = 1), updateState INTEGER NOT NULL, isEnabled INTEGER NOT NULL DEFAULT 0,
     wholeIndexUpdateToken BLOB NOT NULL, wholeIndexExpansionCursor BLOB, staticEntitiesUpdateToken BLOB, lastCheckpointID BLOB`,
  ),
  table(
    'TMArea',
    'uuid TEXT PRIMARY KEY, title TEXT, visible INTEGER, "index" INTEGER, cachedTags BLOB, experimental BLOB',
  ),
  table('TMAreaTag', 'areas TEXT NOT NULL, tags TEXT NOT NULL'),
  table(
    'TMChecklistItem',
    `uuid TEXT PRIMARY KEY, userModificationDate REAL, creationDate REAL, title TEXT, status INTEGER, stopDate REAL,
     "index" INTEGER, task TEXT, leavesTombstone INTEGER, experimental BLOB`,
  ),
  table(
    'TMContact',
    'uuid TEXT PRIMARY KEY, displayName TEXT, firstName TEXT, lastName TEXT, emails TEXT, appleAddressBookId TEXT, "index" INTEGER',
  ),
  table('TMMetaItem', 'uuid TEXT PRIMARY KEY, value BLOB'),
  table(
    'TMSettings',
    `uuid TEXT PRIMARY KEY, logInterval INTEGER, manualLogDate REAL, groupTodayByParent INTEGER,
     uriSchemeAuthenticationToken TEXT, experimental BLOB`,
  ),
  table(
    'TMSmartList',
    'uuid TEXT PRIMARY KEY, title TEXT, "index" INTEGER, definition BLOB, experimental BLOB',
  ),
  table(
    'TMTag',
    'uuid TEXT PRIMARY KEY, title TEXT, shortcut TEXT, usedDate REAL, parent TEXT, "index" INTEGER, experimental BLOB',
  ),
  table('TMTaskTag', 'tasks TEXT NOT NULL, tags TEXT NOT NULL'),
  table('TMTombstone', 'uuid TEXT PRIMARY KEY, deletionDate REAL, deletedObjectUUID TEXT'),
  table(
    'ThingsTouch_ExtensionCommandStore_Commands',
    'id INTEGER PRIMARY KEY AUTOINCREMENT, type TEXT, body BLOB',
  ),
  table('ThingsTouch_ExtensionCommandStore_Meta', 'key TEXT PRIMARY KEY, value BLOB'),
  table(
    'TMTask',
    `uuid TEXT PRIMARY KEY, leavesTombstone INTEGER, creationDate REAL, userModificationDate REAL, type INTEGER,
     status INTEGER, stopDate REAL, trashed INTEGER, title TEXT, notes TEXT, notesSync INTEGER, cachedTags BLOB,
     start INTEGER, startDate INTEGER, startBucket INTEGER, reminderTime INTEGER, lastReminderInteractionDate REAL,
     deadline INTEGER, deadlineSuppressionDate INTEGER, t2_deadlineOffset INTEGER,
     "index" INTEGER, todayIndex INTEGER, todayIndexReferenceDate INTEGER,
     area TEXT, project TEXT, heading TEXT, contact TEXT,
     untrashedLeafActionsCount INTEGER, openUntrashedLeafActionsCount INTEGER,
     checklistItemsCount INTEGER, openChecklistItemsCount INTEGER,
     rt1_repeatingTemplate TEXT, rt1_recurrenceRule BLOB, rt1_instanceCreationStartDate INTEGER,
     rt1_instanceCreationPaused INTEGER, rt1_instanceCreationCount INTEGER,
     rt1_afterCompletionReferenceDate INTEGER, rt1_nextInstanceStartDate INTEGER,
     experimental BLOB, repeater BLOB, repeaterMigrationDate REAL`,
  ),
  index(
    'BSSpotlightDirtyEntity_expansionCursor',
    'BSSpotlightDirtyEntity (entityType, id) WHERE expansionCursor IS NOT NULL',
  ),
  index('TMAreaTag_areas', 'TMAreaTag (areas)'),
  index('TMChecklistItem_task', 'TMChecklistItem (task)'),
  index('TMTaskTag_tasks', 'TMTaskTag (tasks)'),
  index('TMTask_area', 'TMTask (area)'),
  index('TMTask_heading', 'TMTask (heading)'),
  index('TMTask_id_where_recurrenceRuleNotNull', 'TMTask (uuid) WHERE rt1_recurrenceRule IS NOT NULL'),
  index('TMTask_project', 'TMTask (project)'),
  index('TMTask_repeatingTemplate_and_creationDate', 'TMTask (rt1_repeatingTemplate, creationDate)'),
  index('TMTask_stopDate', 'TMTask (stopDate)'),
  index('TMTask_userModificationDate', 'TMTask (userModificationDate)'),
  index('TMTombstone_deletedObjectUUID', 'TMTombstone (deletedObjectUUID)'),
].join(';\n');

function table(name: string, columns: string, suffix = ''): string {
  return `CREATE TABLE ${name} (${columns})${suffix}`;
}

function index(name: string, target: string): string {
  return `CREATE INDEX index_${name} ON ${target}`;
}

/** The five tags of a fresh library, by the text id from which their fixed id is derived, in list order. */
export const DEFAULT_TAGS: readonly string[] = ['Errand', 'Home', 'Office', 'Important', 'Pending'];

/** Layout version written into a new library. */
export const NEW_LIBRARY_VERSION: number = CURRENT_DATABASE_VERSION;
