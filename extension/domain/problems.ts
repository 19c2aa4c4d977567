import { fillMessage, type Message, type MessageContext } from './message.ts';

/** The one button that gets the user out of a problem. */
export type RecoveryAction = 'refresh' | 'allow' | 'check_address' | 'open_address' | 'sign_out';

interface ProblemDefinition {
  /** What the text names. */
  names?: keyof MessageContext;
  recovery: RecoveryAction;
  /** Whether the problem shows that a proxy of ours responded. */
  proxyResponded: boolean;
}

/**
 * All that can stand between the user and a current balance. The pages show the title, the text and the
 * button of the recovery action. The tooltip shows the title, and the badge marks every problem alike. The
 * messages of `proxy_down` are `titleProxyDown` and `textProxyDown`, and so on: without their keys, the table
 * is small enough for the background.
 */
export const PROBLEMS = {
  permission_missing: { names: 'address', recovery: 'allow', proxyResponded: false },
  unreachable: { names: 'address', recovery: 'refresh', proxyResponded: false },
  something_else: { names: 'address', recovery: 'check_address', proxyResponded: false },
  intercepted: { names: 'address', recovery: 'open_address', proxyResponded: false },
  proxy_down: { names: 'address', recovery: 'refresh', proxyResponded: false },
  too_many_cookies: { names: 'address', recovery: 'refresh', proxyResponded: false },
  refused: { names: 'extensionOrigin', recovery: 'refresh', proxyResponded: false },
  proxy_failed: { recovery: 'refresh', proxyResponded: true },
  platform_unavailable: { recovery: 'refresh', proxyResponded: true },
  platform_error: { recovery: 'refresh', proxyResponded: true },
  platform_timeout: { recovery: 'refresh', proxyResponded: true },
  platform_misconfigured: { recovery: 'refresh', proxyResponded: true },
  store_unavailable: { recovery: 'refresh', proxyResponded: true },
  overloaded: { recovery: 'refresh', proxyResponded: true },
  rate_limited: { recovery: 'refresh', proxyResponded: true },
  sign_out_failed: { recovery: 'sign_out', proxyResponded: true },
  sign_out_refused: { names: 'extensionOrigin', recovery: 'sign_out', proxyResponded: true },
} as const satisfies Record<string, ProblemDefinition>;

export type ProblemKind = keyof typeof PROBLEMS;

export const PROBLEM_KINDS = Object.keys(PROBLEMS) as ProblemKind[];

type PascalCase<S extends string> = S extends `${infer Word}_${infer Rest}`
  ? `${Capitalize<Word>}${PascalCase<Rest>}`
  : Capitalize<S>;

function pascalCase<S extends string>(name: S): PascalCase<S> {
  const words = name.replace(/(?:^|_)./gu, (start) => start.slice(-1).toUpperCase());
  return words as PascalCase<S>;
}

/** The key of a problem's title. */
export function problemTitle(kind: ProblemKind) {
  return `title${pascalCase(kind)}` as const;
}

/** The message of a problem. */
export function problemMessage(kind: ProblemKind, context: MessageContext): Message {
  const definition: ProblemDefinition = PROBLEMS[kind];
  const text = `text${pascalCase(kind)}` as const;
  return fillMessage({ title: problemTitle(kind), text, ...definition }, context);
}
