import type { FastifyBaseLogger } from 'fastify';
import { type DestinationStream, pino } from 'pino';
import { logSerializer } from '../errors/safe-error.ts';

/** Creates the logger, which writes to standard output by default. At every level, errors go through the serializer that drops their messages. */
export function createLogger(level: string, stream?: DestinationStream): FastifyBaseLogger {
  return pino({ level, serializers: { err: logSerializer } }, stream);
}
