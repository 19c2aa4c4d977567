import '../../look/theme.css';
import '../../look/page.css';
import '../../welcome/welcome.css';
import { show } from '../../look/show.tsx';
import { readWelcome } from '../../welcome/stored.ts';
import { Welcome } from '../../welcome/Welcome.tsx';

show('welcomeTitle', readWelcome, (first) => <Welcome first={first} />);
