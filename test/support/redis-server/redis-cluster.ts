import { freePort } from '../ports/free-port.ts';
import { until } from '../waiting/until.ts';
import type { RedisOptions } from './configuration.ts';
import type { NodeNetwork, NodePorts } from './node-network.ts';
import { addressOf, RedisServer } from './redis-server.ts';

const PRIMARIES = 3;
const NODES = 2 * PRIMARIES;
const SLOTS = 16_384;

/** Milliseconds that a cluster may take to be formed, or to change, on a busy machine. */
export const CLUSTER_LIMIT_MS = 60_000;

const idOf = (number: number) => `${number}`.repeat(40);

/** The file in which a node keeps what it knows of the others, as if it had known them before. */
function nodesFile(all: readonly NodePorts[], own: number): string {
  const lines = all.map(({ port, busPort }, number) => {
    const primary = number % PRIMARIES;
    const isPrimary = number < PRIMARIES;
    const flags = [number === own && 'myself', isPrimary ? 'master' : 'slave'].filter(Boolean);
    const first = Math.ceil((primary * SLOTS) / PRIMARIES);
    const last = Math.ceil(((primary + 1) * SLOTS) / PRIMARIES) - 1;
    const epoch = primary + 1;
    return [
      `${idOf(number)} 127.0.0.1:${port}@${busPort} ${flags.join(',')}`,
      `${isPrimary ? '-' : idOf(primary)} 0 0 ${epoch} connected`,
      isPrimary ? `${first}-${last}` : '',
    ].join(' ');
  });
  return `${lines.join('\n')}\nvars currentEpoch ${PRIMARIES} lastVoteEpoch 0\n`;
}

/** A real Redis Cluster: three primaries, and one replica of each. */
export class RedisCluster {
  readonly nodes: readonly RedisServer[];
  readonly #options: RedisOptions;

  private constructor(options: RedisOptions, nodes: readonly RedisServer[]) {
    this.#options = options;
    this.nodes = nodes;
  }

  /**
   * Starts the nodes and waits until they form a cluster.
   * @param nodeTimeoutMs after which the others replace a primary that does not answer
   * @param network between the nodes; they connect directly without one
   */
  static async start(
    options: RedisOptions = {},
    nodeTimeoutMs = 15_000,
    network?: NodeNetwork,
  ): Promise<RedisCluster> {
    const places: { own: NodePorts; announced: NodePorts }[] = [];
    for (let number = 0; number < NODES; number++) {
      const own = { port: await freePort(), busPort: await freePort() };
      places.push({ own, announced: network ? await network.attach(number, own) : own });
    }
    const all = places.map(({ announced }) => announced);
    const starting = places.map(({ own, announced }, number) => {
      const lines = [
        ...(options.lines ?? []),
        'cluster-enabled yes',
        `cluster-port ${own.busPort}`,
        `cluster-node-timeout ${nodeTimeoutMs}`,
        ...(options.tls ? ['tls-cluster yes'] : []),
        ...(network?.lines(number, announced) ?? []),
      ];
      const files = { 'nodes.conf': nodesFile(all, number) };
      return RedisServer.start({ ...options, lines, files }, own.port);
    });
    const started = await Promise.allSettled(starting);
    const nodes = started.flatMap((result) =>
      result.status === 'fulfilled' ? [result.value] : [],
    );
    const cluster = new RedisCluster(options, nodes);
    try {
      await Promise.all(starting);
      await cluster.untilWhole();
      return cluster;
    } catch (error) {
      await cluster.close();
      throw error;
    }
  }

  /** `STORE_URL`, with a primary and a replica. */
  get url(): string {
    return addressOf(this.#options, '-cluster', [this.node(0), this.node(4)]);
  }

  /** Nodes 0 to 2 are the first primaries, nodes 3 to 5 their replicas in the same order. */
  node(number: number): RedisServer {
    const node = this.nodes[number];
    if (!node) throw new Error(`There is no node ${number}.`);
    return node;
  }

  /** Waits until every slot is served, and every replica follows its primary. */
  async untilWhole(): Promise<void> {
    await until(
      'the cluster',
      async () => {
        const replies = await Promise.all(
          this.nodes.map(async (node) => [
            String(await node.run('CLUSTER', 'INFO')),
            String(await node.run('INFO', 'replication')),
          ]),
        );
        return replies.every(
          ([state = '', replication = '']) =>
            state.includes('cluster_state:ok') &&
            (replication.includes('role:master') || replication.includes('link_status:up')),
        );
      },
      CLUSTER_LIMIT_MS,
    );
  }

  /** The nodes that are primaries now. */
  async primaries(): Promise<RedisServer[]> {
    const roles = await Promise.all(this.nodes.map((node) => node.run('ROLE')));
    return this.nodes.filter((_, number) => (roles[number] as string[])[0] === 'master');
  }

  /** Runs one command on each primary. */
  async runEverywhere(command: string, ...args: string[]): Promise<unknown[]> {
    const primaries = await this.primaries();
    return Promise.all(primaries.map((node) => node.run(command, ...args)));
  }

  async close(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.close()));
  }
}
