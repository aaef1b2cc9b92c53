// What stands around every page: where a person can go, and where they are.

import { LISTS, hrefOf } from '../routing/route.ts';
import type { AppVersion } from '../installation/app-version.ts';
import { NewerVersion } from '../installation/newer-version.tsx';
import type { Router } from '../routing/current-route.ts';

/** The whole app. */
export function App({ router, version }: { readonly router: Router; readonly version: AppVersion }) {
  const { page } = router.route.value;
  return (
    <>
      <NewerVersion version={version} />
      <nav aria-label="Lists">
        <ul>
          {LISTS.map((list) => (
            <li key={list}>
              <a href={hrefOf({ page: list })} aria-current={list === page ? 'page' : undefined}>
                {list}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <main>
        <h1>{page}</h1>
      </main>
    </>
  );
}
