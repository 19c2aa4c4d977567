import '../../components/theme.css';
import '../../components/page.css';
import './welcome.css';
import { show } from '../../components/render-page.tsx';
import { readWelcome } from './stored-items.ts';
import { Welcome } from './Welcome.tsx';

show('welcomeTitle', readWelcome, (first) => <Welcome first={first} />);
