import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What a process has used since it started. */
export interface Usage {
  /** Microseconds of processor time, all threads together. */
  cpu: number;
  /** Bytes of memory that it holds now. */
  resident: number;
  /** Milliseconds of the longest time since the last report in which the event loop was blocked. */
  longestBlock: number;
}

const delays = monitorEventLoopDelay({ resolution: 1 });
delays.enable();

function report(): Usage {
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
