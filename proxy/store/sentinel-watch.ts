import { Redis } from 'ioredis';

/** Milliseconds until the next attempt to reach a sentinel. */
const RETRY_MS = 5_000;

/** Milliseconds between two TCP probes, which discover that a sentinel is gone. */
const KEEP_ALIVE_MS = 10_000;

/**
 * Waits for news of the sentinels that the client uses. A former primary that still answers would otherwise be used for
 * as long as it does. The watch of the library reports unreachable sentinels on the console.
 * @param onSwitch called when another server has become the primary; at most once for each sentinel
 * @returns ends the watch
 */
export function watchSentinels(client: Redis, onSwitch: () => void): () => void {
  const { sentinels = [], name, sentinelTLS, sentinelUsername, sentinelPassword } = client.options;
  const watches = sentinels.map(({ host = '', port = 0 }) => {
    const watch = new Redis({
      host,
      port,
      username: sentinelUsername,
      password: sentinelPassword,
      ...(sentinelTLS && { tls: sentinelTLS }),
      protocol: 2,
      disableClientInfo: true,
      enableReadyCheck: false,
      keepAlive: KEEP_ALIVE_MS,
      maxRetriesPerRequest: null,
      retryStrategy: () => RETRY_MS,
    });
    // Other sentinels may still report, and the connection to the primary is not affected.
    watch.on('error', () => {});
    watch.on('message', (_channel, message) => {
      if (message.startsWith(`${name} `)) onSwitch();
    });
    watch.subscribe('+switch-master').catch(() => {});
    return watch;
  });
  return () => {
    for (const watch of watches) watch.disconnect();
  };
}
