// The icons: lines on a square of 20, drawn for this app, in the colour of the text around them.

import './styles/icon.css';

const PATHS = {
  inbox:
    'M3 11.5 5 4.6A1.5 1.5 0 0 1 6.4 3.5h7.2A1.5 1.5 0 0 1 15 4.6l2 6.9V15a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 15zM3 11.5h4l1 2h4l1-2h4',
  today: 'm10 2.9 2.2 4.5 4.9.7-3.5 3.5.8 4.9L10 14.2l-4.4 2.3.8-4.9L2.9 8.1l4.9-.7z',
  evening: 'M16.6 12.1A7 7 0 0 1 7.9 3.4a7 7 0 1 0 8.7 8.7z',
  upcoming:
    'M4.5 4.5h11A1.5 1.5 0 0 1 17 6v9.5a1.5 1.5 0 0 1-1.5 1.5h-11A1.5 1.5 0 0 1 3 15.5V6a1.5 1.5 0 0 1 1.5-1.5zM3 8.5h14M6.8 2.8v3M13.2 2.8v3',
  anytime: 'm10 3 7 3.6-7 3.6-7-3.6zM3.5 10.2 10 13.5l6.5-3.3M3.5 13.6 10 17l6.5-3.4',
  someday:
    'M3.5 7.5h13v7.5a1.5 1.5 0 0 1-1.5 1.5H5A1.5 1.5 0 0 1 3.5 15zM2.8 4.5A1 1 0 0 1 3.8 3.5h12.4a1 1 0 0 1 1 1v2a1 1 0 0 1-1 1H3.8a1 1 0 0 1-1-1zM8 10.5h4',
  logbook:
    'M5.5 3h9A1.5 1.5 0 0 1 16 4.5v11a1.5 1.5 0 0 1-1.5 1.5h-9A1.5 1.5 0 0 1 4 15.5v-11A1.5 1.5 0 0 1 5.5 3zM7 10l2.2 2.2L13.2 8',
  area: 'm10 2.8 6.2 3.5v7.3L10 17.2l-6.2-3.6V6.3zM3.9 6.4 10 9.9l6.1-3.5M10 9.9v7.2',
  project: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14z',
  search: 'M8.8 3.2a5.6 5.6 0 1 0 0 11.2 5.6 5.6 0 0 0 0-11.2zM13 13l4 4',
  plus: 'M10 4v12M4 10h12',
  check: 'm4.5 10.5 3.7 3.7L15.7 6',
  close: 'm5 5 10 10M15 5 5 15',
  flag: 'M5 17.2V3.5M5 4h9.5l-2 3.5 2 3.5H5',
  tag: 'M3.5 4.5v5l7.3 7.3a1.3 1.3 0 0 0 1.8 0l4.2-4.2a1.3 1.3 0 0 0 0-1.8L9.5 3.5h-5a1 1 0 0 0-1 1zM7 7h.01',
  checklist: 'm3 5.5 1.3 1.3L6.7 4M3 13.5l1.3 1.3L6.7 12M9.5 5.5H17M9.5 14H17',
  note: 'M5 5.5h10M5 9.5h10M5 13.5h6',
  trash:
    'M3.5 5.5h13M8 5.5V4a1 1 0 0 1 1-1h2a1 1 0 0 1 1 1v1.5M5 5.5l.8 10.1A1.5 1.5 0 0 0 7.3 17h5.4a1.5 1.5 0 0 0 1.5-1.4L15 5.5',
  move: 'M10.5 5 15.5 10l-5 5M15 10H4',
  priority: 'M10 4v7.5M10 15.5h.01',
  repeat:
    'M4 9V8a2.5 2.5 0 0 1 2.5-2.5H15M12.5 3 15 5.5 12.5 8M16 11v1a2.5 2.5 0 0 1-2.5 2.5H5M7.5 17 5 14.5 7.5 12',
  sync: 'M16.5 8A6.8 6.8 0 0 0 4 6.8M3.5 3.5V7H7M3.5 12A6.8 6.8 0 0 0 16 13.2M16.5 16.5V13H13',
  waiting: 'M10 3.2a6.8 6.8 0 1 0 0 13.6 6.8 6.8 0 0 0 0-13.6zM10 6.5V10l2.5 1.5',
  offline:
    'M3 3l14 14M6.7 7.5A4.5 4.5 0 0 0 5.5 16.2H14M8.5 5.8A4.8 4.8 0 0 1 14.6 9 3.7 3.7 0 0 1 16.8 14.5',
  settings:
    'M3 6h5M12 6h5M3 14h8M15 14h2M10 4.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6zM13 12.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6z',
  alert: 'M10 3.3 17.3 16H2.7zM10 8.3v3.5M10 13.9h.01',
  left: 'M12 4.5 6.5 10l5.5 5.5',
  right: 'M8 4.5 13.5 10 8 15.5',
  down: 'M4.5 7.5 10 13l5.5-5.5',
  grip: 'M7.5 5h.01M12.5 5h.01M7.5 10h.01M12.5 10h.01M7.5 15h.01M12.5 15h.01',
  menu: 'M3 5.5h14M3 10h14M3 14.5h14',
  more: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  keyboard:
    'M3.5 5h13A1.5 1.5 0 0 1 18 6.5v7a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 2 13.5v-7A1.5 1.5 0 0 1 3.5 5zM5.5 8.2h.01M8.5 8.2h.01M11.5 8.2h.01M14.5 8.2h.01M6.5 11.8h7',
  phone:
    'M6.5 2.5h7A1.5 1.5 0 0 1 15 4v12a1.5 1.5 0 0 1-1.5 1.5h-7A1.5 1.5 0 0 1 5 16V4a1.5 1.5 0 0 1 1.5-1.5zM9 14.8h2',
  clear: 'M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM7.5 7.5l5 5M12.5 7.5l-5 5',
} as const;

/** The name of an icon. */
export type IconName = keyof typeof PATHS;

/** An icon that says nothing by itself: what it stands for is in words beside it, or in the name of its button. */
export function Icon({ name, tone }: { readonly name: IconName; readonly tone?: string | undefined }) {
  return (
    <svg
      class={`icon${tone === undefined ? '' : ` tone-${tone}`}`}
      viewBox="0 0 20 20"
      aria-hidden="true"
      focusable="false"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
