import { arch, cpus, release, totalmem, type } from 'node:os';
import { type Machine, thisMachine } from '../support/system/machine.ts';

/** Where and when the figures came about, a line each. */
export function aboutThisMachine(programs: Readonly<Record<string, string>>): string[] {
  const processors = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const versions = Object.entries(programs).map(
    ([title, path]) => `${title} ${versionOf(path, thisMachine)}`,
  );
  return [
    `${new Date().toISOString().slice(0, 10)}, ${processors.length} × ${processors[0]?.model.trim()}, ${memory} GiB, ${type()} ${release()} (${arch()})`,
    [`Node.js ${process.versions.node} for every process`, ...versions].join(', '),
  ];
}

function versionOf(path: string, machine: Machine): string {
  return /\d+(\.\d+)+/.exec(machine.run(path, ['--version']).output)?.[0] ?? '(unknown version)';
}
