// Long lists: rows are made in chunks, and only those near what is seen are in the page. A chunk that is not is as high as it was.

import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import './styles/chunks.css';

/** So many rows are made at once. */
const CHUNK_ROWS = 30;
/** How far beyond what is seen rows are there, so that scrolling finds them. */
const MARGIN = '1200px 0px';

/** A list of rows. `children`: one element for each, an a list item with a key. */
export function Chunks<T>({
  items,
  rowHeight,
  keep = -1,
  isPart = false,
  children,
}: {
  readonly items: readonly T[];
  /** What a row is about as high as, px, before it was measured. */
  readonly rowHeight: number;
  /** The row of this index is always there. */
  readonly keep?: number;
  /** It is one of many in a long list: not even a short one is made unless it is near what is seen. */
  readonly isPart?: boolean;
  readonly children: (item: T, index: number) => ComponentChildren;
}) {
  if (!isPart && items.length <= CHUNK_ROWS * 2) return <>{items.map(children)}</>;
  const starts = Array.from({ length: Math.ceil(items.length / CHUNK_ROWS) }, (_, at) => at * CHUNK_ROWS);
  return (
    <>
      {starts.map((start) => {
        const rows = items.slice(start, start + CHUNK_ROWS);
        const isKept = keep >= start && keep < start + rows.length;
        return (
          <Chunk
            key={start}
            height={rows.length * rowHeight}
            isKept={isKept}
            startsSeen={!isPart && start === 0}
          >
            {() => rows.map((item, at) => children(item, start + at))}
          </Chunk>
        );
      })}
    </>
  );
}

function Chunk({
  height,
  isKept,
  startsSeen,
  children,
}: {
  readonly height: number;
  readonly isKept: boolean;
  readonly startsSeen: boolean;
  readonly children: () => ComponentChildren;
}) {
  const place = useRef<HTMLDivElement>(null);
  const measured = useRef<number | null>(null);
  const [isNear, setNear] = useState(startsSeen);
  const isShown = isNear || isKept;
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const watch = new IntersectionObserver(
      (entries) => {
        const last = entries.at(-1);
        if (last !== undefined) setNear(last.isIntersecting);
      },
      { root: element.closest('[data-scrolls]'), rootMargin: MARGIN },
    );
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  useLayoutEffect(() => {
    if (isShown && place.current !== null) measured.current = place.current.offsetHeight;
  });
  return (
    <div ref={place} class="chunk" style={isShown ? {} : { height: `${measured.current ?? height}px` }}>
      {isShown && children()}
    </div>
  );
}
