// A dialog: in the middle of a window, or up from the bottom of a phone. The browser keeps the focus in it and gives it back afterwards.

import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { IconButton } from './button.tsx';
import './styles/dialog.css';

/** Shows a dialog for as long as it is part of the page. `onClose`: the person is done with it; it is to be taken out then. */
export function Dialog({
  title,
  hidesTitle = false,
  size = 'm',
  onClose,
  children,
}: {
  readonly title: string;
  /** It is read out, and what is in the dialog says it to those who see. */
  readonly hidesTitle?: boolean;
  readonly size?: 's' | 'm' | 'l';
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}) {
  const element = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  // Before anything is typed: the next key is for the dialog.
  useLayoutEffect(() => {
    const dialog = element.current;
    if (dialog === null) return undefined;
    const before = document.activeElement;
    dialog.showModal();
    return () => {
      dialog.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      class={`dialog size-${size}`}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onPointerDown={(event) => {
        if (event.target === element.current) onClose();
      }}
    >
      <div class="dialog-body">
        <header class={hidesTitle ? 'unseen' : 'dialog-head'}>
          <h2 id={titleId}>{title}</h2>
          {!hidesTitle && <IconButton icon="close" name="Close" onClick={onClose} />}
        </header>
        {children}
      </div>
    </dialog>
  );
}
