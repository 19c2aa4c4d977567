import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toMasterKeys } from '../../../proxy/auth/master-keys.ts';
import { bindingsOf, UNBOUND } from '../../../proxy/auth/platform-binding.ts';
import { sealTokens } from '../../../proxy/auth/sealed-tokens.ts';
import { toSessionId } from '../../../proxy/auth/session-id.ts';
import type { Tokens } from '../../../proxy/platform/tokens.ts';
import { openSqliteStore } from '../../../proxy/store/sqlite-store.ts';
import { sessionsOn } from '../../support/session-stores/sessions-on.ts';

const masterKeys = toMasterKeys([randomBytes(32)]);
const PLATFORMS = ['https://a.example', 'https://b.example', 'https://a.example:8443'];
const CLIENTS = ['one', 'two'];

interface Configuration {
  platformUrl: string;
  platformMovedFrom: string[];
  clientId: string;
}

const configuration = fc.record<Configuration>({
  platformUrl: fc.constantFrom(...PLATFORMS),
  platformMovedFrom: fc.subarray(PLATFORMS),
  clientId: fc.constantFrom(...CLIENTS),
});

type Step =
  | { do: 'restart'; with: Configuration }
  | { do: 'sign in' }
  | { do: 'write as version 0.1.0' }
  | { do: 'read'; session: number }
  | { do: 'refresh'; session: number };

const session = fc.nat(20);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('restart' as const), with: configuration }),
  fc.constant({ do: 'sign in' as const }),
  fc.constant({ do: 'write as version 0.1.0' as const }),
  fc.record({ do: fc.constant('read' as const), session }),
  fc.record({ do: fc.constant('refresh' as const), session }),
);

function tokensOf(issuer: { platformUrl: string; clientId: string }): Tokens {
  const accessToken = `${issuer.platformUrl} ${issuer.clientId}`;
  return { accessToken, accessTokenExpiresAt: 1, refreshToken: randomBytes(4).toString('hex') };
}

function mayUse(issuer: { platformUrl: string; clientId: string }, now: Configuration): boolean {
  const addresses = [now.platformUrl, ...now.platformMovedFrom];
  return addresses.includes(issuer.platformUrl) && now.clientId === issuer.clientId;
}

test('whatever the configurations were, tokens open where they were issued or moved to, and nowhere else [row 48]', async () => {
  await fc.assert(
    fc.asyncProperty(configuration, fc.array(step, { maxLength: 25 }), async (first, steps) => {
      const folder = mkdtempSync(join(tmpdir(), 'balance-companion-'));
      const store = openSqliteStore(join(folder, 'sessions.sqlite'));
      const start = async (now: Configuration) => {
        const bindings = bindingsOf(now);
        const sessions = sessionsOn({ store, masterKeys, bindings, now: () => 1_000 });
        await sessions.claimUnbound();
        return sessions;
      };
      /** Sessions by their ids, and who issued their tokens. */
      const known: { id: string; issuer: { platformUrl: string; clientId: string } }[] = [];
      let now = first;
      let sessions = await start(now);
      try {
        for (const one of steps) {
          if (one.do === 'restart') {
            now = one.with;
            sessions = await start(now);
          } else if (one.do === 'sign in') {
            known.push({ id: await sessions.start(tokensOf(now)), issuer: now });
          } else if (one.do === 'write as version 0.1.0') {
            const id = await sessions.start(tokensOf(first));
            const record = await store.read(toSessionId(id).hash);
            if (!record) throw new Error('the session is not stored');
            const sealedTokens = sealTokens(tokensOf(first), id, masterKeys, UNBOUND, randomBytes);
            await store.replace({ ...record, version: 2, sealedTokens });
            known.push({ id, issuer: first });
          } else {
            const target = known[one.session % Math.max(1, known.length)];
            if (!target) continue;
            const found = await sessions.find(toSessionId(target.id));
            if (!mayUse(target.issuer, now)) {
              expect(found?.tokens).toBeNull();
            } else {
              expect(found?.tokens?.accessToken).toBe(tokensOf(target.issuer).accessToken);
              if (one.do === 'refresh' && found) {
                await sessions.replaceTokens(found, tokensOf(now));
                target.issuer = now;
              }
            }
          }
        }
      } finally {
        await store.close();
        rmSync(folder, { recursive: true, force: true });
      }
    }),
    { numRuns: 40 },
  );
});
