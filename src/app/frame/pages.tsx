// Which page is shown, by the address.

import { Empty } from '../../ui/empty.tsx';
import { useApp } from '../app-context.ts';
import {
  AnytimePage,
  InboxPage,
  LogbookPage,
  SomedayPage,
  TodayPage,
  UpcomingPage,
} from '../lists/list-pages.tsx';
import { AreaPage, ProjectPage, TagPage } from '../lists/place-pages.tsx';
import { ConflictsPage } from '../pages/conflicts-page.tsx';
import { SearchPage } from '../pages/search-page.tsx';
import { SettingsPage } from '../pages/settings-page.tsx';
import { hrefOf } from '../routing/route.ts';
import { Page } from './page.tsx';
import { Lists, Places, Tags } from './sidebar.tsx';
import { SyncLine } from './sync-line.tsx';

const BY_NAME = {
  inbox: InboxPage,
  today: TodayPage,
  upcoming: UpcomingPage,
  anytime: AnytimePage,
  someday: SomedayPage,
  logbook: LogbookPage,
  conflicts: ConflictsPage,
  settings: SettingsPage,
  browse: BrowsePage,
  unknown: UnknownPage,
  // Shown in place of everything else.
  pair: () => null,
} as const;

/** The page of the address. */
export function Pages() {
  const route = useApp().router.route.value;
  if ('id' in route) {
    const Shown = route.page === 'project' ? ProjectPage : AreaPage;
    return <Shown key={route.id} id={route.id} />;
  }
  if ('name' in route) return <TagPage key={route.name} name={route.name} />;
  if (route.page === 'search') return <SearchPage text={route.text} />;
  const Shown = BY_NAME[route.page];
  return <Shown key={route.page} />;
}

/** Everything that there is, where there is no sidebar. */
function BrowsePage() {
  return (
    <Page title="Browse">
      <nav class="browse" aria-label="All lists">
        <Lists />
        <Places />
        <Tags />
        <ul class="nav-group">
          <li>
            <a class="nav-link" href={hrefOf({ page: 'settings' })}>
              <span class="nav-name">Settings</span>
            </a>
          </li>
        </ul>
        <SyncLine />
      </nav>
    </Page>
  );
}

function UnknownPage() {
  return (
    <Page title="Nothing is here">
      <Empty icon="search" title="This address leads nowhere">
        <a href={hrefOf({ page: 'today' })}>Go to Today</a>
      </Empty>
    </Page>
  );
}
