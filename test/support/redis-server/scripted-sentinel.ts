import { createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { listen } from '../ports/listen.ts';
import { bulk } from './scripted-server.ts';

const NAME = 'mymaster';

const CHANNEL = '+switch-master';

const array = (...texts: string[]) => `*${texts.length}\r\n${texts.map(bulk).join('')}`;

/** A sentinel that says what the test tells it to. */
export interface ScriptedSentinel {
  /** `host:port` */
  readonly address: string;
  /** Connections that wait for news. */
  readonly watchers: ReadonlySet<Socket>;
  /** Names another primary from now on. */
  name(port: number): void;
  /** Tells the watchers that the primary is another one. */
  announce(): void;
}

/** Gone when the test has finished. */
export async function startScriptedSentinel(firstPort: number): Promise<ScriptedSentinel> {
  let primary = String(firstPort);
  const watchers = new Set<Socket>();
  const replyTo = (command: string) => {
    if (/subscribe/i.test(command)) return `*3\r\n${bulk('subscribe')}${bulk(CHANNEL)}:1\r\n`;
    return /get-master-addr/i.test(command) ? array('127.0.0.1', primary) : '*0\r\n';
  };
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('close', () => watchers.delete(socket));
    socket.on('data', (chunk) => {
      for (const command of chunk.toString().split(/(?=\*\d+\r\n)/)) {
        if (/subscribe/i.test(command)) watchers.add(socket);
        socket.write(replyTo(command));
      }
    });
  });
  const { port, close } = await listen(server);
  onTestFinished(close);
  return {
    address: `127.0.0.1:${port}`,
    watchers,
    name(newPort) {
      primary = String(newPort);
    },
    announce() {
      const text = `${NAME} 127.0.0.1 1 127.0.0.1 ${primary}`;
      for (const watcher of watchers) watcher.write(array('message', CHANNEL, text));
    },
  };
}
