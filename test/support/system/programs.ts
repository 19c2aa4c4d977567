/** A program of the system that the tests, the demo or the benchmarks run. */
export type ProgramName = 'chromium' | 'firefox' | 'redis' | 'nginx' | 'caddy' | 'systemd-analyze';

export type PackageManager = 'debian' | 'ubuntu' | 'dnf' | 'pacman' | 'brew';

/** Where a program is searched for, in this order, and how it is installed. */
export interface ProgramSource {
  /** The name shown to users. */
  readonly title: string;
  /** The environment variable that names its executable. */
  readonly variable: string;
  /** Its names in the folders of PATH. */
  readonly commands: readonly string[];
  /** Absolute paths outside PATH. */
  readonly paths?: Partial<Record<NodeJS.Platform, readonly string[]>>;
  /** The argument with which it ends at once; `--version` if absent. */
  readonly versionArgument?: string;
  /** The package that contains it. */
  readonly packages: { readonly default: string } & Partial<Record<PackageManager, string>>;
}

export const PROGRAMS: Record<ProgramName, ProgramSource> = {
  chromium: {
    title: 'Chromium',
    variable: 'CHROMIUM',
    commands: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    paths: {
      darwin: [
        '/Applications/Chromium.app/Contents/MacOS/Chromium',
        '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
      ],
      win32: [
        'C:\\Program Files\\Chromium\\Application\\chrome.exe',
        'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
      ],
    },
    packages: { default: 'chromium', ubuntu: 'chromium-browser', brew: '--cask chromium' },
  },
  firefox: {
    title: 'Firefox',
    variable: 'FIREFOX',
    commands: ['firefox-esr', 'firefox'],
    paths: {
      darwin: ['/Applications/Firefox.app/Contents/MacOS/firefox'],
      win32: ['C:\\Program Files\\Mozilla Firefox\\firefox.exe'],
    },
    packages: { default: 'firefox', debian: 'firefox-esr', brew: '--cask firefox' },
  },
  redis: {
    title: 'Redis',
    variable: 'REDIS_SERVER',
    commands: ['redis-server', 'valkey-server'],
    paths: { darwin: ['/opt/homebrew/bin/redis-server', '/usr/local/bin/redis-server'] },
    packages: { default: 'redis-server', dnf: 'valkey', pacman: 'valkey', brew: 'redis' },
  },
  nginx: {
    title: 'nginx',
    variable: 'NGINX',
    commands: ['nginx'],
    // Only root has this folder in PATH.
    paths: { linux: ['/usr/sbin/nginx'] },
    versionArgument: '-v',
    packages: { default: 'nginx' },
  },
  caddy: {
    title: 'Caddy',
    variable: 'CADDY',
    commands: ['caddy'],
    versionArgument: 'version',
    packages: { default: 'caddy' },
  },
  'systemd-analyze': {
    title: 'systemd',
    variable: 'SYSTEMD_ANALYZE',
    commands: ['systemd-analyze'],
    packages: { default: 'systemd' },
  },
};
