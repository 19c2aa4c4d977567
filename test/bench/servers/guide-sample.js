import { randomBytes } from 'node:crypto';
import express from 'express';
import session from 'express-session';

// The sample of the platform's integration guide, steps 2 to 4, letter for letter but for the platform's
// address. What the guide leaves to its reader is here at the top: the app, its sessions, a random string.
const PLATFORM = process.env.PLATFORM_URL;

const app = express();

app.use(session({ secret: 'a secret', resave: false, saveUninitialized: false }));

function generateSecureRandomString() {
  return randomBytes(32).toString('base64url');
}

app.get('/auth/oauth/start', (req, res) => {
  const state = generateSecureRandomString();
  req.session.oauth_state = state;

  const authUrl = new URL(`${PLATFORM}/api/oauth2/authorize`);
  authUrl.searchParams.append('client_id', process.env.OAUTH_CLIENT_ID);
  authUrl.searchParams.append('redirect_uri', process.env.OAUTH_REDIRECT_URI);
  authUrl.searchParams.append('response_type', 'code');
  authUrl.searchParams.append('scope', 'profile balance');
  authUrl.searchParams.append('state', state);
  authUrl.searchParams.append('auto_authorize', 'true');

  res.redirect(authUrl.toString());
});

app.get('/oauth/callback', async (req, res) => {
  const { code, state, error } = req.query;

  if (error) {
    return res.redirect(`/?error=${encodeURIComponent(error)}`);
  }

  if (!code || !state) {
    return res.redirect('/?error=missing_parameters');
  }

  if (state !== req.session.oauth_state) {
    return res.redirect('/?error=invalid_state');
  }

  try {
    const tokenResponse = await fetch(`${PLATFORM}/api/oauth2/token`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: code,
        redirect_uri: process.env.OAUTH_REDIRECT_URI,
        client_id: process.env.OAUTH_CLIENT_ID,
        client_secret: process.env.OAUTH_CLIENT_SECRET,
      }),
    });

    const tokenData = await tokenResponse.json();

    if (!tokenResponse.ok) {
      throw new Error(tokenData.error || 'Token exchange failed');
    }

    req.session.access_token = tokenData.access_token;
    req.session.refresh_token = tokenData.refresh_token;
    req.session.token_expires_at = Date.now() + tokenData.expires_in * 1000;

    delete req.session.oauth_state;

    res.redirect('/?login=success');
  } catch (error) {
    console.error('OAuth callback error:', error);
    res.redirect(`/?error=server_error`);
  }
});

app.get('/api/user/info', async (req, res) => {
  const accessToken = req.session.access_token;

  if (!accessToken) {
    return res.status(401).json({ error: 'Not authenticated' });
  }

  try {
    const response = await fetch(`${PLATFORM}/api/oauth2/userinfo`, {
      headers: { Authorization: `Bearer ${accessToken}` },
    });

    if (!response.ok) {
      throw new Error('User info request failed');
    }

    const userInfo = await response.json();
    res.json(userInfo);
  } catch (error) {
    console.error('User info proxy error:', error);
    res.status(500).json({ error: 'Server error' });
  }
});

app.listen(Number(process.env.PORT), '127.0.0.1');
