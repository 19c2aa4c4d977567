import { CommandError, findProgram } from './find-program.ts';
import { planInstallation } from './installation.ts';
import { type Machine, thisMachine } from './machine.ts';
import { PROGRAMS, type ProgramName } from './programs.ts';

/**
 * Finds the programs, and installs missing ones where apt-get can do so without a question. Returns the
 * absolute path of each.
 * @throws {CommandError} with the command to type where it cannot, or where an installed program does not run
 */
export function ensureSystem<Name extends ProgramName>(
  names: readonly Name[],
  machine: Machine = thisMachine,
): Readonly<Record<Name, string>> {
  const missing = names.filter((name) => !findProgram(name, machine));
  if (missing.length > 0) install(missing, machine);
  const entries = names.map((name) => [name, findInstalled(name, machine)]);
  return Object.fromEntries(entries) as Record<Name, string>;
}

/**
 * The absolute path of one program, for tests that start it. Installs nothing: `npm test` and `npm run demo`
 * have done so.
 * @throws {CommandError} where the machine has no such program
 */
export function programPath(name: ProgramName, machine: Machine = thisMachine): string {
  const found = findProgram(name, machine);
  if (found) return found;
  throw new CommandError(
    `${PROGRAMS[name].title} was not found. \`npm test\` installs it where it can.`,
  );
}

function install(missing: readonly ProgramName[], machine: Machine): void {
  const plan = planInstallation(missing, machine);
  if (plan.kind === 'manual') throw new CommandError(plan.message);
  for (const [command, ...args] of plan.commands) {
    const line = [command, ...args].join(' ');
    machine.print(`$ ${line}`);
    const { status } = machine.run(command, args, { shown: true });
    if (status !== 0) throw new CommandError(`This command failed (exit code ${status}): ${line}`);
  }
  for (const name of missing) checkRuns(name, machine);
}

/** An installed package need not bring a program: Ubuntu's browser packages only call snap. */
function checkRuns(name: ProgramName, machine: Machine): void {
  const program = findInstalled(name, machine);
  const { title, variable, versionArgument = '--version' } = PROGRAMS[name];
  if (machine.run(program, [versionArgument]).status === 0) return;
  throw new CommandError(
    `${title} was installed as ${program}, but does not run. On Ubuntu that package only calls snap, ` +
      `which containers and many servers do not have. Install ${title} from another source and name its executable: ${variable}=/path/to/it`,
  );
}

function findInstalled(name: ProgramName, machine: Machine): string {
  const found = findProgram(name, machine);
  if (found) return found;
  const { title, variable } = PROGRAMS[name];
  throw new CommandError(
    `${title} was installed, but no program of it is in PATH. Name its executable: ${variable}=/path/to/it`,
  );
}
