// Plain JavaScript, so that Node.js does not load its TypeScript compiler into a program that needs none.
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delays = monitorEventLoopDelay({ resolution: 1 });
delays.enable();

/** Returns what the process has used, as `Usage` in `measured-process.ts`. */
function report() {
  const { user, system } = process.cpuUsage();
  const longestBlock = delays.max / 1e6;
  delays.reset();
  return { cpu: user + system, resident: process.memoryUsage.rss(), longestBlock };
}

/** Loaded before a measured program: reports its usage, and ends it together with its parent process. */
process.on('message', (message) => {
  if (message === 'usage') process.send?.(report());
});
process.once('disconnect', () => process.exit());
process.channel?.unref();
