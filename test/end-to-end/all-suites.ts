import type { Suite } from './suite.ts';
import { accessibility } from './suites/accessibility.ts';
import { accountList } from './suites/account-list.ts';
import { accountMenu, accountMenuAccessibility } from './suites/account-menu.ts';
import { browserRestart } from './suites/browser-restart.ts';
import { budget } from './suites/budget.ts';
import { forcedColors } from './suites/forced-colors.ts';
import { keyboardFocus } from './suites/keyboard-focus.ts';
import { largeText } from './suites/large-text.ts';
import { isolatedCookies, loginWindow } from './suites/login-window.ts';
import { mainPath } from './suites/main-path.ts';
import { optionsAccounts, optionsAccountsAccessibility } from './suites/options-accounts.ts';
import { optionsPage, refusedAddresses } from './suites/options-page.ts';
import { pageLayout } from './suites/page-layout.ts';
import { platformResponseShapes } from './suites/platform-response-shapes.ts';
import { popupMotion } from './suites/popup-motion.ts';
import { popupPlaces } from './suites/popup-places.ts';
import { preferences } from './suites/preferences.ts';
import { proxyProblems, responsesOfOthers } from './suites/proxy-problems.ts';
import { secretLeaks } from './suites/secret-leaks.ts';
import { notifiesForAccounts, severalAccounts } from './suites/several-accounts.ts';
import { signInErrors, signInMessages } from './suites/sign-in-errors.ts';
import { stoppedBackground, stoppedWhileNotifying } from './suites/stopped-background.ts';
import { stoppedWithAccounts } from './suites/stopped-with-accounts.ts';
import { reservedPlaces, usageChart, usageChartAccessibility } from './suites/usage-chart.ts';
import { yourData } from './suites/your-data.ts';

/** What is tested in English, at a proxy without https. Suites that need a browser of their own are not here. */
export const ALL_SUITES: readonly Suite[] = [
  mainPath,
  preferences,
  budget,
  popupPlaces,
  popupMotion,
  usageChart,
  reservedPlaces,
  usageChartAccessibility,
  platformResponseShapes,
  loginWindow,
  isolatedCookies,
  signInMessages,
  signInErrors,
  proxyProblems,
  responsesOfOthers,
  refusedAddresses,
  optionsPage,
  optionsAccounts,
  optionsAccountsAccessibility,
  yourData,
  stoppedBackground,
  stoppedWhileNotifying,
  severalAccounts,
  notifiesForAccounts,
  accountList,
  stoppedWithAccounts,
  secretLeaks,
  accountMenu,
  accountMenuAccessibility,
  accessibility,
  keyboardFocus,
  largeText,
  pageLayout,
  forcedColors,
  browserRestart,
];
