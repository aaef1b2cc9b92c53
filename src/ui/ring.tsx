// How much of something is done, as a filled circle.

import './styles/ring.css';

/** A circle, filled to `share` (0 to 1). It says nothing by itself: the words are beside it. */
export function Ring({ share, size = 18 }: { readonly share: number; readonly size?: number }) {
  const filled = Math.max(0, Math.min(1, share));
  // A line as wide as its circle is across fills it like a pie.
  const length = 2 * Math.PI * 3;
  return (
    <svg class="ring" width={size} height={size} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <circle class="ring-edge" cx="10" cy="10" r="8" />
      <circle class="ring-pie" cx="10" cy="10" r="3" stroke-dasharray={`${filled * length} ${length}`} />
    </svg>
  );
}
