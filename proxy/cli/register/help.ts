import { commandText } from '../command-text.ts';

export const HELP = `Creates the OAuth application of your proxy on the platform, and writes .env.

  ${commandText('register')}
  ${commandText('register', '--platform https://api.kr777.top --public https://wallet.example.com --token-file FILE')}

Whatever is not given is asked for, where somebody can be asked.

  --platform URL       the platform's address
  --public URL         the address under which browsers will reach the proxy
  --name TEXT          the application's name on the platform (Balance Companion)
  --description TEXT   what it says about it there
  --token-file FILE    a file with your developer token; - for the standard input
  --token TOKEN        the token itself; other users of this machine can see it while the command runs
  -h, --help           this text

The developer token may also be in the environment as DEVELOPER_TOKEN. It is sent to the platform alone, and
kept nowhere. A .env that is there already is kept aside; its other settings are taken over.`;
