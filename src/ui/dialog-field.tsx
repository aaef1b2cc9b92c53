// The one field at the top of a dialog: what is typed there finds or means what the dialog is about.

import type { ComponentChildren } from 'preact';
import './styles/dialog-field.css';

/**
 * The field; it has the keyboard when the dialog opens. `list`: the ids of the list of choices that it goes through and of the one
 * that it is at. `children`: what stands below it, as part of the same form.
 */
export function DialogField({
  label,
  placeholder,
  text,
  onType,
  onSubmit,
  onKeyDown,
  list,
  children,
}: {
  readonly label: string;
  readonly placeholder: string;
  readonly text: string;
  readonly onType: (text: string) => void;
  readonly onSubmit: () => void;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  readonly list?: { readonly id: string; readonly at: string | undefined };
  readonly children?: ComponentChildren;
}) {
  const choosing =
    list === undefined
      ? {}
      : ({
          role: 'combobox',
          'aria-expanded': 'true',
          'aria-controls': list.id,
          'aria-activedescendant': list.at,
        } as const);
  return (
    <form
      class="dialog-field"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <input
        {...choosing}
        aria-label={label}
        placeholder={placeholder}
        value={text}
        onInput={(event) => onType(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        autocomplete="off"
        enterkeyhint="done"
        maxLength={200}
        autofocus
      />
      {children}
    </form>
  );
}
