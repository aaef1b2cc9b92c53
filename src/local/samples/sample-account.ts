// The sample tasks of the emulated Todoist account of a first `npm start` without accounts.

import { randomUUID } from 'node:crypto';

/** The emulated account's in-process door. */
type Door = (request: Request) => Promise<Response>;

/** Adds the sample tasks in one request, as one of Todoist's own apps would. */
export async function addSampleTasks(door: Door, token: string): Promise<void> {
  const commands = [
    command('project_add', { name: 'Book club' }, 'book-club'),
    command('section_add', { name: 'Next meeting', project_id: 'book-club' }, 'next-meeting'),
    command('item_add', {
      content: 'Finish \u201cThe Overstory\u201d',
      section_id: 'next-meeting',
      due: { string: 'in 11 days' },
    }),
    command('item_add', { content: 'Bring lemon cake', section_id: 'next-meeting', labels: ['errand'] }),
    command('item_add', { content: 'Suggest three books for summer', project_id: 'book-club' }),
    command('item_add', { content: 'Take out the recycling', due: { string: 'every thursday' } }),
    command('item_add', { content: 'Renew the library card', due: { string: 'tomorrow' }, priority: 3 }),
  ];
  const response = await door(
    new Request('http://emulator/api/v1/sync', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ commands }),
    }),
  );
  if (!response.ok) throw new Error(`the emulated Todoist refused the sample tasks: ${response.status}`);
}

function command(type: string, args: Readonly<Record<string, unknown>>, temporaryId: string = randomUUID()) {
  return { type, uuid: randomUUID(), temp_id: temporaryId, args };
}
