import '../../components/theme.css';
import '../../components/controls.css';
import './popup.css';
import './low-popup.css';
import './card.css';
import './menu.css';
import './usage.css';
import './budget.css';
import { renderPage } from '../../components/render-page.tsx';
import { Popup } from './Popup.tsx';
import { readForFirstPaint } from './stored-items.ts';

renderPage('extensionName', readForFirstPaint, (initial) => <Popup initial={initial} />);
