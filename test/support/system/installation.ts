import type { Machine } from './machine.ts';
import { type Need, SOURCES } from './needs.ts';

/** How what is missing comes onto a machine: by commands that we may run, or by a person. */
export type Installation =
  | { readonly by: 'us'; readonly commands: readonly Command[] }
  | { readonly by: 'person'; readonly message: string };

/** A command with its arguments. */
export type Command = readonly [string, ...string[]];

const APT_ENVIRONMENT = 'DEBIAN_FRONTEND=noninteractive';

/** Decides how the missing programs are to be installed; runs nothing but a look whether sudo asks. */
export function planInstallation(missing: readonly Need[], machine: Machine): Installation {
  const manager = packageManager(machine);
  if (manager !== 'debian' && manager !== 'ubuntu') {
    return { by: 'person', message: instructions(missing, manager) };
  }
  const packages = missing.map((need) => SOURCES[need].packages[manager]);
  const prefix = privilege(machine);
  if (!prefix) {
    const command = `sudo apt-get update && sudo apt-get install -y --no-install-recommends ${packages.join(' ')}`;
    return { by: 'person', message: toType(missing, command) };
  }
  const apt = (...args: string[]): Command => [...prefix, 'apt-get', ...args];
  return {
    by: 'us',
    commands: [apt('update'), apt('install', '-y', '--no-install-recommends', ...packages)],
  };
}

/** What goes before a command to run it with root's rights and without questions; undefined where that can't be had. */
function privilege(machine: Machine): Command | undefined {
  if (machine.uid === 0) return ['env', APT_ENVIRONMENT];
  const granted = machine.run('sudo', ['-n', 'true']).status === 0;
  return granted ? ['sudo', '-n', 'env', APT_ENVIRONMENT] : undefined;
}

type PackageManager = keyof (typeof SOURCES)[Need]['packages'] | 'none';

/** Ubuntu and those built on it name and package both browsers otherwise than Debian. */
function packageManager(machine: Machine): PackageManager {
  if (machine.platform === 'darwin') return 'brew';
  if (machine.platform !== 'linux') return 'none';
  const families = systemFamilies(machine);
  if (families.includes('ubuntu')) return 'ubuntu';
  if (families.includes('debian')) return 'debian';
  if (families.includes('fedora')) return 'dnf';
  if (families.includes('arch')) return 'pacman';
  return 'none';
}

function systemFamilies(machine: Machine): string[] {
  const release = machine.readText('/etc/os-release') ?? '';
  return [...release.matchAll(/^(?:ID|ID_LIKE)="?([^"\n]*)"?$/gm)].flatMap((match) =>
    (match[1] ?? '').split(' '),
  );
}

function instructions(
  missing: readonly Need[],
  manager: Exclude<PackageManager, 'debian' | 'ubuntu'>,
): string {
  if (manager === 'none') {
    const variables = missing.map(
      (need) => `${SOURCES[need].variable}=/path/to/${SOURCES[need].commands[0]}`,
    );
    return `${lack(missing)} Install it and make it reachable through PATH, or name its executable: ${variables.join(' ')}`;
  }
  const packages = missing.map((need) => SOURCES[need].packages[manager]);
  const command = {
    dnf: () => `sudo dnf install -y ${packages.join(' ')}`,
    pacman: () => `sudo pacman -S --needed ${packages.join(' ')}`,
    brew: () => packages.map((name) => `brew install ${name}`).join(' && '),
  }[manager]();
  return toType(missing, command);
}

function toType(missing: readonly Need[], command: string): string {
  return `${lack(missing)} Install with:\n\n  ${command}\n`;
}

function lack(missing: readonly Need[]): string {
  return `This machine lacks ${missing.map((need) => SOURCES[need].title).join(', ')}.`;
}
