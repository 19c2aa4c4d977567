import { topicsInEachBrowser } from './shared-world.ts';
import { accessibility } from './topics/accessibility.ts';
import { callbackErrors } from './topics/callback-errors.ts';
import { everyDay } from './topics/everyday.ts';
import { focus } from './topics/focus.ts';
import { forcedColors } from './topics/forced-colors.ts';
import { largeText } from './topics/large-text.ts';
import { leaks } from './topics/leaks.ts';
import { isolatedCookies, loginWindow } from './topics/login-window.ts';
import { mainPath } from './topics/main-path.ts';
import { proxyTrouble } from './topics/proxy-trouble.ts';
import { responseShapes } from './topics/response-shapes.ts';
import { restart } from './topics/restart.ts';
import { settingsPage } from './topics/settings.ts';
import { stoppedBackground, stoppedWhileNotifying } from './topics/stopped-background.ts';

topicsInEachBrowser([
  mainPath,
  everyDay,
  responseShapes,
  loginWindow,
  isolatedCookies,
  callbackErrors,
  proxyTrouble,
  settingsPage,
  stoppedBackground,
  stoppedWhileNotifying,
  leaks,
  accessibility,
  focus,
  largeText,
  forcedColors,
  restart,
]);
