import '../../components/theme.css';
import '../../components/page.css';
import './options.css';
import { renderPage } from '../../components/render-page.tsx';
import { OptionsPage } from './OptionsPage.tsx';
import { readInitialData } from './stored-items.ts';

renderPage('settingsTitle', readInitialData, (initial) => <OptionsPage initial={initial} />);
