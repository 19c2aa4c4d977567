import path from 'node:path';
import type { Machine } from './machine.ts';
import { type Need, SOURCES } from './needs.ts';

/** A problem of the system, told in words that say what to do; thrown without a need for its stack. */
export class SystemError extends Error {
  override name = 'SystemError';
}

/**
 * The absolute path of a program, or undefined where the machine has none.
 * A variable that names something that can't be run is a {@link SystemError}: whoever set it meant it.
 */
export function find(need: Need, machine: Machine): string | undefined {
  const { variable, commands, applications } = SOURCES[need];
  const named = machine.env[variable];
  if (named) return findNamed(variable, named, machine);
  const candidates = [
    ...commands.flatMap((command) => inPath(command, machine)),
    ...(applications[machine.platform] ?? []),
  ];
  return candidates.find((candidate) => machine.isExecutable(candidate));
}

function findNamed(variable: string, named: string, machine: Machine): string {
  const { resolve, basename } = pathsOf(machine);
  const candidates = basename(named) === named ? inPath(named, machine) : [resolve(named)];
  const found = candidates.find((candidate) => machine.isExecutable(candidate));
  if (found) return found;
  throw new SystemError(`${variable} is set to ${named}, which is not a program that can be run.`);
}

function inPath(command: string, machine: Machine): string[] {
  const { delimiter, join, isAbsolute } = pathsOf(machine);
  const extension = machine.platform === 'win32' ? '.exe' : '';
  return (machine.env.PATH ?? machine.env.Path ?? '')
    .split(delimiter)
    .filter((folder) => isAbsolute(folder))
    .map((folder) => join(folder, command + extension));
}

function pathsOf(machine: Machine): path.PlatformPath {
  return machine.platform === 'win32' ? path.win32 : path.posix;
}
