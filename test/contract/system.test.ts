import { describe, expect, test } from 'vitest';
import { ensureSystem, programPath } from '../support/system/ensure-system.ts';
import type { Machine } from '../support/system/machine.ts';

interface Imagined {
  platform?: NodeJS.Platform;
  uid?: number;
  env?: Record<string, string>;
  /** The programs that are there from the start. */
  programs?: string[];
  /** The programs that an installation brings. */
  installs?: string[];
  release?: string;
  /** Commands, as lines, that end with another exit code than 0. */
  failing?: RegExp;
}

function imagine(imagined: Imagined) {
  const programs = new Set(imagined.programs ?? []);
  const ran: string[] = [];
  const machine: Machine = {
    platform: imagined.platform ?? 'linux',
    uid: imagined.uid ?? 0,
    env: { PATH: '/usr/local/bin:/usr/bin', ...imagined.env },
    isExecutable: (path) => programs.has(path),
    readText: (path) => (path === '/etc/os-release' ? imagined.release : undefined),
    run(command, args) {
      const line = [command, ...args].join(' ');
      ran.push(line);
      if (imagined.failing?.test(line)) return { status: 1, output: '' };
      if (line.includes('apt-get install'))
        for (const path of imagined.installs ?? []) programs.add(path);
      return { status: 0, output: '' };
    },
    print: () => {},
  };
  return { machine, ran };
}

const DEBIAN = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n';
const UBUNTU = 'NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n';
const MINT = 'ID=linuxmint\nID_LIKE="ubuntu debian"\n';
const FEDORA = 'ID=fedora\n';
const ARCH = 'ID=manjaro\nID_LIKE=arch\n';

describe('finding', () => {
  test('programs are found in PATH, by the first of their names', () => {
    const { machine, ran } = imagine({
      programs: [
        '/usr/bin/google-chrome',
        '/usr/bin/chromium',
        '/usr/bin/firefox',
        '/usr/local/bin/valkey-server',
      ],
    });
    expect(ensureSystem(['chromium', 'firefox', 'redis'], machine)).toEqual({
      chromium: '/usr/bin/chromium',
      firefox: '/usr/bin/firefox',
      redis: '/usr/local/bin/valkey-server',
    });
    expect(ran).toEqual([]);
  });

  test('a variable goes before PATH, as a path or as a name', () => {
    const programs = ['/usr/bin/firefox', '/opt/firefox/firefox', '/usr/bin/my-chromium'];
    const env = { FIREFOX: '/opt/firefox/firefox', CHROMIUM: 'my-chromium' };
    const { machine } = imagine({ programs, env });
    expect(ensureSystem(['firefox', 'chromium'], machine)).toEqual({
      firefox: '/opt/firefox/firefox',
      chromium: '/usr/bin/my-chromium',
    });
  });

  test('a variable that names nothing is a fault, not a reason to look elsewhere', () => {
    const { machine, ran } = imagine({ programs: ['/usr/bin/firefox'], env: { FIREFOX: '/gone' } });
    expect(() => ensureSystem(['firefox'], machine)).toThrow('FIREFOX is set to /gone');
    expect(ran).toEqual([]);
  });

  test('macOS applications are found outside PATH', () => {
    const firefox = '/Applications/Firefox.app/Contents/MacOS/firefox';
    const { machine } = imagine({ platform: 'darwin', uid: 501, programs: [firefox] });
    expect(ensureSystem(['firefox'], machine)).toEqual({ firefox });
  });

  test('looking for one program installs nothing', () => {
    const { machine, ran } = imagine({ release: DEBIAN });
    expect(() => programPath('redis', machine)).toThrow('Redis was not found');
    expect(ran).toEqual([]);
  });
});

describe('installing', () => {
  test('root on Debian: the lists, then only what is missing', () => {
    const { machine, ran } = imagine({
      release: DEBIAN,
      programs: ['/usr/bin/redis-server'],
      installs: ['/usr/bin/chromium', '/usr/bin/firefox-esr'],
    });
    expect(ensureSystem(['chromium', 'firefox', 'redis'], machine)).toEqual({
      chromium: '/usr/bin/chromium',
      firefox: '/usr/bin/firefox-esr',
      redis: '/usr/bin/redis-server',
    });
    expect(ran).toEqual([
      'env DEBIAN_FRONTEND=noninteractive apt-get update',
      'env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends chromium firefox-esr',
      '/usr/bin/chromium --version',
      '/usr/bin/firefox-esr --version',
    ]);
  });

  test('another user with sudo that does not ask', () => {
    const { machine, ran } = imagine({
      release: DEBIAN,
      uid: 1000,
      installs: ['/usr/bin/redis-server'],
    });
    ensureSystem(['redis'], machine);
    expect(ran).toContain(
      'sudo -n env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends redis-server',
    );
  });

  test('another user without it is told the command, and nothing is installed', () => {
    const { machine, ran } = imagine({ release: DEBIAN, uid: 1000, failing: /^sudo -n true$/ });
    expect(() => ensureSystem(['chromium', 'redis'], machine)).toThrow(
      'This machine lacks Chromium, Redis. Install with:\n\n  sudo apt-get update && sudo apt-get install -y --no-install-recommends chromium redis-server\n',
    );
    expect(ran).toEqual(['sudo -n true']);
  });

  test.each([UBUNTU, MINT])('Ubuntu and its relatives name the browsers otherwise', (release) => {
    const { machine, ran } = imagine({
      release,
      installs: ['/usr/bin/chromium-browser', '/usr/bin/firefox'],
    });
    ensureSystem(['chromium', 'firefox'], machine);
    expect(ran[1]).toMatch(/install -y --no-install-recommends chromium-browser firefox$/);
  });

  test('a package that brings no running program is said to be one', () => {
    const { machine } = imagine({
      release: UBUNTU,
      installs: ['/usr/bin/chromium-browser'],
      failing: /chromium-browser --version/,
    });
    expect(() => ensureSystem(['chromium'], machine)).toThrow(/does not run.*snap.*CHROMIUM=/);
  });

  test('a package that brings no program at all', () => {
    const { machine } = imagine({ release: DEBIAN });
    expect(() => ensureSystem(['redis'], machine)).toThrow('REDIS_SERVER=/path/to/it');
  });

  test('a command that fails is named', () => {
    const { machine } = imagine({ release: DEBIAN, failing: /apt-get update/ });
    expect(() => ensureSystem(['redis'], machine)).toThrow(
      'failed (exit code 1): env DEBIAN_FRONTEND=noninteractive apt-get update',
    );
  });

  test.each([
    ['darwin', undefined, 'brew install --cask firefox && brew install redis'],
    ['linux', FEDORA, 'sudo dnf install -y firefox valkey'],
    ['linux', ARCH, 'sudo pacman -S --needed firefox valkey'],
    ['win32', undefined, 'FIREFOX=/path/to/firefox-esr REDIS_SERVER=/path/to/redis-server'],
    ['linux', undefined, 'FIREFOX=/path/to/firefox-esr REDIS_SERVER=/path/to/redis-server'],
  ] as const)('%s %s: the command to type', (platform, release, command) => {
    const { machine, ran } = imagine({ platform, ...(release && { release }) });
    expect(() => ensureSystem(['firefox', 'redis'], machine)).toThrow(command);
    expect(ran).toEqual([]);
  });
});
