// Headings of the parts of a list.

import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { Ring } from '../../ui/ring.tsx';
import { hrefOf, type Route } from '../routing/route.ts';

/** A heading with an icon. */
export function PartHeading({
  icon,
  tone,
  children,
}: {
  readonly icon?: IconName;
  readonly tone?: string;
  readonly children: ComponentChildren;
}) {
  return (
    <h2 class="part-heading">
      {icon !== undefined && <Icon name={icon} tone={tone} />}
      <span>{children}</span>
    </h2>
  );
}

/** A heading of a day: its number, and its name. */
export function DayHeading({ number, name }: { readonly number: string; readonly name: string }) {
  return (
    <h2 class="day-heading">
      <span class="day-number">{number}</span>
      <span class="day-name">{name}</span>
    </h2>
  );
}

/** A heading that leads to the project or area that it names. `share`: how much of a project is done. */
export function PlaceHeading({
  to,
  name,
  share,
}: {
  readonly to: Route;
  readonly name: string;
  readonly share: number | null;
}) {
  return (
    <h2 class="part-heading">
      <a href={hrefOf(to)}>
        {share === null ? <Icon name="area" tone="anytime" /> : <Ring share={share} />}
        <span>{name}</span>
        <Icon name="right" />
      </a>
    </h2>
  );
}
