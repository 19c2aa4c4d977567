import type { FastifyReply } from 'fastify';

/** Adds request headers to those that an answer depends on (RFC 9110 section 12.5.5). */
export function varyOn(reply: FastifyReply, ...names: string[]): void {
  const named = String(reply.getHeader('vary') ?? '').split(', ');
  reply.header('vary', [...new Set([...named, ...names])].filter(Boolean).join(', '));
}
