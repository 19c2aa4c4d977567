import * as Type from 'typebox';
import { ERROR_STATUS, type ErrorCode } from '../../shared/errors.ts';
import { ErrorReply } from '../../shared/replies.ts';
import { ERROR_MESSAGES } from '../errors/proxy-error.ts';

/** Statuses whose answers say when another try makes sense (RFC 9110 section 10.2.3). */
const WITH_RETRY_AFTER = new Set([429, 503]);

const RETRY_AFTER = {
  'Retry-After': Type.Integer({
    minimum: 1,
    description: 'Seconds until another try makes sense.',
  }),
};

/** What any request can be answered with that is no HTTP, is too large, or meets a bug of ours. */
const ANYWHERE: readonly ErrorCode[] = ['bad_request', 'headers_too_large', 'internal_error'];

function wordsOf(codes: readonly ErrorCode[]): string {
  return codes.map((code) => `\`${code}\`: ${ERROR_MESSAGES[code]}`).join('\n\n');
}

/** The answers that these errors of the contract can be, by status, for a route's `response` schemas. */
export function errorResponses(...codes: ErrorCode[]) {
  const statuses = [...new Set(codes.map((code) => ERROR_STATUS[code]))];
  const named = Object.fromEntries(
    statuses.map((status) => {
      const own = codes.filter((code) => ERROR_STATUS[code] === status);
      const description = wordsOf(own);
      const schema = {
        ...Type.Object({ error: Type.Enum(own), message: Type.String() }),
        description,
        ...(WITH_RETRY_AFTER.has(status) && { headers: RETRY_AFTER }),
      };
      return [status, schema];
    }),
  );
  return { ...named, default: { ...ErrorReply, description: wordsOf(ANYWHERE) } };
}

/** The same schema, which says what the answer is. */
export function described<T extends object>(schema: T, description: string): T {
  return { ...schema, description };
}

/** An answer without a body. `headers` by their names, each with what it says. */
export function emptyResponse(description: string, headers: Readonly<Record<string, string>> = {}) {
  const described = Object.entries(headers).map(([name, says]) => [
    name,
    Type.String({ description: says }),
  ]);
  return {
    type: 'null',
    description,
    ...(described.length > 0 && { headers: Object.fromEntries(described) }),
  } as const;
}
