// What every page has: a title, perhaps something beside it, and a place that scrolls.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import './page.css';

/** A page. `title`: of the window, too. `sign`: an icon before the title. `aside`: what stands at the end of its line. */
export function Page({
  title,
  sign,
  subtitle,
  aside,
  children,
}: {
  readonly title: string;
  readonly sign?: ComponentChildren;
  readonly subtitle?: ComponentChildren;
  readonly aside?: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    document.title = title;
    main.current?.scrollTo(0, 0);
  }, [title]);
  return (
    <main ref={main} id="main" class="page" data-scrolls tabIndex={-1}>
      <div class="page-body">
        <header class="page-head">
          <div class="page-title">
            {sign}
            <h1>{title}</h1>
            {aside !== undefined && <div class="page-aside">{aside}</div>}
          </div>
          {subtitle !== undefined && <div class="page-subtitle">{subtitle}</div>}
        </header>
        {children}
      </div>
    </main>
  );
}
