import { until } from '../waiting/until.ts';
import type { RedisOptions } from './configuration.ts';
import { addressOf, RedisServer } from './redis-server.ts';

const NAME = 'mymaster';

/** Milliseconds that sentinels may take to agree on a busy machine. */
export const SENTINEL_LIMIT_MS = 60_000;

/** After twice this time, sentinels try a failover again that they could not make. */
const FAILOVER_TIMEOUT_MS = 5_000;

export interface SentinelOptions extends RedisOptions {
  /** That of the sentinels, which require none without it. */
  readonly sentinelPassword?: string;
}

/** A real primary with a replica, and three sentinels that watch them. */
export class RedisSentinels {
  /** The first primary, and its replica. */
  readonly servers: readonly [RedisServer, RedisServer];
  readonly sentinels: readonly RedisServer[];
  readonly #options: SentinelOptions;

  private constructor(
    options: SentinelOptions,
    servers: readonly [RedisServer, RedisServer],
    sentinels: readonly RedisServer[],
  ) {
    this.#options = options;
    this.servers = servers;
    this.sentinels = sentinels;
  }

  /**
   * Starts all of them. The sentinels know the primary from the start, and the replica and each other a little later.
   * @param downAfterMs after which the sentinels replace a primary that does not answer
   */
  static async start(options: SentinelOptions = {}, downAfterMs = 15_000): Promise<RedisSentinels> {
    const { tls, user, password, sentinelPassword } = options;
    const started: RedisServer[] = [];
    const start = async (serverOptions: RedisOptions) => {
      const server = await RedisServer.start(serverOptions);
      started.push(server);
      return server;
    };
    try {
      const primary = await start(options);
      const lines = [
        `sentinel monitor ${NAME} 127.0.0.1 ${primary.port} 2`,
        `sentinel down-after-milliseconds ${NAME} ${downAfterMs}`,
        `sentinel failover-timeout ${NAME} ${FAILOVER_TIMEOUT_MS}`,
        ...(user ? [`sentinel auth-user ${NAME} ${user.name}`] : []),
        ...(user || password ? [`sentinel auth-pass ${NAME} ${user?.password ?? password}`] : []),
        ...(sentinelPassword ? [`sentinel sentinel-pass ${sentinelPassword}`] : []),
      ];
      const replicaLines = [
        ...(options.lines ?? []),
        `replicaof 127.0.0.1 ${primary.port}`,
        ...(user ? [`masteruser ${user.name}`, `masterauth ${user.password}`] : []),
      ];
      const sentinelOptions: RedisOptions = {
        sentinel: true,
        lines,
        ...(tls && { tls }),
        ...(sentinelPassword && { password: sentinelPassword }),
      };
      const [replica, ...sentinels] = await Promise.all([
        start({ ...options, lines: replicaLines }),
        ...Array.from({ length: 3 }, () => start(sentinelOptions)),
      ]);
      return new RedisSentinels(options, [primary, replica], sentinels);
    } catch (error) {
      await Promise.all(started.map((server) => server.close()));
      throw error;
    }
  }

  /** `STORE_URL`, with all sentinels. */
  get url(): string {
    return `${addressOf(this.#options, '-sentinel', this.sentinels)}/${NAME}`;
  }

  /** Waits until every sentinel knows the others and a replica that follows the primary. */
  async untilWhole(): Promise<void> {
    await until(
      'the sentinels',
      async () => {
        const states = await Promise.all(
          this.sentinels.map((sentinel) => sentinel.run('INFO', 'sentinel')),
        );
        const replications = await Promise.all(
          this.servers.map((server) => server.run('INFO', 'replication')),
        );
        return (
          String(replications).includes('master_link_status:up') &&
          states.every((state) => /status=ok,.*slaves=1,sentinels=3/.test(String(state)))
        );
      },
      SENTINEL_LIMIT_MS,
    );
  }

  /** The primary, as the sentinels see it. */
  async primary(): Promise<RedisServer> {
    const [sentinel] = this.sentinels;
    const reply = await sentinel?.run('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', NAME);
    const [, port] = reply as [host: string, port: string];
    const [first, second] = this.servers;
    return first.port === Number(port) ? first : second;
  }

  /** Has a sentinel make the replica the primary, as for maintenance. Returns it. */
  async failOver(): Promise<RedisServer> {
    const [sentinel] = this.sentinels;
    const before = await this.primary();
    const order = async () => sentinel?.run('SENTINEL', 'FAILOVER', NAME);
    await until('a failover that begins', () => order().then(() => true), SENTINEL_LIMIT_MS);
    return until(
      'another primary',
      async () => {
        const now = await this.primary();
        return now !== before && now;
      },
      SENTINEL_LIMIT_MS,
    );
  }

  async close(): Promise<void> {
    const all = [...this.servers, ...this.sentinels];
    await Promise.all(all.map((server) => server.close()));
  }
}
