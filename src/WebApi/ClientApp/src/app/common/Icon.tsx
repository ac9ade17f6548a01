const paths = {
  archive: 'M3.5 5h17v4h-17zM5 9v10h14V9M10 13h4',
  back: 'M15 5l-7 7 7 7',
  bell: 'M12 4a6 6 0 0 0-6 6v4l-2 3h16l-2-3v-4a6 6 0 0 0-6-6M10 20h4',
  block: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M5.7 5.7l12.6 12.6',
  check: 'M4 12.5l5 5L20 6.5',
  checks: 'M1.5 12.5l5 5L15 9M10 15.5l2.5 2.5L23 7',
  clock: 'M12 7v5l3.5 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18',
  close: 'M6 6l12 12M18 6L6 18',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  crown: 'M3.5 8l4.5 4 4-7 4 7 4.5-4-2 10h-13z',
  desktop: 'M3 5h18v11H3zM9 20h6M12 16v4',
  down: 'M12 5v14M6 13l6 6 6-6',
  edit: 'M4 20h4L19 9l-4-4L4 16zM13 7l4 4',
  error: 'M12 7v6M12 16.5v.5M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18',
  eye: 'M2 12c2.5-4.5 6-6.5 10-6.5s7.5 2 10 6.5c-2.5 4.5-6 6.5-10 6.5S4.5 16.5 2 12M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6',
  eyeOff: 'M4 4l16 16M9.5 5.8C10.3 5.6 11.1 5.5 12 5.5c4 0 7.5 2 10 6.5-.8 1.5-1.8 2.7-2.9 3.7M6 7.5C4.5 8.6 3.1 10 2 12c2.5 4.5 6 6.5 10 6.5 1.8 0 3.5-.4 5-1.2M10 10a3 3 0 0 0 4.2 4.2',
  forward: 'M9 5l7 7-7 7',
  group: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 20a6.5 6.5 0 0 1 13 0M16 4.5a3.5 3.5 0 0 1 0 6.5M18 14a6.5 6.5 0 0 1 3.5 6',
  info: 'M12 11v6M12 7.5V8M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18',
  keyboard: 'M3 6h18v12H3zM7 10h.5M11 10h.5M15 10h.5M7 14h10',
  leave: 'M14 4h5v16h-5M10 8l-4 4 4 4M6 12h9',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  more: 'M5 11.6v.8M12 11.6v.8M19 11.6v.8',
  muted: 'M4 4l16 16M9.5 5.2A6 6 0 0 1 18 10v3l1 2M6.5 8.5A6 6 0 0 0 6 10v4l-2 3h13M10 20h4',
  palette: 'M12 3a9 9 0 1 0 0 18c1.5 0 2-1 1.6-2.2-.5-1.4.3-2.6 1.9-2.6H18a3 3 0 0 0 3-3C21 6.6 17 3 12 3M8 9h.01M12 7h.01M16 9h.01M7.5 13h.01',
  phone: 'M7 2.5h10v19H7zM11 18.5h2',
  plus: 'M12 5v14M5 12h14',
  reply: 'M10 6l-6 5.5 6 5.5v-3.5c5 0 8 1 10 4.5 0-5-3-9-10-9z',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14M16 16l5 5',
  send: 'M4 12L20 4l-5 16-3.5-6.5zM11.5 13.5L20 4',
  settings: 'M4 7h9M19 7h1M4 17h1M11 17h9M16 4.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5M8 14.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5',
  smile: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M8.5 14.5a4.5 4.5 0 0 0 7 0M9 9.5v.5M15 9.5v.5',
  tools: 'M14.5 6.5a4 4 0 0 0-5 5L4 17l3 3 5.5-5.5a4 4 0 0 0 5-5L15 12l-3-3z',
  user: 'M12 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8M4.5 20.5a7.5 7.5 0 0 1 15 0',
  userMinus: 'M10 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M3.5 20a6.5 6.5 0 0 1 13 0M16 9h6',
  trash: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10 11v5M14 11v5',
} as const;

export type IconName = keyof typeof paths;

/** Drawings that point along the line; where it runs from right to left they are turned around. */
const along: readonly IconName[] = ['back', 'forward', 'leave', 'reply', 'send'];

/** A drawing beside a text; it says nothing by itself. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg className={along.includes(name) ? 'icon along' : 'icon'} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
