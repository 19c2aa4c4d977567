import { expect, test } from 'vitest';
import { ensureSystem, programPath } from '../support/system/ensure-system.ts';
import type { Machine } from '../support/system/machine.ts';
import type { ProgramName } from '../support/system/programs.ts';

const APT = 'env DEBIAN_FRONTEND=noninteractive apt-get';
const INSTALL = `${APT} install -y --no-install-recommends`;
const DEBIAN = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n';
const UBUNTU = 'NAME="Ubuntu"\nID=ubuntu\nID_LIKE=debian\n';
const MINT = 'ID=linuxmint\nID_LIKE="ubuntu debian"\n';
const UBUNTU_BROWSERS = ['/usr/bin/chromium-browser', '/usr/bin/firefox'];

interface FakeMachine {
  platform?: NodeJS.Platform;
  uid?: number;
  env?: Record<string, string>;
  programs?: string[];
  /** The programs that an installation adds. */
  installs?: string[];
  release?: string;
  /** Commands that end with exit code 1. */
  failing?: RegExp;
}

function fakeMachine({ release, failing, installs = [], ...fake }: FakeMachine) {
  const programs = new Set(fake.programs);
  const commands: string[] = [];
  const machine: Machine = {
    platform: fake.platform ?? 'linux',
    uid: fake.uid ?? 0,
    env: { PATH: '/usr/local/bin:/usr/bin', ...fake.env },
    isExecutable: (path) => programs.has(path),
    readText: (path) => (path === '/etc/os-release' ? release : undefined),
    run(command, args) {
      const line = [command, ...args].join(' ');
      commands.push(line);
      if (failing?.test(line)) return { status: 1, output: '' };
      if (line.includes('apt-get install')) for (const path of installs) programs.add(path);
      return { status: 0, output: '' };
    },
    print: () => {},
  };
  return { machine, commands };
}

const MAC_FIREFOX = '/Applications/Firefox.app/Contents/MacOS/firefox';

test.each<[string, FakeMachine, Partial<Record<ProgramName, string>>]>([
  [
    'in PATH, by the first of their names',
    { programs: ['/usr/bin/google-chrome', '/usr/bin/chromium', '/usr/local/bin/valkey-server'] },
    { chromium: '/usr/bin/chromium', redis: '/usr/local/bin/valkey-server' },
  ],
  [
    'by a variable before PATH, as a path or as a name',
    {
      programs: ['/usr/bin/firefox', '/opt/firefox/firefox', '/usr/bin/my-chromium'],
      env: { FIREFOX: '/opt/firefox/firefox', CHROMIUM: 'my-chromium' },
    },
    { firefox: '/opt/firefox/firefox', chromium: '/usr/bin/my-chromium' },
  ],
  [
    'among the applications of macOS',
    { platform: 'darwin', uid: 501, programs: [MAC_FIREFOX] },
    { firefox: MAC_FIREFOX },
  ],
])('programs are found %s', (_where, fake, found) => {
  const { machine, commands } = fakeMachine(fake);
  expect(ensureSystem(Object.keys(found) as ProgramName[], machine)).toEqual(found);
  expect(commands).toEqual([]);
});

test('searching one program installs nothing', () => {
  const { machine, commands } = fakeMachine({ release: DEBIAN });
  expect(() => programPath('redis', machine)).toThrow('Redis was not found');
  expect(commands).toEqual([]);
});

test('root on Debian updates the package lists and installs only missing programs', () => {
  const { machine, commands } = fakeMachine({
    release: DEBIAN,
    programs: ['/usr/bin/redis-server'],
    installs: ['/usr/bin/chromium', '/usr/bin/firefox-esr'],
  });
  const found = ensureSystem(['chromium', 'firefox', 'redis'], machine);
  expect(found).toMatchObject({ chromium: '/usr/bin/chromium', firefox: '/usr/bin/firefox-esr' });
  expect(commands).toEqual([
    `${APT} update`,
    `${INSTALL} chromium firefox-esr`,
    '/usr/bin/chromium --version',
    '/usr/bin/firefox-esr --version',
  ]);
});

test.each<[string, FakeMachine, ProgramName[], string]>([
  [
    'a user whose sudo needs no password',
    { release: DEBIAN, uid: 1000, installs: ['/usr/bin/redis-server'] },
    ['redis'],
    `sudo -n ${INSTALL} redis-server`,
  ],
  [
    'Ubuntu, which names the browsers differently',
    { release: UBUNTU, installs: UBUNTU_BROWSERS },
    ['chromium', 'firefox'],
    `${INSTALL} chromium-browser firefox`,
  ],
  [
    'a derivative of Ubuntu',
    { release: MINT, installs: UBUNTU_BROWSERS },
    ['chromium', 'firefox'],
    `${INSTALL} chromium-browser firefox`,
  ],
])('%s', (_who, fake, names, command) => {
  const { machine, commands } = fakeMachine(fake);
  ensureSystem(names, machine);
  expect(commands).toContain(command);
});

test.each<[string, FakeMachine, ProgramName, string | RegExp]>([
  [
    'a variable that names no program',
    { programs: ['/usr/bin/firefox'], env: { FIREFOX: '/gone' } },
    'firefox',
    'FIREFOX is set to /gone',
  ],
  [
    'a package whose program does not run',
    { release: UBUNTU, installs: UBUNTU_BROWSERS, failing: /chromium-browser --version/ },
    'chromium',
    /does not run.*snap.*CHROMIUM=/,
  ],
  ['a package without a program', { release: DEBIAN }, 'redis', 'REDIS_SERVER=/path/to/it'],
  [
    'a command that fails',
    { release: DEBIAN, failing: /apt-get update/ },
    'redis',
    `failed (exit code 1): ${APT} update`,
  ],
  [
    'no right to install',
    { release: DEBIAN, uid: 1000, failing: /^sudo -n true$/ },
    'redis',
    'This machine lacks Redis. Install with:\n\n  sudo apt-get update && sudo apt-get install -y --no-install-recommends redis-server\n',
  ],
  ['macOS', { platform: 'darwin' }, 'firefox', 'brew install --cask firefox'],
  ['Fedora', { release: 'ID=fedora\n' }, 'redis', 'sudo dnf install -y valkey'],
  ['Arch', { release: 'ID=manjaro\nID_LIKE=arch\n' }, 'redis', 'sudo pacman -S --needed valkey'],
  ['Windows', { platform: 'win32' }, 'redis', 'REDIS_SERVER=/path/to/redis-server'],
])('an error says what to do: %s', (_case, fake, name, message) => {
  const { machine } = fakeMachine(fake);
  expect(() => ensureSystem([name], machine)).toThrow(message);
});
