// What stands around every page: where a person can go, and where they are.

import { LISTS, hrefOf } from '../routing/route.ts';
import type { Router } from '../routing/current-route.ts';

/** The whole app. */
export function App({ router }: { readonly router: Router }) {
  const { page } = router.route.value;
  return (
    <>
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
