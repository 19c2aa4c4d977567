import '../../components/theme.css';
import '../../components/controls.css';
import '../../components/page.css';
import './welcome.css';
import './pin.css';
import { renderPage } from '../../components/render-page.tsx';
import { readInitialData } from './stored-items.ts';
import { Welcome } from './WelcomePage.tsx';

renderPage('welcomeTitle', readInitialData, (initial) => <Welcome initial={initial} />);
