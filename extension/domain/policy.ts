import { matchingMembers } from '../../shared/matches-schema.ts';
import * as Type from '../../shared/schema.ts';
import { type PreferenceChanges, Preferences, pick } from './preferences.ts';
import { isAddress } from './proxy-address.ts';

const { minutes, badge } = Preferences.properties;

/** What an organization can set. Preferences have their names here: see {@link POLICY_NAMES}. */
export const PolicyMembers = Type.Object({
  proxyUrl: Type.String(),
  proxyUrlLocked: Type.Boolean(),
  proxyUrls: Type.Array(Type.String()),
  threshold: Type.Number({ minimum: 0 }),
  badge,
  minutes,
  topUp: Type.Boolean(),
  welcome: Type.Boolean(),
});

/** Members that have another name in a policy, each with its name here. */
export const POLICY_NAMES = { notifyBelow: 'threshold', refreshMinutes: 'minutes' } as const;

/**
 * What the organization has set. `proxyUrl` and `proxyUrls` are origins. `proxyUrls` are all that the organization
 * offers, `proxyUrl` first.
 */
export type Policy = Omit<Partial<Type.Static<typeof PolicyMembers>>, 'proxyUrl'> & {
  proxyUrl?: string | undefined;
  proxyUrls: string[];
};

/**
 * Reads a policy. A member that is invalid is left out, and so is an invalid address of `proxyUrls`. A slash may follow
 * each address.
 */
export function readPolicy(raw: unknown): Policy {
  const { proxyUrl = '', proxyUrls = [], ...others } = matchingMembers(PolicyMembers, raw);
  const addresses = [proxyUrl, ...proxyUrls].map((url) => url.replace(/\/$/u, ''));
  return {
    ...others,
    proxyUrl: addresses.slice(0, 1).find(isAddress),
    proxyUrls: [...new Set(addresses)].filter(isAddress),
  };
}

/** Those of some changes that the policy leaves to the user. */
export function unmanaged(changes: PreferenceChanges, policy: Policy): PreferenceChanges {
  return pick(changes, (name) => !(name in policy));
}

/** Whether accounts may be at `address`. */
export function isAllowed(policy: Policy, address: string): boolean {
  const { proxyUrl, proxyUrls, proxyUrlLocked } = policy;
  return !proxyUrl || !proxyUrlLocked || proxyUrls.includes(address);
}

/** Whether the user cannot change addresses. */
export const isLocked = (policy: Policy): boolean => !isAllowed(policy, '');
