import { ERROR_STATUS, type ErrorCode } from '../../shared/errors.ts';
import { ErrorReply } from '../../shared/replies.ts';
import * as Type from '../../shared/schema.ts';
import { ERROR_MESSAGES } from '../errors/proxy-error.ts';

/** Statuses with a `Retry-After` header (RFC 9110 section 10.2.3). */
const WITH_RETRY_AFTER = new Set([429, 503]);

const RETRY_AFTER = {
  'Retry-After': Type.Integer({
    minimum: 1,
    description: 'Seconds until another try makes sense.',
  }),
};

/** Errors of any route: malformed or too large requests and bugs of the proxy. */
const ANY_ROUTE: readonly ErrorCode[] = ['bad_request', 'headers_too_large', 'internal_error'];

function describeCodes(codes: readonly ErrorCode[]): string {
  return codes.map((code) => `\`${code}\`: ${ERROR_MESSAGES[code]}`).join('\n\n');
}

/** Returns the `response` schemas of these errors, by status. */
export function errorResponses(...codes: ErrorCode[]) {
  const statuses = [...new Set(codes.map((code) => ERROR_STATUS[code]))];
  const schemas = Object.fromEntries(
    statuses.map((status) => {
      const ofStatus = codes.filter((code) => ERROR_STATUS[code] === status);
      const schema = {
        ...Type.Object({ error: Type.Enum(ofStatus), message: Type.String() }),
        description: describeCodes(ofStatus),
        ...(WITH_RETRY_AFTER.has(status) && { headers: RETRY_AFTER }),
      };
      return [status, schema];
    }),
  );
  return { ...schemas, default: { ...ErrorReply, description: describeCodes(ANY_ROUTE) } };
}

/** Returns a copy of the schema with a description. */
export function described<T extends object>(schema: T, description: string): T {
  return { ...schema, description };
}

/**
 * Returns the schema of a response without a body.
 * @param headers descriptions by header name
 */
export function emptyResponse(description: string, headers: Readonly<Record<string, string>> = {}) {
  const schemas = Object.entries(headers).map(([name, text]) => [
    name,
    Type.String({ description: text }),
  ]);
  return {
    type: 'null',
    description,
    ...(schemas.length > 0 && { headers: Object.fromEntries(schemas) }),
  } as const;
}
