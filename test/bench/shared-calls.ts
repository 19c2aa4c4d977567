import { signedInReaders } from './readers.ts';
import type { Report } from './report.ts';
import { summarize } from './statistics.ts';
import type { Workshop } from './workshop.ts';

/** Readers of one session that ask at once. */
const READERS = 200;

/** Milliseconds that the platform takes: long enough for all of them to be there. */
const PLATFORM_TAKES = 300;

/** How often the platform is asked where everybody asks the proxy for the same at once. */
export async function countSharedCalls(workshop: Workshop): Promise<Report> {
  const { platform } = workshop;
  const { port } = await workshop.proxy({ env: { USERINFO_MAX_AGE: '0' } });
  const { requests } = await signedInReaders(port, 1);
  const calls = async () => (await platform.ask<{ calls: number }>('calls')).calls;
  const before = await calls();
  platform.tell({ delay: PLATFORM_TAKES });
  const { answers } = await workshop.load({
    port,
    requests,
    connections: READERS,
    answers: READERS,
  });
  platform.tell({ delay: 0 });
  const figure = summarize([(await calls()) - before]);
  const what = `Calls to the platform when ${answers} readers of one session ask at once`;
  return { rows: [{ what, goal: { atMost: 1 }, figure }], details: [] };
}
