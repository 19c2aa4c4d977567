import { find, SystemError } from './find.ts';
import { planInstallation } from './installation.ts';
import { type Machine, thisMachine } from './machine.ts';
import { type Need, SOURCES } from './needs.ts';

/** The absolute path of each program that was asked for. */
export type Programs = Readonly<Record<Need, string>>;

/**
 * Finds the programs, and installs what is missing where apt-get can do it unasked.
 * Throws a {@link SystemError} that says what to type where it can't, or where an installed program does not run.
 */
export function ensureSystem<N extends Need>(
  needs: readonly N[],
  machine: Machine = thisMachine,
): Readonly<Record<N, string>> {
  const missing = needs.filter((need) => !find(need, machine));
  if (missing.length > 0) install(missing, machine);
  const entries = needs.map((need) => [need, find(need, machine) ?? notThere(need)]);
  return Object.fromEntries(entries) as Record<N, string>;
}

/**
 * The absolute path of one program, for tests that start it. Installs nothing:
 * `npm test` and `npm run demo` have done so, and a runner started by hand says how.
 */
export function programPath(need: Need, machine: Machine = thisMachine): string {
  const found = find(need, machine);
  if (found) return found;
  throw new SystemError(
    `${SOURCES[need].title} was not found. \`npm test\` installs it where it can.`,
  );
}

function install(missing: readonly Need[], machine: Machine): void {
  const plan = planInstallation(missing, machine);
  if (plan.by === 'person') throw new SystemError(plan.message);
  for (const [command, ...args] of plan.commands) {
    const line = [command, ...args].join(' ');
    machine.say(`$ ${line}`);
    const { status } = machine.run(command, args, { shown: true });
    if (status !== 0) throw new SystemError(`This command failed (exit code ${status}): ${line}`);
  }
  for (const need of missing) checkRuns(need, machine);
}

/** An installed package need not bring a program: Ubuntu's browser packages only call snap. */
function checkRuns(need: Need, machine: Machine): void {
  const program = find(need, machine) ?? notThere(need);
  const { title, variable, trial = '--version' } = SOURCES[need];
  if (machine.run(program, [trial]).status === 0) return;
  throw new SystemError(
    `${title} was installed as ${program}, but does not run. On Ubuntu that package only calls snap, ` +
      `which containers and many servers do not have. Install ${title} from another source and name its executable: ${variable}=/path/to/it`,
  );
}

function notThere(need: Need): never {
  const { title, variable } = SOURCES[need];
  throw new SystemError(
    `${title} was installed, but no program of it is in PATH. Name its executable: ${variable}=/path/to/it`,
  );
}
