import '../../components/theme.css';
import '../../components/controls.css';
import '../../components/page.css';
import './layout.css';
import './switch.css';
import './options.css';
import './accounts.css';
import './data-panel.css';
import { renderPage } from '../../components/render-page.tsx';
import { OptionsPage } from './OptionsPage.tsx';
import { readInitialData } from './stored-items.ts';

renderPage('settingsTitle', readInitialData, (initial) => <OptionsPage initial={initial} />);
