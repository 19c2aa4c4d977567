import { matchesGlob } from 'node:path';
import type { ProgramName } from '../system/programs.ts';

/** What must be ready before the tests of a project start. */
export interface Preparation {
  readonly programs: readonly ProgramName[];
  /** Whether they need the built extension. */
  readonly extension: boolean;
}

/** Programs that exist on Linux only. */
const ON_LINUX: readonly ProgramName[] = process.platform === 'linux' ? ['systemd-analyze'] : [];

/** The projects of vitest.config.ts. */
const PROJECTS: Readonly<Record<string, Preparation>> = {
  contract: { programs: [], extension: true },
  proxy: { programs: ['redis'], extension: false },
  hosting: { programs: ['nginx', 'caddy', ...ON_LINUX], extension: false },
  extension: { programs: [], extension: true },
  resilience: { programs: ['redis'], extension: false },
  shipping: { programs: [], extension: true },
  commands: { programs: ['chromium', 'firefox', 'redis'], extension: true },
  'end-to-end': { programs: ['chromium', 'firefox', 'nginx'], extension: true },
};

/** What must be ready for the projects that Vitest's arguments name; for all of them if they name none. */
export function preparationFor(args: readonly string[]): Preparation {
  const requested = requestedProjects(args).flatMap((name) => PROJECTS[name] ?? []);
  return {
    programs: [...new Set(requested.flatMap(({ programs }) => programs))],
    extension: requested.some(({ extension }) => extension),
  };
}

/** As vitest reads `--project`: given more than once, with `*`, and with `!` to leave one out. */
function requestedProjects(args: readonly string[]): string[] {
  const patterns = args.flatMap((arg, index) => {
    if (arg.startsWith('--project=')) return arg.slice('--project='.length);
    return arg === '--project' ? (args[index + 1] ?? []) : [];
  });
  const wanted = patterns.filter((pattern) => !pattern.startsWith('!'));
  const unwanted = patterns.filter((pattern) => pattern.startsWith('!')).map((p) => p.slice(1));
  return Object.keys(PROJECTS).filter(
    (name) =>
      (wanted.length === 0 || wanted.some((pattern) => matchesGlob(name, pattern))) &&
      !unwanted.some((pattern) => matchesGlob(name, pattern)),
  );
}
