// Closing a dialog about a task: the keyboard is where it was, at the row of the task.

import { useApp } from '../app-context.ts';
import { focusSelected } from '../frame/acts.ts';

/** Gives what closes the dialog that is open. */
export function useClose(): () => void {
  const { attention } = useApp();
  return () => {
    attention.dialog.value = null;
    focusSelected(attention.selected.value);
  };
}
