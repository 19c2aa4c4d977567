import type { Machine } from './machine.ts';
import { type PackageManager, PROGRAMS, type ProgramName } from './programs.ts';

/** How missing programs are installed: by commands that need no user, or by the user. */
export type Installation =
  | { readonly kind: 'automatic'; readonly commands: readonly Command[] }
  | { readonly kind: 'manual'; readonly message: string };

/** A command with its arguments. */
export type Command = readonly [string, ...string[]];

const APT_INSTALL = ['install', '-y', '--no-install-recommends'];

/** Decides how to install the missing programs. Runs nothing but a check whether sudo asks for a password. */
export function planInstallation(missing: readonly ProgramName[], machine: Machine): Installation {
  const lack = `This machine lacks ${missing.map((name) => PROGRAMS[name].title).join(', ')}.`;
  const manager = packageManager(machine);
  if (!manager) {
    const variables = missing.map(
      (name) => `${PROGRAMS[name].variable}=/path/to/${PROGRAMS[name].commands[0]}`,
    );
    const message = `${lack} Install it and make it reachable through PATH, or name its executable: ${variables.join(' ')}`;
    return { kind: 'manual', message };
  }
  const packages = missing.map((name) => {
    const { [manager]: special, default: usual } = PROGRAMS[name].packages;
    return special ?? usual;
  });
  const usesApt = manager === 'debian' || manager === 'ubuntu';
  const asRoot = usesApt && rootPrefix(machine);
  if (!asRoot) {
    const message = `${lack} Install with:\n\n  ${manualCommand(manager, packages)}\n`;
    return { kind: 'manual', message };
  }
  const apt = (...args: string[]): Command => [...asRoot, 'apt-get', ...args];
  return { kind: 'automatic', commands: [apt('update'), apt(...APT_INSTALL, ...packages)] };
}

function manualCommand(manager: PackageManager, packages: readonly string[]): string {
  const names = packages.join(' ');
  switch (manager) {
    case 'dnf':
      return `sudo dnf install -y ${names}`;
    case 'pacman':
      return `sudo pacman -S --needed ${names}`;
    case 'brew':
      return packages.map((name) => `brew install ${name}`).join(' && ');
    default:
      return `sudo apt-get update && sudo apt-get ${APT_INSTALL.join(' ')} ${names}`;
  }
}

/** What runs a command as root without a question; undefined where nothing does. */
function rootPrefix(machine: Machine): Command | undefined {
  const env: Command = ['env', 'DEBIAN_FRONTEND=noninteractive'];
  if (machine.uid === 0) return env;
  const granted = machine.run('sudo', ['-n', 'true']).status === 0;
  return granted ? ['sudo', '-n', ...env] : undefined;
}

/** Ubuntu and its derivatives come before Debian, which they also name as a relative: their packages differ. */
function packageManager(machine: Machine): PackageManager | undefined {
  if (machine.platform === 'darwin') return 'brew';
  if (machine.platform !== 'linux') return undefined;
  const release = machine.readText('/etc/os-release') ?? '';
  const families = [...release.matchAll(/^(?:ID|ID_LIKE)="?([^"\n]*)"?$/gm)].flatMap(
    ([, names = '']) => names.split(' '),
  );
  const managers = { ubuntu: 'ubuntu', debian: 'debian', fedora: 'dnf', arch: 'pacman' } as const;
  const family = Object.keys(managers).find((name) => families.includes(name));
  return managers[family as keyof typeof managers];
}
