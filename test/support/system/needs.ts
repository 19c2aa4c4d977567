/** A program of the system that the tests or the demo run. */
export type Need = 'chromium' | 'firefox' | 'redis' | 'nginx' | 'caddy' | 'systemd-analyze';

/** Where a program may be found, in the order in which the places are tried, and how it is installed. */
export interface Source {
  /** What a person calls it. */
  readonly title: string;
  /** The environment variable that names its executable. */
  readonly variable: string;
  /** Its names in the folders of PATH. */
  readonly commands: readonly string[];
  /** Absolute paths where macOS and Windows keep it, outside PATH. */
  readonly applications: Partial<Record<NodeJS.Platform, readonly string[]>>;
  /** What it is called with so that it ends at once; `--version`, unless said. */
  readonly trial?: string;
  /** The package that holds it, by package manager. */
  readonly packages: {
    readonly debian: string;
    readonly ubuntu: string;
    readonly dnf: string;
    readonly pacman: string;
    readonly brew: string;
  };
}

/** Every program that can be asked for. */
export const SOURCES: Record<Need, Source> = {
  chromium: {
    title: 'Chromium',
    variable: 'CHROMIUM',
    commands: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    applications: {
      darwin: [
        '/Applications/Chromium.app/Contents/MacOS/Chromium',
        '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      ],
      win32: [
        'C:\\Program Files\\Chromium\\Application\\chrome.exe',
        'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
      ],
    },
    packages: {
      debian: 'chromium',
      ubuntu: 'chromium-browser',
      dnf: 'chromium',
      pacman: 'chromium',
      brew: '--cask chromium',
    },
  },
  firefox: {
    title: 'Firefox',
    variable: 'FIREFOX',
    commands: ['firefox-esr', 'firefox'],
    applications: {
      darwin: ['/Applications/Firefox.app/Contents/MacOS/firefox'],
      win32: ['C:\\Program Files\\Mozilla Firefox\\firefox.exe'],
    },
    packages: {
      debian: 'firefox-esr',
      ubuntu: 'firefox',
      dnf: 'firefox',
      pacman: 'firefox',
      brew: '--cask firefox',
    },
  },
  redis: {
    title: 'Redis',
    variable: 'REDIS_SERVER',
    commands: ['redis-server', 'valkey-server'],
    applications: {
      darwin: ['/opt/homebrew/bin/redis-server', '/usr/local/bin/redis-server'],
    },
    packages: {
      debian: 'redis-server',
      ubuntu: 'redis-server',
      dnf: 'valkey',
      pacman: 'valkey',
      brew: 'redis',
    },
  },
  nginx: {
    title: 'nginx',
    variable: 'NGINX',
    commands: ['nginx'],
    // Outside the PATH of people who are not root.
    applications: { linux: ['/usr/sbin/nginx'] },
    trial: '-v',
    packages: {
      debian: 'nginx',
      ubuntu: 'nginx',
      dnf: 'nginx',
      pacman: 'nginx',
      brew: 'nginx',
    },
  },
  caddy: {
    title: 'Caddy',
    variable: 'CADDY',
    commands: ['caddy'],
    applications: {},
    trial: 'version',
    packages: { debian: 'caddy', ubuntu: 'caddy', dnf: 'caddy', pacman: 'caddy', brew: 'caddy' },
  },
  'systemd-analyze': {
    title: 'systemd',
    variable: 'SYSTEMD_ANALYZE',
    commands: ['systemd-analyze'],
    applications: {},
    // Asked for on Linux alone: there is none elsewhere.
    packages: {
      debian: 'systemd',
      ubuntu: 'systemd',
      dnf: 'systemd',
      pacman: 'systemd',
      brew: 'systemd',
    },
  },
};
