// The lists, areas and projects, with what is in them; and how the sync stands.

import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { Ring } from '../../ui/ring.tsx';
import { useApp } from '../app-context.ts';
import { LIST_INFO } from '../lists/list-info.ts';
import { shareOf } from '../lists/list-pages.tsx';
import { hrefOf, LISTS, type Route } from '../routing/route.ts';
import type { Project } from '../state/types.ts';
import { SyncLine } from './sync-line.tsx';
import './sidebar.css';

/** The sidebar of a wide window. */
export function Sidebar() {
  return (
    <nav class="sidebar" aria-label="Lists">
      <div class="sidebar-scroll">
        <Lists />
        <Places />
        <Tags />
      </div>
      <footer class="sidebar-foot">
        <SyncLine />
        <NavLink to={{ page: 'settings' }} sign={<Icon name="settings" />} name="Settings" isIcon />
      </footer>
    </nav>
  );
}

/** The lists that there is one of. */
export function Lists() {
  const { store } = useApp();
  const counts = store.views.counts.value;
  return (
    <ul class="nav-group">
      <li>
        <NavLink to={{ page: 'search', text: '' }} sign={<Icon name="search" />} name="Search" hint="/" />
      </li>
      {LISTS.map((page) => {
        const { title, icon, tone } = LIST_INFO[page];
        return (
          <li key={page}>
            <NavLink
              to={{ page }}
              sign={<Icon name={icon} tone={tone} />}
              name={title}
              count={page === 'inbox' ? counts.inbox : page === 'today' ? counts.today : 0}
              alarm={page === 'today' ? counts.overdue : 0}
            />
          </li>
        );
      })}
      {counts.conflicts > 0 && (
        <li>
          <NavLink
            to={{ page: 'conflicts' }}
            sign={<Icon name="alert" tone="warning" />}
            name="Conflicts"
            count={counts.conflicts}
          />
        </li>
      )}
    </ul>
  );
}

/** Projects without an area, then areas with theirs. */
export function Places() {
  const { views } = useApp().store;
  const projects = views.projects.value;
  return (
    <>
      {projects.length > 0 && (
        <ul class="nav-group">
          {projects.map((project) => (
            <ProjectLink key={project.id} project={project} />
          ))}
        </ul>
      )}
      {views.areas.value.map((area) => (
        <ul key={area.id} class="nav-group">
          <li>
            <NavLink
              to={{ page: 'area', id: area.id }}
              sign={<Icon name="area" tone="soft" />}
              name={area.name}
              isStrong
            />
          </li>
          {area.projects.map((project) => (
            <ProjectLink key={project.id} project={project} />
          ))}
        </ul>
      ))}
    </>
  );
}

/** Tags of open tasks, which are many: shown when asked for. */
export function Tags() {
  const tags = useApp().store.views.tags.value;
  if (tags.length === 0) return null;
  return (
    <details class="nav-tags">
      <summary>Tags</summary>
      <ul class="nav-group">
        {tags.map(({ name, open }) => (
          <li key={name}>
            <NavLink
              to={{ page: 'tag', name }}
              sign={<Icon name="tag" tone="soft" />}
              name={name}
              count={open}
            />
          </li>
        ))}
      </ul>
    </details>
  );
}

function ProjectLink({ project }: { readonly project: Project }) {
  return (
    <li>
      <NavLink
        to={{ page: 'project', id: project.id }}
        sign={<Ring share={shareOf(project)} size={17} />}
        name={project.name}
        count={project.open}
      />
    </li>
  );
}

/** A link to a page, marked where that page is shown. */
function NavLink({
  to,
  sign,
  name,
  count = 0,
  alarm = 0,
  hint,
  isStrong = false,
  isIcon = false,
}: {
  readonly to: Route;
  readonly sign: ComponentChildren;
  readonly name: string;
  readonly count?: number;
  /** How many of them are overdue. */
  readonly alarm?: number;
  readonly hint?: string;
  readonly isStrong?: boolean;
  readonly isIcon?: boolean;
}) {
  const { route } = useApp().router;
  const here = route.value;
  const isHere = here.page === to.page && (to.page === 'search' || hrefOf(here) === hrefOf(to));
  return (
    <a
      class={`nav-link${isStrong ? ' strong' : ''}${isIcon ? ' only-icon' : ''}`}
      href={hrefOf(to)}
      aria-current={isHere ? 'page' : undefined}
      title={isIcon ? name : undefined}
    >
      {sign}
      <span class={isIcon ? 'unseen' : 'nav-name'}>{name}</span>
      {hint !== undefined && <kbd aria-hidden="true">{hint}</kbd>}
      {alarm > 0 && (
        <span class="nav-alarm">
          {alarm}
          <span class="unseen"> overdue</span>
        </span>
      )}
      {count > 0 && <span class="nav-count">{count}</span>}
    </a>
  );
}

/** The lists that a phone shows at its lower edge. */
const TABS: readonly { readonly to: Route; readonly icon: IconName; readonly name: string }[] = [
  { to: { page: 'inbox' }, icon: 'inbox', name: 'Inbox' },
  { to: { page: 'today' }, icon: 'today', name: 'Today' },
  { to: { page: 'upcoming' }, icon: 'upcoming', name: 'Upcoming' },
  { to: { page: 'search', text: '' }, icon: 'search', name: 'Search' },
  { to: { page: 'browse' }, icon: 'menu', name: 'Browse' },
];

/** The bar at the lower edge of a phone. */
export function TabBar() {
  const { router, store } = useApp();
  const here = router.route.value.page;
  const counts = store.views.counts.value;
  const current = TABS.some(({ to }) => to.page === here) ? here : 'browse';
  return (
    <nav class="tab-bar" aria-label="Main">
      {TABS.map(({ to, icon, name }) => {
        const count = to.page === 'inbox' ? counts.inbox : to.page === 'today' ? counts.today : 0;
        return (
          <a key={name} href={hrefOf(to)} aria-current={to.page === current ? 'page' : undefined}>
            <Icon name={icon} />
            <span>{name}</span>
            {count > 0 && <span class="tab-count">{count > 99 ? '99+' : count}</span>}
          </a>
        );
      })}
    </nav>
  );
}
