import type Provider from 'oidc-provider';

/**
 * Completes an authorization at the provider over HTTP, as a browser without cookies whose user logs in
 * and consents. Returns the client's redirect address.
 */
export async function authorizeAs(
  provider: Provider,
  username: string,
  start: URL,
): Promise<string> {
  const first = await visit(start, '');
  if (!first.location.startsWith(`${provider.issuer}/`)) return first.location;
  const id = first.location.slice(first.location.lastIndexOf('/') + 1);
  const returnTo = await finishInteraction(provider, id, username);
  return (await visit(new URL(returnTo), first.cookies)).location;
}

async function visit(url: URL, cookie: string): Promise<{ location: string; cookies: string }> {
  const response = await fetch(url, { headers: { cookie }, redirect: 'manual' });
  const location = response.headers.get('location');
  if (location === null) throw new Error(`the platform answered ${response.status}, no redirect`);
  const pairs = response.headers.getSetCookie().map((line) => line.split(';')[0]);
  return { location: new URL(location, url).href, cookies: pairs.join('; ') };
}

/** Logs in and consents like the pages would. Returns the address that continues the authorization. */
async function finishInteraction(provider: Provider, id: string, username: string) {
  const interaction = await provider.Interaction.find(id);
  if (!interaction) throw new Error('the platform asked for something other than a login');
  const { client_id: clientId, scope } = interaction.params;
  const grant = new provider.Grant({ accountId: username, clientId: String(clientId) });
  grant.addOIDCScope(String(scope));
  const grantId = await grant.save();
  interaction.result = { login: { accountId: username }, consent: { grantId } };
  await interaction.persist();
  return interaction.returnTo;
}
