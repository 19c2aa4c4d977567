import type Provider from 'oidc-provider';

/**
 * Goes through an authorization at the provider over HTTP, as a browser without cookies. Where the
 * provider sends the browser to log in and to decide, this user has logged in and allowed it.
 * Gives the client's address that the browser ends up at.
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

/** What a login and a consent page would do; gives where the authorization goes on. */
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
