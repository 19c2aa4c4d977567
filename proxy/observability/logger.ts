import type { FastifyBaseLogger } from 'fastify';
import { type DestinationStream, pino } from 'pino';
import { logSerializer } from '../errors/safe-error.ts';
import { TurnBatch } from '../timing/turn-batch.ts';

/**
 * Creates the logger, which writes to standard output by default. At every level, errors go through the serializer that
 * drops their messages.
 */
export function createLogger(level: string, stream = standardOutput()): FastifyBaseLogger {
  return pino({ level, serializers: { err: logSerializer } }, stream);
}

/** Writes the lines of one turn of the event loop together: each write takes a thread of its own. */
function standardOutput(): DestinationStream {
  const lines = new TurnBatch<string>((written) => output.write(written.join('')));
  // Registered before the handler of pino, which writes what is left.
  process.once('exit', () => lines.flush());
  const output = pino.destination(1);
  return { write: (line) => lines.add(line) };
}
