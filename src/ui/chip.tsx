// Chips: small facts in a row, which may be buttons.

import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.tsx';
import './styles/chip.css';

/** What a chip shows. */
interface ChipLook {
  readonly icon?: IconName | undefined;
  readonly tone?: string | undefined;
  readonly children: ComponentChildren;
}

/** A fact. */
export function Chip({ icon, tone, children }: ChipLook) {
  return (
    <span class="chip">
      {icon !== undefined && <Icon name={icon} tone={tone} />}
      <span class="chip-text">{children}</span>
    </span>
  );
}

/** A fact that can be changed. `name`: what it does, read out before what it shows. `isSet`: false for one that has no value yet. */
export function ChipButton({
  icon,
  tone,
  children,
  name,
  isSet = true,
  onClick,
}: ChipLook & { readonly name: string; readonly isSet?: boolean; readonly onClick: () => void }) {
  return (
    <button type="button" class={`chip pressable${isSet ? '' : ' unset'}`} onClick={onClick} title={name}>
      {icon !== undefined && <Icon name={icon} tone={isSet ? tone : undefined} />}
      <span class="unseen">{name}: </span>
      <span class="chip-text">{children}</span>
    </button>
  );
}
