import type { FastifyInstance } from 'fastify';
import { type Config, ConfigError } from '../config/config.ts';

type ListenConfig = Pick<Config, 'host' | 'port' | 'metricsPort'>;

/**
 * Listens on HOST and PORT; closes the app if that fails.
 * @throws {ConfigError} if the address or a port cannot be used on this machine
 */
export async function listen(app: FastifyInstance, config: ListenConfig): Promise<void> {
  const { host, port } = config;
  try {
    await app.listen({ host, port, listenTextResolver: (address) => `listening on ${address}` });
  } catch (error) {
    await app.close();
    throw toConfigError(error, config);
  }
}

function toConfigError(error: unknown, config: ListenConfig): unknown {
  const { host, metricsPort } = config;
  const { code, port = config.port } = error as NodeJS.ErrnoException & { port?: number };
  const name = port === metricsPort ? 'METRICS_PORT' : 'PORT';
  switch (code) {
    case 'EADDRINUSE': {
      const problem = `is ${port}, which another program on ${host} uses: stop that program or choose a free port`;
      return new ConfigError([{ name, problem, example: String(port + 1) }]);
    }
    case 'EACCES': {
      const problem = `is ${port}, which this user may not open: choose one above 1023`;
      const example = name === 'PORT' ? '8787' : '9464';
      return new ConfigError([{ name, problem, example }]);
    }
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND': {
      const problem = 'is no address of this machine';
      return new ConfigError([{ name: 'HOST', problem, example: '127.0.0.1' }]);
    }
    default:
      return error;
  }
}
