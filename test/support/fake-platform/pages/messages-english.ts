export const english = {
  language: 'en',
  fakeNotice: 'A fake platform for tests and demos. No real account, no real money.',

  logIn: 'Log in',
  logInToContinue: (app: string) => `to continue to ${app}`,
  logInLead: 'Use your platform account.',
  username: 'Username',
  password: 'Password',
  cancel: 'Cancel',
  wrongPassword: 'That username and password do not belong together.',
  hint: ['To try it out: username ', ', password ', '.'] as [string, string, string],
  loggedInAs: (name: string) => `Logged in as ${name}`,
  otherAccount: 'Use another account',

  consent: (app: string) => `Allow ${app}?`,
  consentLead: (app: string) => `${app} would like to see this of your account:`,
  scopes: {
    profile: ['Profile', 'your username and e-mail address'],
    balance: ['Balance', 'your balance, and what you have used'],
  } as Record<string, [string, string]>,
  consentGoesTo: (host: string) => `You will go on to ${host}`,
  allow: 'Allow',
  deny: 'Deny',

  balance: 'Balance',

  topup: 'Top up',
  topupLead: 'The credit is there at once, and costs nothing here.',
  amount: 'Amount',
  addCredit: 'Add credit',
  credited: (amount: string, balance: string) => `${amount} added. Your balance is now ${balance}.`,
  wrongAmount: 'Enter an amount from 0.01 to 10000.',

  errorTitle: 'This cannot go on',
  errorLead: 'Go back and try again.',
  unknownClient: 'No application is registered under this client_id.',
  wrongRedirectUri: 'The redirect_uri is not the one that the application registered.',
  requestGone: 'This authorization request was answered already, or is too old.',
};

export type Messages = typeof english;
