import { createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { listen } from '../ports/listen.ts';
import { connectFor } from './switchboard.ts';

/** Where a node of a cluster listens. */
export interface NodePorts {
  readonly port: number;
  readonly busPort: number;
}

/** The address that a node connects from. Only Linux has all of 127.0.0.0/8 without further setup. */
const addressOf = (node: number) => `127.0.0.${node + 2}`;

interface Link {
  /** The address of a node or of a client. */
  readonly from: string | undefined;
  readonly to: number;
  readonly near: Socket;
  readonly far: Socket;
}

/** The network between the nodes of a cluster, which a test can partition. Linux only. */
export class NodeNetwork {
  readonly #links = new Set<Link>();
  #isolated: number | undefined;

  /**
   * Puts a forwarder before both ports of a node; gone when the test has finished.
   * @returns the ports of the forwarder, for the other nodes and for clients
   */
  async attach(node: number, { port, busPort }: NodePorts): Promise<NodePorts> {
    return { port: await this.#forward(node, port), busPort: await this.#forward(node, busPort) };
  }

  /** Lines of the configuration of an attached node. */
  lines(node: number, { port, busPort }: NodePorts): string[] {
    return [
      `bind-source-addr ${addressOf(node)}`,
      `cluster-announce-port ${port}`,
      `cluster-announce-bus-port ${busPort}`,
    ];
  }

  /** Loses all data between one node and the others, in both directions. Clients reach every node as before. */
  isolate(node: number): void {
    this.#isolated = node;
    for (const { near, far } of this.#cutLinks()) {
      near.unpipe(far);
      far.unpipe(near);
    }
  }

  /** Ends the partition. As on a real network, data that was sent meanwhile arrives late. */
  heal(): void {
    const links = this.#cutLinks();
    this.#isolated = undefined;
    for (const { near, far } of links) near.pipe(far).pipe(near);
  }

  async #forward(to: number, target: number): Promise<number> {
    const server = createServer((near) => {
      const link = { from: near.remoteAddress, to, near, far: connectFor(near, target) };
      this.#links.add(link);
      near.once('close', () => this.#links.delete(link));
      if (!this.#isCut(link)) near.pipe(link.far).pipe(near);
    });
    const { port, close } = await listen(server);
    onTestFinished(close);
    return port;
  }

  #cutLinks(): Link[] {
    return [...this.#links].filter((link) => this.#isCut(link));
  }

  #isCut({ from, to }: Link): boolean {
    if (this.#isolated === undefined || from === '127.0.0.1') return false;
    return (from === addressOf(this.#isolated)) !== (to === this.#isolated);
  }
}
