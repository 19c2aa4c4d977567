import '../../look/theme.css';
import '../../look/page.css';
import '../../welcome/welcome.css';
import { show } from '../../look/show.tsx';
import { readWelcome } from '../../welcome/stored.ts';
import { Welcome } from '../../welcome/Welcome.tsx';

const first = await readWelcome();
show('welcomeTitle', <Welcome first={first} />);
