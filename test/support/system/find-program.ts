import path from 'node:path';
import type { Machine } from './machine.ts';
import { PROGRAMS, type ProgramName } from './programs.ts';

/** An error that a command prints as its message alone: the message says what to do, a stack would not help. */
export class CommandError extends Error {
  override name = 'CommandError';
}

/**
 * The absolute path of a program, or undefined where the machine has none.
 * @throws {CommandError} where the program's variable names something that cannot be run
 */
export function findProgram(program: ProgramName, machine: Machine): string | undefined {
  const { variable, commands, paths = {} } = PROGRAMS[program];
  const configured = machine.env[variable];
  if (configured) return findConfigured(variable, configured, machine);
  const candidates = [
    ...commands.flatMap((command) => inPath(command, machine)),
    ...(paths[machine.platform] ?? []),
  ];
  return candidates.find((candidate) => machine.isExecutable(candidate));
}

function findConfigured(variable: string, value: string, machine: Machine): string {
  const { resolve, basename } = pathModule(machine);
  const candidates = basename(value) === value ? inPath(value, machine) : [resolve(value)];
  const found = candidates.find((candidate) => machine.isExecutable(candidate));
  if (found) return found;
  throw new CommandError(`${variable} is set to ${value}, which is not a program that can be run.`);
}

function inPath(command: string, machine: Machine): string[] {
  const { delimiter, join, isAbsolute } = pathModule(machine);
  const extension = machine.platform === 'win32' ? '.exe' : '';
  return (machine.env.PATH ?? machine.env.Path ?? '')
    .split(delimiter)
    .filter((folder) => isAbsolute(folder))
    .map((folder) => join(folder, command + extension));
}

function pathModule(machine: Machine): path.PlatformPath {
  return machine.platform === 'win32' ? path.win32 : path.posix;
}
