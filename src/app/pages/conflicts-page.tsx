// Changes of this device that lost: what the person had wanted, what is there now, and which of the two is to stay.

import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { useApp } from '../app-context.ts';
import { Page } from '../frame/page.tsx';
import type { AppConflict } from '../state/types.ts';
import { agoWords } from '../words/sync-words.ts';
import { fieldName, reasonWords, valueWords } from '../words/field-words.ts';
import './pages.css';

/** The page. */
export function ConflictsPage() {
  const { state } = useApp().store;
  const conflicts = state.conflicts.value;
  return (
    <Page
      title="Conflicts"
      {...(conflicts.length > 0 && {
        subtitle: 'The same was changed here and elsewhere. Nothing is lost: choose what is to stay.',
      })}
    >
      {conflicts.map((conflict) => (
        <Conflict key={conflict.task} conflict={conflict} />
      ))}
      {conflicts.length === 0 && (
        <Empty icon="check" tone="good" title="No conflicts">
          What was changed here and what was changed elsewhere fits together.
        </Empty>
      )}
    </Page>
  );
}

function Conflict({ conflict }: { readonly conflict: AppConflict }) {
  const { store, names } = useApp();
  const { commands, state } = store;
  const { task, title, kind, reason, fields, at, canTakeMine } = conflict;
  const words = (value: unknown) => valueWords(value, { today: state.today.value, names: names.value });
  return (
    <article class="conflict" aria-label={title}>
      <header>
        <h2>{title}</h2>
        <p>
          {reasonWords(reason)} <span class="soft">({agoWords(Date.now() - Date.parse(at))})</span>
        </p>
      </header>
      {fields.length > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">
                <span class="unseen">Field</span>
              </th>
              <th scope="col">You wanted</th>
              <th scope="col">There now</th>
            </tr>
          </thead>
          <tbody>
            {fields.map(({ name, mine, theirs }) => (
              <tr key={name}>
                <th scope="row">{fieldName(name)}</th>
                <td class="mine">{words(mine)}</td>
                <td>{words(theirs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <footer>
        {canTakeMine && (
          <Button kind="primary" onClick={() => void commands.takeMine(task)}>
            {kind === 'delete' ? 'Delete it all the same' : 'Take mine'}
          </Button>
        )}
        <Button onClick={() => void commands.dismissConflict(task)}>
          {canTakeMine ? 'Keep what is there' : 'Understood'}
        </Button>
      </footer>
    </article>
  );
}
