// Buttons: with words, or with an icon and a name that is read out and shown as a hint.

import type { ComponentChildren, JSX } from 'preact';
import { Icon, type IconName } from './icon.tsx';
import './styles/button.css';

type Native = Omit<JSX.IntrinsicElements['button'], 'class' | 'className' | 'type' | 'icon'>;

/** A button with words. `kind`: `primary` for what the page is for, `danger` for what can't be taken back. */
export function Button({
  kind = 'plain',
  icon,
  children,
  submits = false,
  ...native
}: Native & {
  readonly kind?: 'plain' | 'primary' | 'danger' | 'quiet';
  readonly icon?: IconName;
  /** Sends the form around it. */
  readonly submits?: boolean;
  readonly children: ComponentChildren;
}) {
  return (
    <button {...native} type={submits ? 'submit' : 'button'} class={`button ${kind}`}>
      {icon !== undefined && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}

/** A button that is only an icon. `name`: what it does. */
export function IconButton({
  icon,
  name,
  tone,
  ...native
}: Native & { readonly icon: IconName; readonly name: string; readonly tone?: string }) {
  return (
    <button {...native} type="button" class="icon-button" aria-label={name} title={name}>
      <Icon name={icon} tone={tone} />
    </button>
  );
}
