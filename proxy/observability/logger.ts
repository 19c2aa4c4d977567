import type { FastifyBaseLogger } from 'fastify';
import { pino } from 'pino';
import { logSerializer } from '../errors/safe-error.ts';

export interface LoggerOptions {
  level: string;
  /** Standard output by default. */
  stream?: { write(line: string): void };
}

/** Creates the logger. At every level, errors go through the serializer that drops their messages. */
export function createLogger({ level, stream }: LoggerOptions): FastifyBaseLogger {
  const options = { level, serializers: { err: logSerializer } };
  return stream ? pino(options, stream) : pino(options);
}
