import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Has a process killed when this one ends, however it ends: a second process waits for the end of a pipe, which comes
 * with our own. It ends itself once what it guards has ended.
 */
export function killWithUs(child: ChildProcess): void {
  const guard = spawn(
    '/bin/sh',
    ['-c', 'cat > /dev/null; kill -KILL "$1"', 'guard', `${child.pid}`],
    { stdio: ['pipe', 'ignore', 'ignore'], detached: true },
  );
  child.once('exit', () => guard.kill('SIGKILL'));
}
