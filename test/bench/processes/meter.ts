import { monitorEventLoopDelay } from 'node:perf_hooks';

/** What a process has used since it started. */
export interface Usage {
  /** Microseconds on the processor, those of its other threads among them. */
  cpu: number;
  /** Bytes of memory that it holds now. */
  resident: number;
  /** Milliseconds of the longest time since the last report in which the event loop ran nothing else. */
  longestBlock: number;
}

/** Milliseconds; blocks are seen this exactly. */
const RESOLUTION = 1;

const delays = monitorEventLoopDelay({ resolution: RESOLUTION });
delays.enable();

function report(): Usage {
  const { user, system } = process.cpuUsage();
  const longestBlock = delays.max / 1e6;
  delays.reset();
  return { cpu: user + system, resident: process.memoryUsage.rss(), longestBlock };
}

/** Loaded before a measured program: tells what it uses when asked, and ends it with whoever asks. */
process.on('message', (message) => {
  if (message === 'usage') process.send?.(report());
});
process.once('disconnect', () => process.exit());
process.channel?.unref();
