// Where the details of a task are shown: beside the list of a wide window, or over it.

import { Dialog } from '../../ui/dialog.tsx';
import { IconButton } from '../../ui/button.tsx';
import { useMedia } from '../../ui/media.ts';
import { useApp } from '../app-context.ts';
import { focusSelected } from '../frame/acts.ts';
import { Detail } from './detail.tsx';

/** The details of the task that is open. */
export function DetailPlace() {
  const { attention, store } = useApp();
  const isBeside = useMedia('(width >= 1080px)');
  const id = attention.opened.value;
  if (id === null) return null;
  const task = store.views.task(id).value;
  const close = () => {
    attention.opened.value = null;
    focusSelected(id);
  };
  if (isBeside)
    return (
      <aside class="detail-aside" aria-label="Task">
        <div class="detail-close">
          <IconButton icon="close" name="Close" onClick={close} />
        </div>
        {task === null ? <GoneTask /> : <Detail key={id} task={task} />}
      </aside>
    );
  return (
    <Dialog title={task?.title || 'Task'} hidesTitle size="l" onClose={close}>
      <div class="detail-close">
        <IconButton icon="close" name="Close" onClick={close} />
      </div>
      {task === null ? <GoneTask /> : <Detail key={id} task={task} />}
    </Dialog>
  );
}

function GoneTask() {
  return <p class="detail-gone">This task is not here any more: it was deleted, here or elsewhere.</p>;
}
