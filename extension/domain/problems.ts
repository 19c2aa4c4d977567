import { type Message, type MessageContext, messageOf } from './message.ts';

/** Problems in which nothing shows that a proxy of ours responded. */
const PROBLEMS_BEFORE_PROXY = [
  'permission_missing',
  'unreachable',
  'something_else',
  'intercepted',
  'proxy_down',
  'too_many_cookies',
  'refused',
] as const;

/** Problems that a proxy of ours has, or reports. */
const PROBLEMS_OF_PROXY = [
  'proxy_failed',
  'platform_unavailable',
  'platform_error',
  'platform_timeout',
  'platform_misconfigured',
  'store_unavailable',
  'overloaded',
  'rate_limited',
  'sign_out_failed',
  'sign_out_refused',
] as const;

/**
 * All that can stand between the user and a current balance. The pages show the title, the text and the
 * button of the recovery action. The tooltip shows the title, and the badge marks every problem alike.
 */
export const PROBLEM_KINDS = [...PROBLEMS_BEFORE_PROXY, ...PROBLEMS_OF_PROXY];
export type ProblemKind = (typeof PROBLEM_KINDS)[number];

export function isProblemKind(name: string): name is ProblemKind {
  return (PROBLEM_KINDS as readonly string[]).includes(name);
}

/** Whether the problem shows that a proxy of ours responded. */
export function proxyResponded(kind: ProblemKind): boolean {
  return (PROBLEMS_OF_PROXY as readonly ProblemKind[]).includes(kind);
}

/** The one button that gets the user out of a problem. */
export type RecoveryAction = 'refresh' | 'allow' | 'check_address' | 'open_address' | 'sign_out';

const RECOVERY_ACTIONS: Partial<Record<ProblemKind, RecoveryAction>> = {
  permission_missing: 'allow',
  something_else: 'check_address',
  intercepted: 'open_address',
  sign_out_failed: 'sign_out',
  sign_out_refused: 'sign_out',
};

export function recoveryAction(kind: ProblemKind): RecoveryAction {
  return RECOVERY_ACTIONS[kind] ?? 'refresh';
}

/** The message of a problem. */
export function problemMessage(kind: ProblemKind, context: MessageContext): Message {
  return messageOf(kind, nameIn(kind, context));
}

/** What the text of a problem names. */
function nameIn(kind: ProblemKind, context: MessageContext): string | undefined {
  if (kind === 'refused' || kind === 'sign_out_refused') return context.extensionOrigin;
  return proxyResponded(kind) ? undefined : context.address;
}
