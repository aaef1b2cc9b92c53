// What stands where there is nothing: why that is, and what to do.

import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon.tsx';
import './styles/empty.css';

/** An empty place. */
export function Empty({
  icon,
  tone,
  title,
  children,
}: {
  readonly icon: IconName;
  readonly tone?: string;
  readonly title: string;
  readonly children?: ComponentChildren;
}) {
  return (
    <div class="empty">
      <span class="empty-sign">
        <Icon name={icon} tone={tone} />
      </span>
      <h2>{title}</h2>
      {children !== undefined && <div class="empty-words">{children}</div>}
    </div>
  );
}
