import { ERROR_STATUS, type ErrorCode } from '../../shared/errors.ts';
import { matchesSchema } from '../../shared/matches-schema.ts';
import { ErrorReply } from '../../shared/replies.ts';
import {
  type DetectedServer,
  detectServer,
  problemOfServer,
  type ReceivedResponse,
} from '../domain/detect-server.ts';
import { isProblemKind, type ProblemKind } from '../domain/problems.ts';

/**
 * What a response without the expected content means. `detectedServer` is what seems to respond in place of the proxy.
 */
export interface ErrorInterpretation {
  problem: ProblemKind | 'no_session';
  detectedServer?: DetectedServer;
}

/** The problem of each error code that does not have its name, unless it is `proxy_failed`. */
const PROBLEM_OF_ERROR: Partial<Record<ErrorCode, ProblemKind | 'no_session'>> = {
  not_authenticated: 'no_session',
  reauth_required: 'no_session',
  forbidden: 'refused',
  headers_too_large: 'too_many_cookies',
  shutting_down: 'overloaded',
};

export function interpretErrorResponse(received: ReceivedResponse): ErrorInterpretation {
  const { status } = received.response;
  const problem =
    problemInReply(status, received.value) ?? (status === 429 ? 'rate_limited' : null);
  if (problem === 'too_many_cookies') return { problem, detectedServer: { kind: 'cookies' } };
  if (problem !== null) return { problem };
  const detectedServer = detectServer(received);
  return { problem: problemOfServer(detectedServer), detectedServer };
}

/** The problem that an error reply reports. `null` if it is not an error reply of a proxy of ours. */
export function problemInReply(status: number, value: unknown): ProblemKind | 'no_session' | null {
  if (!matchesSchema(ErrorReply, value) || ERROR_STATUS[value.error] !== status) return null;
  const { error } = value;
  return isProblemKind(error) ? error : (PROBLEM_OF_ERROR[error] ?? 'proxy_failed');
}
