/** Each icon as one SVG path of stroked lines, in a square of 20 by 20. */
const PATHS = {
  gear: 'M7.4 10a2.6 2.6 0 1 0 5.2 0a2.6 2.6 0 1 0-5.2 0zM10 2.6v2.1M10 15.3v2.1M2.6 10h2.1M15.3 10h2.1M4.8 4.8l1.5 1.5M13.7 13.7l1.5 1.5M15.2 4.8l-1.5 1.5M6.3 13.7l-1.5 1.5M4.7 10a5.3 5.3 0 1 0 10.6 0a5.3 5.3 0 1 0-10.6 0z',
  refresh:
    'M16.2 8.2A6.5 6.5 0 0 0 4.6 6.4M3.8 11.8a6.5 6.5 0 0 0 11.6 1.8M4.4 3.2v3.4h3.4M15.6 16.8v-3.4h-3.4',
  plus: 'M10 4.2v11.6M4.2 10h11.6',
  up: 'M10 16V4.4M5 9.4l5-5 5 5',
  down: 'M10 4v11.6M5 10.6l5 5 5-5',
  signIn:
    'M11.8 3.6H15a1.6 1.6 0 0 1 1.6 1.6v9.6a1.6 1.6 0 0 1-1.6 1.6h-3.2M3.2 10h8.6M8.8 6.8 12 10l-3.2 3.2',
  signOut:
    'M8.2 3.6H5a1.6 1.6 0 0 0-1.6 1.6v9.6A1.6 1.6 0 0 0 5 16.4h3.2M8.6 10h8M13.6 6.8 16.8 10l-3.2 3.2',
  openTab:
    'M8.4 4.6H5.2a1.6 1.6 0 0 0-1.6 1.6v8.6a1.6 1.6 0 0 0 1.6 1.6h8.6a1.6 1.6 0 0 0 1.6-1.6v-3.2M11.8 3.6h4.6v4.6M16.2 3.8 9.4 10.6',
  user: 'M6.8 6.8a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0-6.4 0zM3.8 16.6c.6-3.4 3-5.2 6.2-5.2s5.6 1.8 6.2 5.2',
  users:
    'M4.6 7a2.9 2.9 0 1 0 5.8 0a2.9 2.9 0 1 0-5.8 0zM2 16.2c.5-3.1 2.7-4.7 5.5-4.7s5 1.6 5.5 4.7M12.6 4.3a2.9 2.9 0 0 1 0 5.4M15 12.1c1.6.7 2.7 2.1 3 4.1',
  shield: 'M10 2.8 4 5v4.6c0 3.6 2.4 6.3 6 7.6 3.6-1.3 6-4 6-7.6V5zM7.4 10l1.9 1.9 3.4-3.6',
  warning: 'M10 3.2 2.8 15.8a.8.8 0 0 0 .7 1.2h13a.8.8 0 0 0 .7-1.2zM10 8v3.8M10 14.3v.1',
  info: 'M3 10a7 7 0 1 0 14 0a7 7 0 1 0-14 0zM10 9.4v4M10 6.6v.1',
  check: 'M3 10a7 7 0 1 0 14 0a7 7 0 1 0-14 0zM7 10.2l2.1 2.1 4-4.4',
  tick: 'M4.6 10.4 8.2 14l7.2-8',
  next: 'M7.6 4.6 13 10l-5.4 5.4',
  cancel: 'M5.2 5.2l9.6 9.6M14.8 5.2l-9.6 9.6',
  eye: 'M2.4 10S5 4.8 10 4.8 17.6 10 17.6 10 15 15.2 10 15.2 2.4 10 2.4 10zM7.6 10a2.4 2.4 0 1 0 4.8 0a2.4 2.4 0 1 0-4.8 0z',
  eyeClosed:
    'M7.6 5.2A6.6 6.6 0 0 1 10 4.8c5 0 7.6 5.2 7.6 5.2a12 12 0 0 1-2 2.7M4.8 7A12.4 12.4 0 0 0 2.4 10s2.6 5.2 7.6 5.2a6.9 6.9 0 0 0 3.2-.8M3.4 3.4l13.2 13.2',
} as const;

export type IconName = keyof typeof PATHS;

/** A decorative icon without an accessible name, as high as a line of the text beside it and in its color. */
export function Icon({ name }: { name: IconName }) {
  return <Drawing path={PATHS[name]} className={name === 'refresh' ? 'icon spins' : 'icon'} />;
}

/** An icon of stroked lines that one page alone has. `path` is an SVG path in a square of 20 by 20. */
export function Drawing({ path, className = 'icon' }: { path: string; className?: string }) {
  return (
    <svg
      className={className}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={path} />
    </svg>
  );
}

/** The product's mark, the same picture as the toolbar icon. */
export function Mark() {
  return <img className="mark" src="/icon/128.png" alt="" draggable={false} />;
}
